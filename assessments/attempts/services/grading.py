"""Submission and what comes of it. Scores are computed here and nowhere else."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from assessments.attempts import corrections, rules, telling
from assessments.attempts.corrections import Correction
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.services import correcting
from assessments.attempts.services.rows import (
    Test,
    answers_of,
    catch_up,
    locked,
    owned,
    owned_for_update,
    questions_of,
    test_of,
    versions_of,
)
from assessments.attempts.views import AnswerResult, ModuleResult, Question, ResultView
from assessments.items import answering
from assessments.items.answering import POINTS
from assessments.items.item import CHOSEN, Item
from lms.db import db, transaction
from lms.errors import Refused
from lms.ids import derived_id
from lms.programs.progress import Verb
from lms.records import services as records
from lms.records.services import SYSTEM

log = getLogger(__name__)

OVERDUE = select(Attempt.id).where(Attempt.submitted_at.is_(None), Attempt.deadline <= bindparam("end"))
OVERDUE_OF = OVERDUE.where(Attempt.enrollment_id == bindparam("enrollment"))


def submit(attempt_id: str, person_id: str, now: datetime) -> ResultView:
    """Submit the saved answers; submitting twice changes nothing. After the deadline it counts as at the deadline."""
    with transaction() as session:
        row = owned_for_update(session, attempt_id, person_id)
        judged = _judged(session, row)
        if row.submitted_at is None:
            catch_up(session, row, now)
            _grade(judged, person_id, now)
        return _result(judged)


def owned_in_time(attempt_id: str, person_id: str, now: datetime) -> Attempt:
    """The person's own attempt, to be shown: once its grace is over, what is saved is submitted first (ruling A10)."""
    row = owned(db.session(), attempt_id, person_id)
    if row.submitted_at is None and not rules.takes_answers(now, row.deadline):
        _submit_for_them(row.id, now)
    return row


def submit_overdue_of(enrollment_id: str, now: datetime) -> None:
    """Before a person's tests are listed: what is over gets its result, also where no job runs."""
    _submit_each(db.session.scalars(OVERDUE_OF, {"enrollment": enrollment_id, "end": now - rules.GRACE}), now)


def submit_overdue(as_of: datetime) -> None:
    """The job: whoever has left the page gets a result all the same."""
    _submit_each(db.session.scalars(OVERDUE, {"end": as_of - rules.GRACE}), as_of)


def _submit_each(attempt_ids: Iterable[str], now: datetime) -> None:
    for attempt_id in list(attempt_ids):
        try:
            _submit_for_them(attempt_id, now)
        except Exception:  # one attempt that cannot be graded keeps nobody else from a result
            log.exception("attempt %s could not be graded", attempt_id)


def _submit_for_them(attempt_id: str, now: datetime) -> None:
    with transaction() as session:
        row = locked(session, attempt_id)
        if row is None or row.submitted_at is not None:
            return
        catch_up(session, row, now)
        if not rules.takes_answers(now, row.deadline):
            _grade(_judged(session, row), SYSTEM, now)


@dataclass(frozen=True, slots=True)
class Judged:
    """An attempt with all that its marks rest on: for each question what was asked, what is wrong with it, and the answer."""

    row: Attempt
    test: Test
    lines: tuple[tuple[Question, Item, Correction | None, Answer | None], ...]


def _judged(session: Session, row: Attempt) -> Judged:
    questions, answers = questions_of(row), answers_of(session, row)
    versions = versions_of(questions)
    faulty = correcting.corrections_of(versions)
    return Judged(row, test_of(row.enrollment_id, row.activity), tuple(
        (q, versions[q.version].item, faulty.get(q.version), answers.get(q.position)) for q in questions))


def _grade(judged: Judged, by: str, now: datetime) -> None:
    row = judged.row
    row.marks = [_points(item, correction, question, answer) for question, item, correction, answer in judged.lines]
    score = rules.score(row.marks, rules.needed(len(row.marks), judged.test.parameters.passing_score))
    row.given = [_chosen(question, answer) for question, _item, _correction, answer in judged.lines]
    row.submitted_at, row.goal = rules.submitted_at(now, row.deadline), score.goal
    records.append(
        row.enrollment_id, Verb.PASSED if score.passed else Verb.FAILED, row.activity, at=row.submitted_at, by=by,
        fact_id=derived_id("attempt", row.id),
        result={"score": {"scaled": score.scaled, "raw": score.raw, "max": score.most}, "attempt": row.id})


def _points(item: Item, correction: Correction | None, question: Question, answer: Answer | None) -> int:
    return corrections.worth(item, correction, question.order, answer.response if answer else None)


def _chosen(question: Question, answer: Answer | None) -> list[int]:
    """Written positions, whatever the order they were shown in; empty where nothing was chosen or is to be chosen."""
    if answer is None or question.kind not in CHOSEN:
        return []
    return sorted(question.order[place] for place in answer.response)


# Results -----------------------------------------------------------------------------------------------

def result(attempt_id: str, person_id: str, now: datetime) -> ResultView:
    """Score, keys and explanations; Refused before submission."""
    return _result(_judged(db.session(), owned_in_time(attempt_id, person_id, now)))


def _result(judged: Judged) -> ResultView:
    row, test = judged.row, judged.test
    if row.submitted_at is None or row.marks is None or row.goal is None:
        raise Refused("結果は、提出した後に見られます。", reason="not-submitted", attempt=row.id)
    shown = tuple(_answer(test, *line, mark) for line, mark in zip(judged.lines, row.marks, strict=True))
    score = rules.score(row.marks, row.goal)
    return ResultView(row.id, row.activity, row.number, row.submitted_at, row.submitted_at >= row.deadline, score,
                      score.passed, shown, _modules(test, shown))


def _answer(  # noqa: PLR0913 - everything about one question
    test: Test, question: Question, asked: Item, correction: Correction | None, answer: Answer | None, mark: int
) -> AnswerResult:
    item, response = corrections.corrected(asked, correction), answer.response if answer else []
    return AnswerResult(
        question.position, item.kind, item.lecture, test.module_of(item.lecture), item.section, item.clause,
        item.case_stem, item.stem, telling.choices(item, question.order, response),
        telling.given(item, question.order, response), telling.expected(item), item.explanation, mark / POINTS,
        not answering.is_empty(response), correction.kind if correction else "")


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
            found.append(ModuleResult(module.id, module.title, sum(a.share for a in members), len(members),
                                      tuple(sorted(wrong.items()))))
    return tuple(found)
