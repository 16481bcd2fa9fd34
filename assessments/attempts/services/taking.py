"""Taking a test: starting, looking at the form, and saving answers so that none is lost."""
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.attempts import rules
from assessments.attempts.models import Answer, Attempt, Question
from assessments.attempts.rules import Candidate, FormLine, TooFewItems
from assessments.attempts.services import grading
from assessments.attempts.services.rows import (
    Test,
    answer_at,
    answers_of,
    catch_up,
    due,
    owned,
    owned_for_update,
    questions_of,
    test_of,
    versions_of,
)
from assessments.attempts.views import AttemptView, QuestionView, Receipt
from assessments.items import services as items
from assessments.items.services import ItemVersion
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, Refused
from lms.ids import new_id, new_secret


def start(enrollment_id: str, activity_id: str, now: datetime) -> AttemptView:
    """Begin a test, or go on with the attempt that is begun: starting twice gives the same attempt.

    Raises Refused where the door is shut, NotFound where the activity is no test.
    """
    grading.submit_overdue_of(enrollment_id, now)
    found = running(enrollment_id, activity_id)
    if found is None:
        try:
            found = _begin(enrollment_id, activity_id, now)
        except IntegrityError:  # another request was first; its attempt is ours
            found = running(enrollment_id, activity_id)
    if found is None:
        raise Conflict(activity=activity_id)
    return _view(db.session(), found)


def running(enrollment_id: str, activity_id: str) -> Attempt | None:
    return db.session.scalars(select(Attempt).where(
        Attempt.enrollment_id == enrollment_id, Attempt.activity == activity_id, Attempt.submitted_at.is_(None))).first()


def _begin(enrollment_id: str, activity_id: str, now: datetime) -> Attempt:
    test = test_of(enrollment_id, activity_id)
    enrollments.require_open(enrollment_id, activity_id, now)
    closes = enrollments.window_of(enrollment_id, activity_id).closes
    with transaction() as session:
        known = running(enrollment_id, activity_id)
        if known is not None:
            return known
        row = Attempt(
            id=new_id(), enrollment_id=enrollment_id, activity=activity_id, seed=new_secret(), started_at=now,
            number=_next_number(session, enrollment_id, activity_id), sequence=0,
            deadline=rules.deadline(now, test.minutes, closes))
        session.add(row)
        session.flush()
        for position, line in enumerate(_form(session, test, row), 1):
            session.add(Question(attempt_id=row.id, position=position, version_id=line.version,
                                 choices=list(line.order), is_flagged=False))
    return row


def _next_number(session: Session, enrollment_id: str, activity_id: str) -> int:
    last = session.scalar(select(func.max(Attempt.number)).where(
        Attempt.enrollment_id == enrollment_id, Attempt.activity == activity_id))
    return (last or 0) + 1


def _form(session: Session, test: Test, row: Attempt) -> Sequence[FormLine]:
    pool = items.pool(test.program.id, test.lectures)
    candidates = [Candidate(v.id, v.item.id, test.group(v.item.lecture), v.item.lecture, len(v.item.choices)) for v in pool]
    try:
        return rules.draw_form(candidates, test.blueprint, _seen(session, row), row.seed)
    except TooFewItems as error:
        raise Refused("このテストの問題が足りません。事務局に知らせてください。", reason="too-few-items", activity=row.activity,
                      line=error.group, wanted=error.wanted, found=error.found) from error


def _seen(session: Session, row: Attempt) -> Counter[str]:
    """How often the person had each item in earlier attempts at this test, in whatever version."""
    asked = list(session.scalars(
        select(Question.version_id).join(Attempt, Attempt.id == Question.attempt_id)
        .where(Attempt.enrollment_id == row.enrollment_id, Attempt.activity == row.activity)))
    versions = items.versions(asked)
    return Counter(versions[key].item.id for key in asked if key in versions)


def attempt(attempt_id: str, person_id: str, now: datetime) -> AttemptView:
    """The person's own attempt, without keys. One whose time is over is submitted before it is shown."""
    grading.submit_if_overdue(attempt_id, person_id, now)
    return _view(db.session(), owned(db.session(), attempt_id, person_id))


