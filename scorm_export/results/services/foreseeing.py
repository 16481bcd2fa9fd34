"""What would become of results, before anything is written."""
from datetime import datetime

from lms.enrollments import services as enrollments
from lms.errors import NotFound, Refused
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.results.outcome import Outcome, Standing
from scorm_export.results.views import Line


def foreseen(contractor_id: str, program: str, name: str, outcome: Outcome, now: datetime) -> Line:
    contractor = contractors.contractor(contractor_id)
    if not contractor.may_take(program, outcome.lecture):
        return Line(name, outcome, "この委託先には、この講義を渡していません。", None)
    if not outcome.says_something:
        return Line(name, outcome, "まだ完了も採点もしていないので、数えません。", None)
    enrollment_id = contractors.enrollment_of(contractor_id, outcome.learner)
    return Line(name, outcome, "", standing(contractor, enrollment_id, outcome.lecture, now))


def standing(contractor: ContractorView, enrollment_id: str | None, lecture: str, now: datetime) -> Standing:
    """What a result is worth now: whose it is, whether the contractor's count, and whether the lecture's door is open."""
    if enrollment_id is None:
        return Standing.UNKNOWN_LEARNER
    if not contractor.credits:
        return Standing.NOT_CREDITED
    try:
        enrollments.require_open(enrollment_id, lecture, now)
    except (Refused, NotFound):
        return Standing.NOT_OPEN
    return Standing.COUNTED
