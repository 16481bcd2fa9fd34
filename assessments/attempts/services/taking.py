"""Taking a test: starting, looking at the form, and marking questions."""
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.attempts import asking, rules
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.services import drawing, grading
from assessments.attempts.services.journal import running_until
from assessments.attempts.services.rows import (
    Test,
    answers_of,
    due,
    minutes_of,
    owned_for_update,
    question_at,
    questions_of,
    test_of,
    versions_of,
)
from assessments.attempts.views import AttemptView, Question, QuestionView
from assessments.items.services import ItemVersion
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Conflict
from lms.ids import new_id, new_secret
from lms.periods import civil_day

AT_TEST = (Attempt.enrollment_id == bindparam("enrollment"), Attempt.activity == bindparam("activity"))
RUNNING = select(Attempt).where(*AT_TEST, Attempt.submitted_at.is_(None))
NUMBERED = select(Attempt).where(*AT_TEST, Attempt.number == bindparam("number"))
LAST = select(func.max(Attempt.number)).where(*AT_TEST)


def start(enrollment_id: str, activity_id: str, now: datetime, number: int | None = None) -> AttemptView:
    """Begin a test, or go on with the attempt that is begun: starting twice gives the same attempt.

    ``number``, counted from 1, says which attempt is meant: a request that arrives late, even after its attempt was
    submitted, then finds that attempt and begins no other. Without it the next one is meant where none is running.

    Raises Refused where the door is shut, NotFound where the activity is no test.
    """
    grading.submit_overdue_of(enrollment_id, now)
    found = _numbered(enrollment_id, activity_id, number) or running(enrollment_id, activity_id)
    if found is not None:
        return _view(db.session(), found)
    try:
        return _begin(enrollment_id, activity_id, now)
    except IntegrityError as error:  # another request was first; its attempt is ours
        found = running(enrollment_id, activity_id)
        if found is None:
            raise Conflict(activity=activity_id) from error
        return _view(db.session(), found)


def running(enrollment_id: str, activity_id: str) -> Attempt | None:
    return db.session.scalar(RUNNING, {"enrollment": enrollment_id, "activity": activity_id})


def _numbered(enrollment_id: str, activity_id: str, number: int | None) -> Attempt | None:
    if number is None:
        return None
    return db.session.scalar(NUMBERED, {"enrollment": enrollment_id, "activity": activity_id, "number": number})


def _begin(enrollment_id: str, activity_id: str, now: datetime) -> AttemptView:
    """The form is drawn before the transaction: nobody waits for it."""
    test = test_of(enrollment_id, activity_id)
    closes = enrollments.require_open(enrollment_id, activity_id, now).window.closes
    person, seed = enrollments.enrollment(enrollment_id).person_id, new_secret()
    form = drawing.form(test, enrollment_id, seed, civil_day(now))
    with transaction() as session:
        known = running(enrollment_id, activity_id)
        if known is not None:
            return _view(session, known)
        minutes = minutes_of(session, test, person)
        row = Attempt(
            id=new_id(), enrollment_id=enrollment_id, person_id=person, activity=activity_id, seed=seed, form=form,
            flags=[], started_at=now, number=_next_number(session, enrollment_id, activity_id), sequence=0,
            deadline=rules.deadline(now, minutes, closes))
        session.add(row)
        session.flush()
        return _shown(test, row, row.deadline, minutes, {})


def _next_number(session: Session, enrollment_id: str, activity_id: str) -> int:
    last = session.scalar(LAST, {"enrollment": enrollment_id, "activity": activity_id})
    return (last or 0) + 1


def attempt(attempt_id: str, person_id: str, now: datetime) -> AttemptView:
    """The person's own attempt, without keys. One whose time is over is submitted before it is shown."""
    return _view(db.session(), grading.owned_in_time(attempt_id, person_id, now))


def set_flag(attempt_id: str, person_id: str, position: int, on: bool, now: datetime) -> None:
    """Mark a question to come back to, or take the mark away."""
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        running_until(row, now)
        question_at(row, position)
        row.flags = sorted({*row.flags, position} if on else {*row.flags} - {position})


# Rows to views -----------------------------------------------------------------------------------------

def _view(session: Session, row: Attempt) -> AttemptView:
    test = test_of(row.enrollment_id, row.activity)
    minutes = minutes_of(session, test, row.person_id)
    return _shown(test, row, due(session, row, test), minutes, answers_of(session, row))


def _shown(
    test: Test, row: Attempt, until: datetime, minutes: int | None, answers: Mapping[int, Answer]
) -> AttemptView:
    questions = questions_of(row)
    versions = versions_of(questions)
    return AttemptView(
        row.id, row.enrollment_id, row.activity, row.number, row.started_at, until, minutes, row.submitted_at,
        row.sequence, max((a.at for a in answers.values()), default=None),
        tuple(_question(test, q, versions[q.version], answers.get(q.position), q.position in row.flags) for q in questions))


def _question(test: Test, question: Question, version: ItemVersion, answer: Answer | None, flagged: bool) -> QuestionView:
    item = version.item
    return QuestionView(
        question.position, item.kind, test.module_of(item.lecture), item.case_stem, item.stem,
        asking.choices(item, question.order), asking.lines(item),
        _seen_response(answer), answer.revision if answer else 0, flagged)


def _seen_response(answer: Answer | None) -> tuple[int, ...] | str:
    if answer is None:
        return ()
    return answer.response if isinstance(answer.response, str) else tuple(answer.response)
