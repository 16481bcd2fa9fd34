"""The door to contractors: who they are, what they may take, whom they teach, and who teaches for them."""
from scorm_export.contractors.services.contractors import (
    contractor,
    contractor_of,
    contractors,
    create_contractor,
    credit_decisions,
    decide_credit,
    end_contractor,
    may_see_cohort,
    set_cohorts,
    set_lectures,
)
from scorm_export.contractors.services.learners import (
    enrollment_of,
    learners,
    name_learners,
    trainees,
)
from scorm_export.contractors.services.members import add_member, members, remove_member
from scorm_export.contractors.services.qualifications import (
    add_qualification,
    qualifications,
    remove_qualification,
)

__all__ = [
    "add_member", "add_qualification", "contractor", "contractor_of", "contractors", "create_contractor",
    "credit_decisions", "decide_credit", "end_contractor", "enrollment_of", "learners", "may_see_cohort", "members",
    "name_learners", "qualifications", "remove_member", "remove_qualification", "set_cohorts", "set_lectures", "trainees",
]
