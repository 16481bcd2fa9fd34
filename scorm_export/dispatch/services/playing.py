"""A lecture is opened from a contractor's system, and what was done in it is stored."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, select

from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.ids import new_id
from scorm_export.contractors import veils
from scorm_export.dispatch import rules, words
from scorm_export.dispatch.models import Dispatch, Registration
from scorm_export.dispatch.rules import Achieved, Launch, Reason
from scorm_export.dispatch.services import making, media, tests
from scorm_export.dispatch.views import DispatchView, Launched, Stored
from scorm_export.packages import services as packages
from scorm_export.results import services as results
from scorm_export.results.outcome import Outcome, Way
from scorm_export.results.services import Envelope


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opens what, from where. ``learner``: the digest of ``contractors.veils``; ``origin``: of the page around it.

    ``writes`` is False for a look back (SCORM's review and browse), which changes nothing.
    """

    learner: str
    lecture: str
    origin: str
    writes: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A report, the ``number``-th of its ``session``, counted from 1. Each says everything that those before it said.

    ``seconds``: of this session.
    """

    registration: str
    session: int
    number: int
    suspended: str
    seconds: int
    achieved: Achieved


def launch(found: DispatchView, visitor: Visitor, now: datetime) -> Launched:
    """The newest published version, or the door to a test; and where the learner was. Refused (member ``reason``) where it
    may not be opened.
    """
    if visitor.lecture in found.tests:
        return _launch_test(found, visitor, now)
    version = packages.newest_version(found.program, visitor.lecture) if visitor.lecture in found.lectures else ""
    with transaction():
        row = _registered(found, visitor, version, now)
        if visitor.writes:
            _begin_session(row, version, now)
        opened = _opened(row, version)
    html = packages.lecture_html(
        found.program, visitor.lecture, found.language, lambda media_id: media.address(found.id, media_id, now), now)
    return Launched(*opened, html, words.play_words(found.language))


def _launch_test(found: DispatchView, visitor: Visitor, now: datetime) -> Launched:
    enrollment_id = tests.enrollment_of(found, visitor.learner)
    with transaction():
        row = _registered(found, visitor, "", now)
        if visitor.writes:
            _begin_session(row, "", now)
            _keep(row, tests.achieved(enrollment_id, visitor.lecture))
        opened = _opened(row, "")
    return Launched(*opened, tests.door_html(found, visitor.lecture, enrollment_id is not None), words.play_words(found.language))


def _opened(row: Registration, version: str) -> tuple[str, int, str, str, bool, bool | None, float | None]:
    return row.id, row.sessions, version, row.suspended, row.completed, row.success, row.score


def _registered(found: DispatchView, visitor: Visitor, version: str, now: datetime) -> Registration:
    """The learner's row, made at the first visit. The dispatch is held, so that two newcomers cannot share the last place."""
    db.session.get(Dispatch, found.id, with_for_update=True)
    own = select(Registration).where(Registration.dispatch_id == found.id, Registration.learner == visitor.learner)
    rows = {row.lecture: row for row in db.session.scalars(own.with_for_update())}
    refuse(rules.launch_refusal(
        found.limits, making.surroundings(found),
        Launch(visitor.lecture, visitor.origin, bool(rows), _learners(found.id)), now))
    return rows.get(visitor.lecture) or _new(found, visitor, version, now)


def _learners(dispatch_id: str) -> int:
    return db.session.scalar(select(func.count(distinct(Registration.learner))).where(Registration.dispatch_id == dispatch_id)) or 0


def _new(found: DispatchView, visitor: Visitor, version: str, now: datetime) -> Registration:
    row = Registration(
        id=new_id(), dispatch_id=found.id, learner=visitor.learner, lecture=visitor.lecture, first_at=now, seen_at=now, launched_at=now,
        sessions=0, version=version, reports=0, suspended="", completed=False, success=None, score=None, answers={},
        seconds_before=0, seconds=0)
    db.session.add(row)
    db.session.flush()
    return row


def _begin_session(row: Registration, version: str, now: datetime) -> None:
    """The page that was open before is overtaken: its next report is told so."""
    row.seen_at, row.launched_at, row.version, row.seconds_before = now, now, version, row.seconds
    row.sessions, row.reports = row.sessions + 1, 0


def refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(words.REFUSALS[reason], reason=str(reason))


def store(found: DispatchView, said: Said, now: datetime) -> Stored:
    """Keep a report, once, and let the result count; what came of a test the center knows by itself. One that comes late or
    again changes nothing.

    Conflict where another page was opened meanwhile; Refused as for ``launch``.
    """
    if said.achieved.score is not None and not 0 <= said.achieved.score <= 1:
        raise Invalid({"score": "得点は 0 から 1 までの数です。"})
    with transaction():
        row = db.session.get(Registration, said.registration, with_for_update=True, populate_existing=True)
        if row is None or row.dispatch_id != found.id:
            raise NotFound(registration=said.registration)
        refuse(rules.report_refusal(found.limits, making.surroundings(found), row.lecture, now))
        if row.sessions != said.session:
            raise Conflict(words.ELSEWHERE)
        if said.number > row.reports:
            _take_over(found, row, said, now)
        return Stored(row.completed, row.success, row.score)


def _take_over(found: DispatchView, row: Registration, said: Said, now: datetime) -> None:
    row.reports, row.suspended, row.seen_at = said.number, said.suspended, now
    row.seconds = max(row.seconds, rules.seconds_now(row.seconds_before, said.seconds, row.launched_at, now))
    if row.lecture in found.tests:
        _keep(row, tests.achieved(tests.enrollment_of(found, row.learner), row.lecture))
        return
    known = _achieved(row)
    new = rules.never_less(known, said.achieved)
    _keep(row, new)
    if new.says_something and new != known:
        _tell(found, row, new, now)


def _keep(row: Registration, achieved: Achieved) -> None:
    row.completed, row.success, row.score, row.answers = achieved.completed, achieved.success, achieved.score, dict(achieved.answers)


def _achieved(row: Registration) -> Achieved:
    answers: Mapping[str, bool] = row.answers
    return Achieved(row.completed, row.success, row.score, answers)


def _tell(found: DispatchView, row: Registration, new: Achieved, now: datetime) -> None:
    """Under the veil: whose result it is turns out when the contractor names its learners."""
    results.receive(
        Envelope(found.contractor_id, found.program, Way.DISPATCH, "dispatch", f"{row.id}:{row.sessions}.{row.reports}"),
        Outcome(veils.veil(found.id, row.learner), row.lecture, now, row.version, new.completed, new.success, new.score,
                row.seconds, new.answers),
        now)
