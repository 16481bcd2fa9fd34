"""Taking a test: starting, looking at the form, and saving answers so that none is lost."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.attempts import asking, rules
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.services import drawing, grading
from assessments.attempts.services.rows import (
    Test,
    answers_of,
    catch_up,
    due,
    locked,
    minutes_of,
    owned_for_update,
    questions_of,
    test_of,
    versions_of,
)
from assessments.attempts.views import AttemptView, Question, QuestionView, Receipt
from assessments.items import answering
from assessments.items.answering import Response
from assessments.items.services import ItemVersion
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.ids import new_id, new_secret
from lms.periods import civil_day

# Made once, for the busiest request: the lines of a journal that a new line may repeat or rest on.
LINES, ATTEMPTS = (db.metadata.tables[kind.__tablename__] for kind in (Answer, Attempt))
EARLIER = LINES.alias()
PRESENT = select(func.max(EARLIER.c.revision)).where(
    EARLIER.c.attempt_id == bindparam("attempt"), EARLIER.c.position == bindparam("position")).scalar_subquery()
ABOUT = select(LINES).where(LINES.c.attempt_id == bindparam("attempt"), or_(
    LINES.c.client_id == bindparam("client"), and_(LINES.c.position == bindparam("position"), LINES.c.revision == PRESENT)))
ADD_LINE = insert(LINES)
# One statement holds the attempt against other writers, numbers the line and tells what the line must fit.
NEXT_LINE = (update(ATTEMPTS).where(ATTEMPTS.c.id == bindparam("attempt"), ATTEMPTS.c.person_id == bindparam("person"))
             .values(sequence=ATTEMPTS.c.sequence + 1)
             .returning(*(ATTEMPTS.c[name] for name in ("id", "form", "deadline", "submitted_at", "sequence"))))
GIVE_BACK = update(ATTEMPTS).where(ATTEMPTS.c.id == bindparam("attempt")).values(sequence=ATTEMPTS.c.sequence - 1)
Line = Row[Any]  # of the journal, as read by ``ABOUT``

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


# Answers -----------------------------------------------------------------------------------------------

def save_answer(  # noqa: PLR0913 - whose, which, what, and what it rests on
    attempt_id: str, person_id: str, position: int, response: Response, client_id: str, base_revision: int,
    now: datetime,
) -> Receipt:
    """One line of the journal. The same ``client_id`` again returns its first receipt.

    ``base_revision`` is the revision the answer was made on (0 before the first): Conflict with ``revision`` and
    ``response`` where another tab or device has answered meanwhile. Refused after submission or the deadline.
    """
    with transaction() as session:
        row = session.execute(NEXT_LINE, {"attempt": attempt_id, "person": person_id}).first()
        if row is None:
            raise NotFound(attempt=attempt_id)
        kept = _kept(_question_at(row, position), response)
        known, present = _known_and_present(session, row.id, client_id, position)
        if known is not None:
            session.execute(GIVE_BACK, {"attempt": row.id})
            return _same(known, position, kept)
        deadline = _running_until(session, row, now)
        _require_present(present, base_revision)
        receipt = Receipt(row.sequence, position, base_revision + 1, now)
        session.execute(ADD_LINE, {
            "attempt_id": row.id, "sequence": receipt.sequence, "client_id": client_id, "position": position, "at": now,
            "revision": receipt.revision, "response": kept, "is_late": rules.is_late(now, deadline)})
        return receipt


def set_flag(attempt_id: str, person_id: str, position: int, on: bool, now: datetime) -> None:
    """Mark a question to come back to, or take the mark away."""
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        _running_until(session, row, now)
        _question_at(row, position)
        row.flags = sorted({*row.flags, position} if on else {*row.flags} - {position})


def _known_and_present(session: Session, attempt_id: str, client_id: str, position: int) -> tuple[Line | None, Line | None]:
    """The line that this very client request made before, and the position's present answer."""
    found = session.execute(ABOUT, {"attempt": attempt_id, "client": client_id, "position": position}).all()
    known = next((answer for answer in found if answer.client_id == client_id), None)
    return known, max((answer for answer in found if answer.position == position), key=lambda a: a.revision, default=None)


def _kept(question: Question, response: Response) -> Any:
    """As the journal keeps it. Raises Invalid where it cannot answer the question."""
    problem = answering.problem_of_response(question.kind, len(question.order), response)
    if problem:
        raise Invalid({"response": problem})
    return answering.normal(question.kind, response)


def _same(known: Line, position: int, kept: Any) -> Receipt:
    if (known.position, known.response) != (position, kept):
        raise Conflict("同じ番号の解答が、別の内容ですでにあります。", client_id=known.client_id)
    return Receipt(known.sequence, known.position, known.revision, known.at)


def _running_until(session: Session, row: Attempt | Row[Any], now: datetime) -> datetime:
    """When a held attempt ends, what was granted since it began included. Refused after it, or after submission."""
    if row.submitted_at is not None:
        raise Refused("このテストは、もう提出しています。", reason="submitted", attempt=row.id)
    deadline = row.deadline if now < row.deadline else _caught_up(session, row.id, now)
    if not rules.takes_answers(now, deadline):
        raise Refused("時間が終わりました。それまでに保存した解答を提出します。", reason="time-over", attempt=row.id)
    return deadline  # type: ignore[no-any-return]


def _caught_up(session: Session, attempt_id: str, now: datetime) -> datetime:
    row = locked(session, attempt_id)
    assert row is not None
    catch_up(session, row, now)
    return row.deadline


def _question_at(row: Attempt | Row[Any], position: int) -> Question:
    if not 0 < position <= len(row.form):
        raise Invalid({"position": "この番号の問題はありません。"})
    return questions_of(row)[position - 1]


def _require_present(present: Line | None, base_revision: int) -> None:
    revision = present.revision if present else 0
    if revision != base_revision:
        raise Conflict("ほかの画面で、この問題の解答が変わっています。どちらを使うか選んでください。", revision=revision,
                       response=present.response if present else [])


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
