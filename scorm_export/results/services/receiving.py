"""Receiving what came home, whichever way it came. Saying it twice changes nothing."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.db import transaction
from lms.errors import Invalid, NotAllowed
from lms.ids import derived_id
from scorm_export.contractors import services as contractors
from scorm_export.contractors.rules import folded_reference, problem_of_reference
from scorm_export.contractors.views import ContractorView
from scorm_export.results.models import Report, Result
from scorm_export.results.outcome import Outcome, Standing, Way, better, told
from scorm_export.results.services import counting
from scorm_export.results.services.counting import Scene
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
    return receive_all(envelope.contractor_id, [(envelope, outcome)], now)[0]


def receive_all(contractor_id: str, parts: Sequence[tuple[Envelope, Outcome]], now: datetime) -> list[Received]:
    """As ``receive`` for several of one contractor, all or none, in the order of trainees.

    Who takes results takes the trainees as all others do, so that two who do it at once never wait for each other.
    """
    with transaction() as session:
        contractors.hold(contractor_id)
        contractor = contractors.contractor(contractor_id)
        known = contractors.enrollments_of(contractor_id, {outcome.learner for _envelope, outcome in parts})
        ordered = sorted(parts, key=lambda part: known.get(part[1].learner, ""))
        return [_receive(session, Scene(contractor, envelope.by, now), envelope, outcome, known.get(outcome.learner))
                for envelope, outcome in ordered]


def _receive(session: Session, scene: Scene, envelope: Envelope, outcome: Outcome, enrollment_id: str | None) -> Received:
    _refuse_nonsense(scene.contractor, envelope.program, outcome)
    report_id, row = _report_id(envelope, outcome), _row(session, envelope, outcome)
    is_news = session.get(Report, report_id) is None
    if is_news:
        session.add(Report(id=report_id, result_id=row.id, way=str(envelope.way), by=envelope.by, received_at=scene.now,
                           content={**told(outcome), "at": outcome.at.isoformat(), "version": outcome.version,
                                    "answers": dict(outcome.answers)}))
        _take_over(row, better(outcome_of(row), outcome), scene.now)
        counting.count(row, enrollment_id, scene)
    session.flush()
    return Received(view(row), is_news)


def _refuse_nonsense(contractor: ContractorView, program: str, outcome: Outcome) -> None:
    if not contractor.may_take(program, outcome.lecture):
        raise NotAllowed("この委託先には、この講義を渡していません。", lecture=outcome.lecture)
    if problem := problem_of_reference(outcome.learner):
        raise Invalid({"learner": problem})
    if outcome.score is not None and not 0 <= outcome.score <= 1:
        raise Invalid({"score": "得点は 0 から 1 までの数です。"})


def _report_id(envelope: Envelope, outcome: Outcome) -> str:
    own = envelope.report_id or repr((told(outcome), outcome.version, outcome.at.isoformat(), sorted(outcome.answers.items())))
    return derived_id("report", envelope.contractor_id, envelope.program, outcome.lecture, folded_reference(outcome.learner), own)


def _row(session: Session, envelope: Envelope, outcome: Outcome) -> Result:
    """Of this learner with this lecture, made when it is first spoken of."""
    learner = folded_reference(outcome.learner)
    key = derived_id("result", envelope.contractor_id, envelope.program, outcome.lecture, learner)
    row = session.get(Result, key, populate_existing=True)
    if row is None:
        row = Result(
            id=key, contractor_id=envelope.contractor_id, program=envelope.program, lecture=outcome.lecture, learner=learner,
            version="", completed=False, success=None, score=None, seconds=0, answers={}, standing=str(Standing.UNKNOWN_LEARNER),
            at=outcome.at, changed_at=outcome.at)
        session.add(row)
    return row


def _take_over(row: Result, outcome: Outcome, now: datetime) -> None:
    row.version, row.completed, row.success, row.score = outcome.version, outcome.completed, outcome.success, outcome.score
    row.seconds, row.answers, row.at, row.changed_at = outcome.seconds, dict(outcome.answers), outcome.at, now
