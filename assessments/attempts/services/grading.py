"""Submission and what comes of it. Scores are computed here and nowhere else."""
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts import rules
from assessments.attempts.models import Answer, Attempt, Question
from assessments.attempts.rules import Score
from assessments.attempts.services.rows import (
    Test,
    answers_of,
    catch_up,
    owned,
    owned_for_update,
    questions_of,
    test_of,
    versions_of,
)
from assessments.attempts.views import AnswerResult, ChoiceResult, ModuleResult, ResultView
from assessments.items.rules import Item
from lms.db import db, transaction
from lms.errors import Refused
from lms.ids import derived_id
from lms.programs.progress import Verb
from lms.records import services as records
from lms.records.services import SYSTEM


def submit(attempt_id: str, person_id: str, now: datetime) -> ResultView:
    """Submit the saved answers; submitting twice changes nothing. After the deadline it counts as at the deadline."""
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        if row.submitted_at is None:
            catch_up(row, now)
            _grade(session, row, person_id, now)
    return result(attempt_id, person_id)


def submit_if_overdue(attempt_id: str, person_id: str, now: datetime) -> None:
    """Before an attempt is shown: once its grace is over, what is saved is submitted (ruling A10)."""
    row = owned(db.session(), attempt_id, person_id)
    if row.submitted_at is None and not rules.takes_answers(now, row.deadline):
        _submit_for_them(row.id, now)


def submit_overdue_of(enrollment_id: str, now: datetime) -> None:
    """Before a person's tests are listed: what is over gets its result, also where no job runs."""
    _submit_all(select(Attempt.id).where(Attempt.enrollment_id == enrollment_id), now)


def submit_overdue(as_of: datetime) -> None:
    """The job: whoever has left the page gets a result all the same."""
    _submit_all(select(Attempt.id), as_of)


def _submit_all(chosen, now: datetime) -> None:  # type: ignore[no-untyped-def]
    overdue = chosen.where(Attempt.submitted_at.is_(None), Attempt.deadline <= now - rules.GRACE)
    for attempt_id in list(db.session.scalars(overdue)):
        _submit_for_them(attempt_id, now)


def _submit_for_them(attempt_id: str, now: datetime) -> None:
    with transaction() as session:
        row = session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
        if row is None or row.submitted_at is not None:
            return
        catch_up(row, now)
        if not rules.takes_answers(now, row.deadline):
            _grade(session, row, SYSTEM, now)


def _grade(session: Session, row: Attempt, by: str, now: datetime) -> None:
    test, questions, answers = test_of(row.enrollment_id, row.activity), questions_of(session, row.id), answers_of(session, row.id)
    versions = versions_of(questions)
    marks = [_is_right(versions[q.version_id].item, q, answers.get(q.position)) for q in questions]
    score = rules.score(marks, test.parameters.passing_score)
    row.submitted_at, row.raw, row.goal = rules.submitted_at(now, row.deadline), score.raw, score.goal
    records.append(
        row.enrollment_id, Verb.PASSED if score.passed else Verb.FAILED, row.activity, at=row.submitted_at, by=by,
        fact_id=derived_id("attempt", row.id),
        result={"score": {"scaled": score.scaled, "raw": score.raw, "max": score.most}, "attempt": row.id})


def _is_right(item: Item, question: Question, answer: Answer | None) -> bool:
    return answer is not None and rules.is_right(item.key, question.choices, answer.response)


# Results -----------------------------------------------------------------------------------------------

def result(attempt_id: str, person_id: str) -> ResultView:
    """Score, keys and explanations; Refused before submission."""
    session = db.session()
    row = owned(session, attempt_id, person_id)
    if row.submitted_at is None or row.raw is None or row.goal is None:
        raise Refused("結果は、提出した後に見られます。", reason="not-submitted", attempt=attempt_id)
    test, questions, answers = test_of(row.enrollment_id, row.activity), questions_of(session, row.id), answers_of(session, row.id)
    versions = versions_of(questions)
    shown = tuple(_answer(test, q, versions[q.version_id].item, answers.get(q.position)) for q in questions)
    score = Score(row.raw, len(questions), row.goal)
    return ResultView(row.id, row.activity, row.number, row.submitted_at, row.submitted_at >= row.deadline, score,
                      score.passed, shown, _modules(test, shown))


def _answer(test: Test, question: Question, item: Item, answer: Answer | None) -> AnswerResult:
    chosen = set(answer.response) if answer else set()
    choices = tuple(
        ChoiceResult(item.choices[place].text, item.choices[place].why, item.choices[place].right, shown in chosen)
        for shown, place in enumerate(question.choices))
    return AnswerResult(
        question.position, item.lecture, test.module_of(item.lecture), item.section, item.clause, item.stem, choices,
        item.explanation, _is_right(item, question, answer), bool(chosen))


def _modules(test: Test, answers: Iterable[AnswerResult]) -> tuple[ModuleResult, ...]:
    """By module in the program's order, with the lectures worth looking at again."""
    found = []
    for module in test.program.modules:
        members = [a for a in answers if a.module == module.id]
        wrong: dict[str, str] = {}
        for answer in members:
            if not answer.right:
                wrong.setdefault(answer.lecture, answer.section)
        if members:
            found.append(ModuleResult(module.id, module.title, sum(a.right for a in members), len(members),
                                      tuple(sorted(wrong.items()))))
    return tuple(found)
