"""The journal of an attempt: a line for each answer, added once and never lost.

What a line must fit is read and judged first. It is stored where nothing was stored in the attempt since, and judged anew
where something was: nobody waits while a line is judged, and no line rests on what it has not seen.
"""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update

from assessments.attempts import rules
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.services.rows import catch_up, locked, question_at
from assessments.attempts.views import Question, Receipt
from assessments.items import answering
from assessments.items.answering import Response
from lms.db import ask, db, transaction
from lms.errors import Conflict, Invalid, NotFound, Refused, TooMany

TRIES = 20  # every one that fails means that another line was stored

# Made once, for the busiest request: an attempt, with the lines that a new one may repeat or rest on.
LINES, ATTEMPTS = (db.metadata.tables[kind.__tablename__] for kind in (Answer, Attempt))
EARLIER = LINES.alias()
PRESENT = select(func.max(EARLIER.c.revision)).where(
    EARLIER.c.attempt_id == bindparam("attempt"), EARLIER.c.position == bindparam("position")).scalar_subquery()
ABOUT = and_(LINES.c.attempt_id == bindparam("attempt"), or_(
    LINES.c.client_id == bindparam("client"), and_(LINES.c.position == bindparam("position"), LINES.c.revision == PRESENT)))
SEEN = (select(*(ATTEMPTS.c[name] for name in ("id", "form", "deadline", "submitted_at")), ATTEMPTS.c.sequence.label("lines"), LINES)
        .select_from(ATTEMPTS.outerjoin(LINES, ABOUT))
        .where(ATTEMPTS.c.id == bindparam("attempt"), ATTEMPTS.c.person_id == bindparam("person")))
# The count of lines is what nobody may have changed since. A submission holds the same row.
COUNT = (update(ATTEMPTS).values(sequence=ATTEMPTS.c.sequence + 1)
         .where(ATTEMPTS.c.id == bindparam("attempt"), ATTEMPTS.c.sequence == bindparam("lines"), ATTEMPTS.c.submitted_at.is_(None))
         .returning(ATTEMPTS.c.id))
ADD = insert(LINES)
Line = Row[Any]  # as read by ``SEEN``


def save_answer(  # noqa: PLR0913 - whose, which, what, and what it rests on
    attempt_id: str, person_id: str, position: int, response: Response, client_id: str, base_revision: int,
    now: datetime,
) -> Receipt:
    """One line of the journal. The same ``client_id`` again returns its first receipt.

    ``base_revision`` is the revision the answer was made on (0 before the first): Conflict with ``revision`` and
    ``response`` where another tab or device has answered meanwhile. Refused after submission or the deadline,
    TooMany where others were first each time.
    """
    for _ in range(TRIES):
        seen = ask(SEEN, {"attempt": attempt_id, "person": person_id, "client": client_id, "position": position})
        if not seen:
            raise NotFound(attempt=attempt_id)
        row, kept = seen[0], _kept(question_at(seen[0], position), response)
        known = next((line for line in seen if line.client_id == client_id), None)
        if known is not None:
            return _same(known, position, kept)
        deadline = running_until(row, now)
        _require_present(seen, position, base_revision)
        receipt = Receipt(row.lines + 1, position, base_revision + 1, now)
        if _added(row, {
                "attempt_id": row.id, "sequence": receipt.sequence, "client_id": client_id, "position": position, "at": now,
                "revision": receipt.revision, "response": kept, "is_late": rules.is_late(now, deadline)}):
            return receipt
    raise TooMany(attempt=attempt_id)


def _added(row: Row[Any], line: Mapping[str, Any]) -> bool:
    """False where another line, or the submission, was first."""
    with transaction() as session:
        counted = session.execute(COUNT, {"attempt": row.id, "lines": row.lines}).first()
        if counted is not None:
            session.execute(ADD, line)
        return counted is not None


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


def running_until(row: Attempt | Row[Any], now: datetime) -> datetime:
    """When an attempt ends, what was granted since it began included. Refused after it, or after submission."""
    if row.submitted_at is not None:
        raise Refused("このテストは、もう提出しています。", reason="submitted", attempt=row.id)
    deadline: datetime = row.deadline if now < row.deadline else _caught_up(row.id, now)
    if not rules.takes_answers(now, deadline):
        raise Refused("時間が終わりました。それまでに保存した解答を提出します。", reason="time-over", attempt=row.id)
    return deadline


def _caught_up(attempt_id: str, now: datetime) -> datetime:
    with transaction() as session:
        row = locked(session, attempt_id)
        assert row is not None
        catch_up(session, row, now)
        return row.deadline


def _require_present(seen: Sequence[Line], position: int, base_revision: int) -> None:
    present = max((line for line in seen if line.position == position), key=lambda line: line.revision, default=None)
    revision = present.revision if present else 0
    if revision != base_revision:
        raise Conflict("ほかの画面で、この問題の解答が変わっています。どちらを使うか選んでください。", revision=revision,
                       response=present.response if present else [])
