"""Finding an attempt and what belongs to it; shared by the services of this package."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from assessments.attempts import rules
from assessments.attempts.forms import Candidate, Demand
from assessments.attempts.kinds import COMPREHENSION_TEST, REVIEW_TEST, ComprehensionParameters, ReviewParameters
from assessments.attempts.models import Accommodation, Answer, Attempt
from assessments.attempts.views import Question
from assessments.items import services as items
from assessments.items.services import ItemVersion
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.programs.definition import Activity, Program

# Made once, as the other statements of the busiest requests: to make one takes longer than to run it.
BY_ID = select(Attempt).where(Attempt.id == bindparam("attempt"))
LOCKED = BY_ID.with_for_update().execution_options(populate_existing=True)
JOURNAL = select(Answer).where(Answer.attempt_id == bindparam("attempt")).order_by(Answer.sequence)

KINDS = (COMPREHENSION_TEST.name, REVIEW_TEST.name)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a program, and what its forms hold; a lecture's test demands items of its lecture alone."""

    program: Program
    activity: Activity

    @property
    def parameters(self) -> ComprehensionParameters | ReviewParameters:
        found: ComprehensionParameters | ReviewParameters = self.activity.parameters
        return found

    @property
    def minutes(self) -> int | None:
        return self.parameters.minutes if isinstance(self.parameters, ReviewParameters) else None

    @property
    def demands(self) -> tuple[Demand, ...]:
        if isinstance(self.parameters, ReviewParameters):
            return self.parameters.demands
        return (Demand("group", self.activity.of or "", self.parameters.items, self.parameters.items),)

    def candidate(self, version: ItemVersion) -> Candidate:
        item = version.item
        group = (self.module_of(item.lecture) or "") if self.minutes else item.lecture
        tags = {"group": group, "ability": item.ability, "difficulty": str(item.difficulty)}
        return Candidate(version.id, item.id, item.lecture, tags, item.case_id, frozenset(item.excludes))

    def module_of(self, lecture: str) -> str | None:
        found = self.program.activity(lecture)
        return found.module if found else None

    @property
    def lectures(self) -> list[str]:
        """Whose items may be asked. The review test covers exempt lectures too (ruling A4)."""
        if self.activity.of:
            return [self.activity.of]
        modules = {demand.value for demand in self.demands if demand.tag == "group"}
        return [a.id for a in self.program.activities if a.module in modules]


def tests_of(program: Program) -> list[Test]:
    return [Test(program, activity) for activity in program.activities if activity.kind in KINDS]


def test_of(enrollment_id: str, activity_id: str) -> Test:
    """NotFound where the activity is no test of the enrollment's program."""
    program = enrollments.program_of(enrollment_id)
    activity = program.activity(activity_id)
    if activity is None or activity.kind not in KINDS:
        raise NotFound(activity=activity_id)
    return Test(program, activity)


def minutes_of(session: Session, test: Test, person_id: str) -> int | None:
    """How long the person may work on the test; None where there is no limit."""
    return None if test.minutes is None else rules.allowed(test.minutes, percent_of(session, person_id))


def percent_of(session: Session, person_id: str) -> int:
    """The person's time in tests, in percent of everybody's."""
    found = session.scalar(select(Accommodation.percent).where(Accommodation.person_id == person_id)
                           .order_by(Accommodation.at.desc(), Accommodation.id).limit(1))
    return found or 100


def due(session: Session, row: Attempt, test: Test) -> datetime:
    """When the attempt ends, with what was granted since it began; for a submitted one, when it ended."""
    if row.submitted_at is not None:
        return row.deadline
    closes = enrollments.window_of(row.enrollment_id, row.activity).closes
    minutes = minutes_of(session, test, row.person_id)
    return rules.moved_deadline(row.deadline, row.started_at, minutes, closes)


def catch_up(session: Session, row: Attempt, now: datetime) -> None:
    """Before an attempt is called over: its stored end follows what was granted. Call it inside a transaction."""
    if now >= row.deadline:
        row.deadline = due(session, row, test_of(row.enrollment_id, row.activity))


def owned(session: Session, attempt_id: str, person_id: str) -> Attempt:
    """The person's own attempt; anybody else's does not exist for them."""
    return _owned(session.scalar(BY_ID, {"attempt": attempt_id}), attempt_id, person_id)


def owned_for_update(session: Session, attempt_id: str, person_id: str) -> Attempt:
    """The same, with its row locked: one writer at a time."""
    return _owned(locked(session, attempt_id), attempt_id, person_id)


def locked(session: Session, attempt_id: str) -> Attempt | None:
    return session.scalar(LOCKED, {"attempt": attempt_id})


def _owned(row: Attempt | None, attempt_id: str, person_id: str) -> Attempt:
    if row is None or row.person_id != person_id:
        raise NotFound(attempt=attempt_id)
    return row


def questions_of(row: Attempt | Row[Any]) -> list[Question]:
    """The form, counted from 1."""
    return [Question(position, version, kind, tuple(order)) for position, (version, kind, order) in enumerate(row.form, 1)]


def question_at(row: Attempt | Row[Any], position: int) -> Question:
    """Invalid where the form is shorter."""
    if not 0 < position <= len(row.form):
        raise Invalid({"position": "この番号の問題はありません。"})
    return questions_of(row)[position - 1]


def answers_of(session: Session, row: Attempt) -> dict[int, Answer]:
    """The present answer of each position: the last line of the journal about it."""
    if row.sequence == 0:
        return {}
    return {answer.position: answer for answer in session.scalars(JOURNAL, {"attempt": row.id})}


def versions_of(questions: Iterable[Question]) -> dict[str, ItemVersion]:
    return items.versions([question.version for question in questions])
