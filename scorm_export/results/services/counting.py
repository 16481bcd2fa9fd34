"""A result becomes facts of a trainee: counted where the secretariat allows it and the door is open, else told only."""
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from lms.db import transaction
from lms.enrollments import services as enrollments
from lms.ids import derived_id
from lms.programs.progress import Verb
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.results.models import Result
from scorm_export.results.outcome import Outcome, Standing, told
from scorm_export.results.services.foreseeing import standing
from scorm_export.results.services.rows import outcome_of


def count(row: Result, by: str, now: datetime) -> None:
    """Write what the row says into the trainee's ledger. May be repeated: facts have ids of their own."""
    contractor = contractors.contractor(row.contractor_id)
    if row.standing != Standing.COUNTED:  # what counts stays with whom it counts for; a wrong name can be put right before
        row.enrollment_id = contractors.enrollment_of(contractor.id, row.learner)
    row.standing = str(_standing(row, contractor, now))
    outcome = outcome_of(row)
    if row.standing == Standing.COUNTED:
        _credit(row, outcome, contractor, by, now)
    elif row.enrollment_id is not None:
        _tell(row, outcome, contractor, by, now)


def _standing(row: Result, contractor: ContractorView, now: datetime) -> Standing:
    """What counts is never taken back (A16)."""
    if row.standing == Standing.COUNTED:
        return Standing.COUNTED
    return standing(contractor, row.enrollment_id, row.lecture, now)


def _credit(row: Result, outcome: Outcome, contractor: ContractorView, by: str, now: datetime) -> None:
    assert row.enrollment_id is not None
    result = {**told(outcome), "contractor": contractor.name}
    if outcome.completed:
        _append(row, Verb.COMPLETED, row.lecture, result, by, now)
    if outcome.success is not None:
        for test in enrollments.program_of(row.enrollment_id).closing_of(row.lecture):
            _append(row, Verb.PASSED if outcome.success else Verb.FAILED, test.id, result, by, now)


def _tell(row: Result, outcome: Outcome, contractor: ContractorView, by: str, now: datetime) -> None:
    _append(row, Verb.EXPERIENCED, row.lecture, {**told(outcome), "contractor": contractor.name}, by, now)


def _append(row: Result, verb: Verb, activity: str, result: dict[str, object], by: str, now: datetime) -> None:
    """The same thing said again is the same fact; a better result is another one."""
    assert row.enrollment_id is not None
    said = {Verb.COMPLETED: (), Verb.EXPERIENCED: (row.completed, row.success, row.score)}.get(verb, (row.score,))
    fact = derived_id("result", row.id, str(verb), activity, *map(str, said))
    known = {each.fact.id for each in records.history(row.enrollment_id)}
    if fact not in known:
        records.append(row.enrollment_id, verb, activity, at=now, by=by, result=result, version=row.version or None,
                       fact_id=fact, source=f"contractor:{row.contractor_id}")


def count_again(contractor_id: str, by: str, now: datetime) -> int:
    """Count what can be counted by now (a learner was named, credit allowed, a door opened); how many results moved."""
    with transaction() as session:
        rows = session.scalars(select(Result).where(Result.contractor_id == contractor_id,
                                                    Result.standing != Standing.COUNTED).with_for_update()).all()
        before = [row.standing for row in rows]
        for row in _in_order(rows):
            count(row, by, now)
        return sum(row.standing != old for row, old in zip(rows, before, strict=True))


def _in_order(rows: Iterable[Result]) -> list[Result]:
    """Lecture A1 opens the others, so what stands first in the program is counted first."""
    return sorted(rows, key=lambda row: (row.at, row.lecture))

