"""Finding an attempt and what belongs to it; shared by the services of this package."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts import rules
from assessments.attempts.kinds import COMPREHENSION_TEST, REVIEW_TEST, ComprehensionParameters, ReviewParameters
from assessments.attempts.models import Answer, Attempt, Question
from assessments.items import services as items
from assessments.items.services import ItemVersion
from lms.enrollments import services as enrollments
from lms.errors import NotFound
from lms.programs.definition import Activity, Program

KINDS = (COMPREHENSION_TEST.name, REVIEW_TEST.name)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a program. ``blueprint``: how many items of each line; a lecture's test has one line, its lecture."""

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
    def blueprint(self) -> Mapping[str, int]:
        if isinstance(self.parameters, ReviewParameters):
            return self.parameters.blueprint
        return {self.activity.of or "": self.parameters.items}

    def group(self, lecture: str) -> str:
        """The line of the blueprint that a lecture's items count for."""
        return (self.module_of(lecture) or "") if self.minutes else lecture

    def module_of(self, lecture: str) -> str | None:
        found = self.program.activity(lecture)
        return found.module if found else None

    @property
    def lectures(self) -> list[str]:
        """Whose items may be asked. The review test covers exempt lectures too (ruling A4)."""
        if self.activity.of:
            return [self.activity.of]
        return [a.id for a in self.program.activities if a.module in self.blueprint]


def test_of(enrollment_id: str, activity_id: str) -> Test:
    """NotFound where the activity is no test of the enrollment's program."""
    program = enrollments.program_of(enrollment_id)
    activity = program.activity(activity_id)
    if activity is None or activity.kind not in KINDS:
        raise NotFound(activity=activity_id)
    return Test(program, activity)


def due(row: Attempt, test: Test) -> datetime:
    """When the attempt ends, with extensions granted since it began; for a submitted one, when it ended."""
    if row.submitted_at is not None:
        return row.deadline
    closes = enrollments.window_of(row.enrollment_id, row.activity).closes
    return rules.moved_deadline(row.deadline, row.started_at, test.minutes, closes)


def catch_up(row: Attempt, now: datetime) -> None:
    """Before an attempt is called over: its stored end follows an extension. Call it inside a transaction."""
    if now >= row.deadline:
        row.deadline = due(row, test_of(row.enrollment_id, row.activity))


def owned(session: Session, attempt_id: str, person_id: str) -> Attempt:
    """The person's own attempt; anybody else's does not exist for them."""
    return _owned(session.get(Attempt, attempt_id), attempt_id, person_id)


def owned_for_update(session: Session, attempt_id: str, person_id: str) -> Attempt:
    """The same, with its row locked: one writer at a time."""
    row = session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    return _owned(row, attempt_id, person_id)


def _owned(row: Attempt | None, attempt_id: str, person_id: str) -> Attempt:
    if row is None or enrollments.enrollment(row.enrollment_id).person_id != person_id:
        raise NotFound(attempt=attempt_id)
    return row


def questions_of(session: Session, attempt_id: str) -> list[Question]:
    return list(session.scalars(
        select(Question).where(Question.attempt_id == attempt_id).order_by(Question.position)))


def answers_of(session: Session, attempt_id: str) -> dict[int, Answer]:
    """The present answer of each position: the last line of the journal about it."""
    rows = session.scalars(select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.sequence))
    return {row.position: row for row in rows}


def answer_at(session: Session, attempt_id: str, position: int) -> Answer | None:
    """The present answer of one position."""
    return session.scalars(
        select(Answer).where(Answer.attempt_id == attempt_id, Answer.position == position)
        .order_by(Answer.sequence.desc()).limit(1)).first()


def versions_of(questions: list[Question]) -> dict[str, ItemVersion]:
    return items.versions([question.version_id for question in questions])