# Answers -----------------------------------------------------------------------------------------------

def save_answer(  # noqa: PLR0913 - whose, which, what, and what it rests on
    attempt_id: str, person_id: str, position: int, response: Sequence[int], client_id: str, base_revision: int,
    now: datetime,
) -> Receipt:
    """One line of the journal. The same ``client_id`` again returns its first receipt.

    ``base_revision`` is the revision the answer was made on (0 before the first): Conflict with ``revision`` and
    ``choices`` where another tab or device has answered meanwhile. Refused after submission or the deadline.
    """
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        known = session.scalars(select(Answer).where(
            Answer.attempt_id == row.id, Answer.client_id == client_id)).first()
        if known is not None:
            return _same(known, position, response)
        _require_running(row, now)
        _require_fitting(session, row, position, response)
        _require_present(answer_at(session, row.id, position), base_revision)
        row.sequence += 1
        answer = Answer(
            attempt_id=row.id, sequence=row.sequence, client_id=client_id, position=position, at=now,
            revision=base_revision + 1, response=sorted(response), is_late=rules.is_late(now, row.deadline))
        session.add(answer)
        session.flush()
        return _receipt(answer)


def set_flag(attempt_id: str, person_id: str, position: int, on: bool, now: datetime) -> None:
    """Mark a question to come back to, or take the mark away."""
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        _require_running(row, now)
        question = session.get(Question, (row.id, position))
        if question is None:
            raise Invalid({"position": "この番号の問題はありません。"})
        question.is_flagged = on


def _same(known: Answer, position: int, response: Sequence[int]) -> Receipt:
    if (known.position, known.response) != (position, sorted(response)):
        raise Conflict("同じ番号の解答が、別の内容ですでにあります。", client_id=known.client_id)
    return _receipt(known)


def _require_running(row: Attempt, now: datetime) -> None:
    if row.submitted_at is not None:
        raise Refused("このテストは、もう提出しています。", reason="submitted", attempt=row.id)
    catch_up(row, now)
    if not rules.takes_answers(now, row.deadline):
        raise Refused("時間が終わりました。それまでに保存した解答を提出します。", reason="time-over", attempt=row.id)


def _require_fitting(session: Session, row: Attempt, position: int, response: Sequence[int]) -> None:
    question = session.get(Question, (row.id, position))
    if question is None:
        raise Invalid({"position": "この番号の問題はありません。"})
    kind = versions_of([question])[question.version_id].item.kind
    problem = rules.problem_of_response(response, len(question.choices), kind)
    if problem:
        raise Invalid({"choices": problem})


def _require_present(present: Answer | None, base_revision: int) -> None:
    revision = present.revision if present else 0
    if revision != base_revision:
        raise Conflict("ほかの画面で、この問題の解答が変わっています。どちらを使うか選んでください。", revision=revision,
                       choices=present.response if present else [])


def _receipt(answer: Answer) -> Receipt:
    return Receipt(answer.sequence, answer.position, answer.revision, answer.at)


# Rows to views -----------------------------------------------------------------------------------------

def _view(session: Session, row: Attempt) -> AttemptView:
    test, questions, answers = test_of(row.enrollment_id, row.activity), questions_of(session, row.id), answers_of(session, row.id)
    versions = versions_of(questions)
    return AttemptView(
        row.id, row.enrollment_id, row.activity, row.number, row.started_at, due(row, test), test.minutes, row.submitted_at,
        row.sequence, max((a.at for a in answers.values()), default=None),
        tuple(_question(test, q, versions[q.version_id], answers.get(q.position)) for q in questions))


def _question(test: Test, row: Question, version: ItemVersion, answer: Answer | None) -> QuestionView:
    item = version.item
    return QuestionView(
        row.position, item.kind, test.module_of(item.lecture), item.stem,
        tuple(item.choices[place].text for place in row.choices), tuple(answer.response) if answer else (),
        answer.revision if answer else 0, row.is_flagged)
