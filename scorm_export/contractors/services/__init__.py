"""The door to contractors: who they are, what they may take, whom they teach, and who teaches for them."""
from scorm_export.contractors.services.contractors import (
    contractor,
    contractor_of,
    contractors,
    create_contractor,
    credit_decisions,
    decide_credit,
    end_contractor,
    hold,
    may_see_cohort,
    programs_on_offer,
    set_cohorts,
    set_lectures,
)
from scorm_export.contractors.services.learners import (
    behind_veils,
    check_learners,
    enrollment_of,
    enrollments_of,
    forget_learner,
    import_learners,
    learners,
    name_learners,
    taught,
    trainees,
)
from scorm_export.contractors.services.members import add_member, join, member_counts, members, remove_member
from scorm_export.contractors.services.qualifications import (
    NewQualification,
    add_qualification,
    all_qualifications,
    qualifications,
    remove_qualification,
    subjects,
)

__all__ = [
    "NewQualification", "add_member", "add_qualification", "all_qualifications", "behind_veils", "check_learners",
    "contractor", "contractor_of", "contractors", "create_contractor", "credit_decisions", "decide_credit",
    "end_contractor", "enrollment_of", "enrollments_of", "forget_learner", "hold", "import_learners", "join",
    "learners", "may_see_cohort", "member_counts", "members", "name_learners", "programs_on_offer", "qualifications",
    "remove_member", "remove_qualification", "set_cohorts", "set_lectures", "subjects", "taught", "trainees",
]
