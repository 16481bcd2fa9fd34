"""Receiving what came home, whichever way it came. Saying it twice changes nothing."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.db import transaction
from lms.errors import Invalid, NotAllowed
from lms.ids import derived_id
from scorm_export.contractors import services as contractors
from scorm_export.contractors.rules import folded_reference
from scorm_export.results.models import Report, Result
from scorm_export.results.outcome import Outcome, Standing, Way, better, told
from scorm_export.results.services import counting
from scorm_export.results.services.rows import outcome_of, view
from scorm_export.results.views import Received


@dataclass(frozen=True, slots=True)
class Envelope:
    """Around an outcome: whose it is and how it came. ``by`` vouches for it: a person's id, or ``dispatch``.

    ``report_id`` makes a copy recognizable; without one, the same content is the same report.
    """

    contractor_id: str
    program: str
    way: Way
    by: str
    report_id: str = ""


def receive(envelope: Envelope, outcome: Outcome, now: datetime) -> Received:
    """Keep what was said and count it if it may be counted.

    NotAllowed for a lecture that the contractor does not have, Invalid for a learner without a name or a score beyond 0 to 1.
    """
    _refuse_nonsense(envelope, outcome)
    report_id = _report_id(envelope, outcome)
    with transaction() as session:
        row = _held_row(session, envelope, outcome)
        is_news = session.get(Report, report_id) is None
        if is_news:
            session.add(Report(id=report_id, result_id=row.id, way=str(envelope.way), by=envelope.by, received_at=now,
                               content={**told(outcome), "at": outcome.at.isoformat(), "version": outcome.version,
                                        "answers": dict(outcome.answers)}))
            _take_over(row, better(outcome_of(row), outcome), now)
            counting.count(row, envelope.by, now)
        session.flush()
        return Received(view(row), is_news)


def _refuse_nonsense(envelope: Envelope, outcome: Outcome) -> None:
    if not contractors.contractor(envelope.contractor_id).may_take(envelope.program, outcome.lecture):
        raise NotAllowed("この委託先には、この講義を渡していません。", lecture=outcome.lecture)
    if not folded_reference(outcome.learner):
        raise Invalid({"learner": "学習者IDがありません。"})
    if outcome.score is not None and not 0 <= outcome.score <= 1:
        raise Invalid({"score": "得点は 0 から 1 までの数です。"})


def _report_id(envelope: Envelope, outcome: Outcome) -> str:
    own = envelope.report_id or repr((told(outcome), outcome.version, outcome.at.isoformat(), sorted(outcome.answers.items())))
    return derived_id("report", envelope.contractor_id, envelope.program, outcome.lecture, folded_reference(outcome.learner), own)


def _held_row(session: Session, envelope: Envelope, outcome: Outcome) -> Result:
    """Of this learner with this lecture, made when it is first spoken of; nobody else writes it meanwhile."""
    learner = folded_reference(outcome.learner)
    key = derived_id("result", envelope.contractor_id, envelope.program, outcome.lecture, learner)
    held = select(Result).where(Result.id == key).with_for_update().execution_options(populate_existing=True)
    row = session.scalar(held)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Result(
                    id=key, contractor_id=envelope.contractor_id, program=envelope.program, lecture=outcome.lecture,
                    learner=learner, version="", completed=False, success=None, score=None, seconds=0, answers={},
                    standing=str(Standing.UNKNOWN_LEARNER), at=outcome.at, changed_at=outcome.at))
        except IntegrityError:
            pass  # another report of this learner arrived at the same moment
        row = session.scalars(held).one()
    return row


def _take_over(row: Result, outcome: Outcome, now: datetime) -> None:
    row.version, row.completed, row.success, row.score = outcome.version, outcome.completed, outcome.success, outcome.score
    row.seconds, row.answers, row.at, row.changed_at = outcome.seconds, dict(outcome.answers), outcome.at, now
