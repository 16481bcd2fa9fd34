"""A result becomes facts of a trainee: counted where the secretariat allows it and the door is open, else told only."""
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.db import db, transaction
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

WAITING = tuple(each for each in Standing if each not in (Standing.COUNTED, Standing.UNFINISHED))


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a result makes; the same thing said again is the same fact, a better result is another one."""

    id: str
    verb: Verb
    activity: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Whose results are counted, who has it done (a person's id or ``system``), and when."""

    contractor: ContractorView
    by: str
    now: datetime


def count(row: Result, enrollment_id: str | None, scene: Scene) -> None:
    """Write what the row says into the trainee's ledger, and then what waited for it. May be repeated.

    ``enrollment_id``: whom the contractor means by now. What counts is never taken back (A16) and stays with whom it counts for;
    a wrong name can be put right before.
    """
    _name(row, enrollment_id)
    if _counts(row, scene):
        behind = select(Result).where(Result.contractor_id == row.contractor_id, Result.enrollment_id == row.enrollment_id,
                                      Result.standing == Standing.NOT_OPEN)
        for waiting in _in_order(db.session.scalars(behind).all()):
            _counts(waiting, scene)


def _name(row: Result, enrollment_id: str | None) -> None:
    if row.counted_at is None:
        row.enrollment_id = enrollment_id


def _counts(row: Result, scene: Scene) -> bool:
    """Whether something new of the row counts."""
    outcome = outcome_of(row)
    news = _news(row, outcome)
    if row.counted_at is None or news:
        row.standing = str(standing(scene.contractor, row.enrollment_id, outcome, scene.now))
    if row.standing == Standing.COUNTED:
        row.counted_at = row.counted_at or scene.now
        _append(row, news, outcome, scene)
        return bool(news)
    if row.enrollment_id is not None and outcome.says_something:
        _append(row, _new(_said(row, Verb.EXPERIENCED, row.lecture, row.completed, row.success, row.score)), outcome, scene)
    return False


def _news(row: Result, outcome: Outcome) -> list[Said]:
    """The facts that the row would make and that are not in the ledger."""
    if row.enrollment_id is None:
        return []
    return _new(*_facts(row, outcome))


def _new(*facts: Said) -> list[Said]:
    return [said for said in facts if not records.holds(said.id)]


def _facts(row: Result, outcome: Outcome) -> Iterator[Said]:
    assert row.enrollment_id is not None
    if outcome.completed:
        yield _said(row, Verb.COMPLETED, row.lecture)
    if outcome.success is not None:
        for test in enrollments.program_of(row.enrollment_id).closing_of(row.lecture):
            yield _said(row, Verb.PASSED if outcome.success else Verb.FAILED, test.id, row.score)


def _said(row: Result, verb: Verb, activity: str, *content: object) -> Said:
    return Said(derived_id("result", row.id, str(row.enrollment_id), str(verb), activity, *map(str, content)), verb, activity)


def _append(row: Result, facts: Iterable[Said], outcome: Outcome, scene: Scene) -> None:
    assert row.enrollment_id is not None
    for said in facts:
        records.append(row.enrollment_id, said.verb, said.activity, at=scene.now, by=scene.by, version=row.version or None,
                       fact_id=said.id, result={**told(outcome), "contractor": scene.contractor.name},
                       source=f"contractor:{row.contractor_id}")


def count_again(contractor_id: str, by: str, now: datetime) -> int:
    """Count what can be counted by now (a learner was named, credit allowed, a door opened); how many results moved."""
    with transaction() as session:
        contractors.hold(contractor_id)
        scene = Scene(contractors.contractor(contractor_id), by, now)
        rows = session.scalars(select(Result).where(Result.contractor_id == contractor_id, Result.standing.in_(WAITING))
                               .execution_options(populate_existing=True)).all()
        before, known = [row.standing for row in rows], contractors.enrollments_of(contractor_id, {row.learner for row in rows})
        for row in rows:
            _name(row, known.get(row.learner))
        for row in _in_order(rows):
            _counts(row, scene)
        return sum(row.standing != old for row, old in zip(rows, before, strict=True))


def count_waiting(as_of: datetime) -> None:
    """Scheduled: doors open by themselves, by a date or by what a trainee did here."""
    waiting = select(Result.contractor_id).where(Result.standing == Standing.NOT_OPEN).distinct()
    for contractor_id in db.session.scalars(waiting.order_by(Result.contractor_id)).all():
        count_again(contractor_id, records.SYSTEM, as_of)


def _in_order(rows: Collection[Result]) -> list[Result]:
    """Trainee by trainee, and the lectures of each in the program's order, in which they open one another.

    Everybody takes the trainees in one order, so that two who count for the same ones never wait for each other.
    """
    places: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.enrollment_id is not None and row.enrollment_id not in places:
            activities = enrollments.program_of(row.enrollment_id).activities
            places[row.enrollment_id] = {activity.id: n for n, activity in enumerate(activities)}
    return sorted(rows, key=lambda row: (row.enrollment_id or "", places.get(row.enrollment_id or "", {}).get(row.lecture, 0), row.id))
