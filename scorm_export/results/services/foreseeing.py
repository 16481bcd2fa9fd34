"""What would become of results, before anything is written."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.enrollments import services as enrollments
from lms.errors import NotFound, Refused
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.results.outcome import Outcome, Standing
from scorm_export.results.views import Line


@dataclass(frozen=True, slots=True)
class Part:
    """One row or file as it was read: an outcome, or a ``problem`` (a message id)."""

    name: str
    program: str
    outcome: Outcome | None
    problem: str = ""


def foreseen(contractor_id: str, parts: Iterable[Part], now: datetime) -> list[tuple[str, Line]]:
    """Program and line of every part."""
    contractor, parts = contractors.contractor(contractor_id), list(parts)
    known = contractors.enrollments_of(contractor_id, {part.outcome.learner for part in parts if part.outcome})
    return [(part.program, _line(contractor, part, known, now)) for part in parts]


def _line(contractor: ContractorView, part: Part, known: Mapping[str, str], now: datetime) -> Line:
    if part.outcome is None:
        return Line(part.name, None, part.problem, None)
    if not contractor.may_take(part.program, part.outcome.lecture):
        return Line(part.name, part.outcome, "この委託先には、この講義を渡していません。", None)
    if not part.outcome.says_something:
        return Line(part.name, part.outcome, "", Standing.UNFINISHED)
    return Line(part.name, part.outcome, "", standing(contractor, known.get(part.outcome.learner), part.outcome, now))


def standing(contractor: ContractorView, enrollment_id: str | None, outcome: Outcome, now: datetime) -> Standing:
    """What a result is worth now: whose it is, whether the contractor's count, and whether the lecture's door is open."""
    if enrollment_id is None:
        return Standing.UNKNOWN_LEARNER
    if not outcome.says_something:
        return Standing.UNFINISHED
    if not contractor.credits:
        return Standing.NOT_CREDITED
    try:
        enrollments.require_open(enrollment_id, outcome.lecture, now)
    except (Refused, NotFound):
        return Standing.NOT_OPEN
    return Standing.COUNTED
