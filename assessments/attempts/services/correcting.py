"""Voiding or re-keying an item (ruling A17): a look at who would change, then the change as new facts."""
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, Text, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from assessments.attempts import corrections, rules
from assessments.attempts.corrections import Correction
from assessments.attempts.models import Attempt, ItemCorrection
from assessments.attempts.services.rows import answers_of, questions_of, versions_of
from assessments.attempts.views import CorrectionChange, CorrectionView
from assessments.items import services as items
from assessments.items.services import ItemVersion
from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import derived_id, new_id
from lms.programs.progress import Verb
from lms.records import services as records

CORRECTIONS = (select(ItemCorrection.version_id, ItemCorrection.correction)  # made once: each look at an attempt asks
               .where(ItemCorrection.version_id.in_(bindparam("versions", expanding=True)))
               .order_by(ItemCorrection.at, ItemCorrection.id))


def item_to_correct(version_id: str) -> ItemVersion:
    found = items.versions([version_id]).get(version_id)
    if found is None:
        raise NotFound(version=version_id)
    return found


def corrections_of(version_ids: Iterable[str]) -> dict[str, Correction]:
    """The correction that counts for each version: the latest one."""
    rows = db.session.execute(CORRECTIONS, {"versions": list(set(version_ids))})
    return {row.version_id: corrections.from_json(row.correction) for row in rows}


def history_of(version_id: str) -> list[CorrectionView]:
    """Every correction of a version, the newest first."""
    rows = db.session.scalars(select(ItemCorrection).where(ItemCorrection.version_id == version_id)
                              .order_by(ItemCorrection.at.desc(), ItemCorrection.id))
    return [CorrectionView(row.correction["kind"], tuple(row.correction["key"]), tuple(row.correction["accepted"]),
                           row.reason, row.by, row.at) for row in rows]


def changes(version_id: str, correction: Correction) -> list[CorrectionChange]:
    """Every submitted attempt with the item and what would become of it. Writes nothing. Raises Invalid by field."""
    _require_fitting(version_id, correction, None)
    rows = _submitted(db.session.scalars(_with(version_id)))
    return [_change(db.session(), row, version_id, correction) for row in rows]


def correct(version_id: str, correction: Correction, reason: str, by: str, now: datetime) -> list[CorrectionChange]:
    """Regrade every attempt with the item, in favor only, all or nothing. What changed enters the ledger as new facts,
    judged by the moment of each submission (ruling A11)."""
    _require_fitting(version_id, correction, reason)
    with transaction() as session:
        kept = ItemCorrection(id=new_id(), version_id=version_id, correction=corrections.to_json(correction),
                              reason=reason.strip(), by=by, at=now)
        session.add(kept)
        # Also those that are not submitted yet: whoever submits now waits, and is then judged by the correction.
        rows = _submitted(session.scalars(_with(version_id).with_for_update(), execution_options={"populate_existing": True}))
        found = [_change(session, row, version_id, correction) for row in rows]
        for row, change in zip(rows, found, strict=True):
            _apply(row, change, kept, by)
    return found


def _require_fitting(version_id: str, correction: Correction, reason: str | None) -> None:
    errors = corrections.problems_of(correction, item_to_correct(version_id).item)
    if reason is not None and (problem := rules.problem_of_reason(reason)):
        errors["reason"] = problem
    if errors:
        raise Invalid(errors)


def _with(version_id: str) -> Select[Attempt]:
    """Every attempt with the item, trainee by trainee: two corrections at once take the ledgers in one order."""
    return (select(Attempt).where(type_coerce(Attempt.form, Text).contains(version_id, autoescape=True))
            .order_by(Attempt.enrollment_id, Attempt.id))


def _submitted(rows: Iterable[Attempt]) -> list[Attempt]:
    return [row for row in rows if row.submitted_at is not None]


def _change(session: Session, row: Attempt, version_id: str, correction: Correction) -> CorrectionChange:
    questions, answers = questions_of(row), answers_of(session, row)
    item = versions_of(questions)[version_id].item
    new = {}
    for place, question in enumerate(questions):
        if question.version == version_id:
            answer = answers.get(question.position)
            new[place] = corrections.worth(item, correction, question.order, answer.response if answer else None)
    goal = row.goal or 0
    return CorrectionChange(
        row.id, row.enrollment_id, row.person_id, row.activity, row.number, rules.score(row.marks, goal),
        rules.score(corrections.in_favor(row.marks, new), goal), tuple(corrections.in_favor(row.marks, new)))


def _apply(row: Attempt, change: CorrectionChange, kept: ItemCorrection, by: str) -> None:
    if not change.raised or row.submitted_at is None:
        return
    row.marks = list(change.marks)
    score = change.after
    records.append(
        row.enrollment_id, Verb.PASSED if score.passed else Verb.FAILED, row.activity, at=row.submitted_at, by=by,
        fact_id=derived_id("correction", kept.id, row.id), result={
            "score": {"scaled": score.scaled, "raw": score.raw, "max": score.most}, "attempt": row.id, "correction": kept.id})
