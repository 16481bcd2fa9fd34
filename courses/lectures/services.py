"""A trainee's lecture: opening it, earning credit for watching and reading, and attending it."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.lectures import rules
from courses.lectures.models import Lease, Viewing
from courses.lectures.rules import Attendance, Span
from courses.lectures.views import Caption, LeaseView, LectureView, WatchView
from courses.publishing import services as publishing
from courses.publishing.services import Version
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.enrollments.views import Door
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import derived_id, new_id
from lms.programs.definition import Activity
from lms.programs.kinds import Partial
from lms.programs.progress import Verb
from lms.records import services as records


def open_lecture(enrollment_id: str, code: str, person_id: str, locale: str, now: datetime) -> LectureView:
    """The lecture as this trainee has it. The first opening pins its version (A16) and is recorded.

    Raises Refused where its door is shut, NotFound for an unknown lecture.
    """
    door = _open_door(enrollment_id, code, now)
    viewing = db.session.get(Viewing, (enrollment_id, code)) or _begin(enrollment_id, code, person_id, now)
    version = publishing.version(viewing.version_id)
    edition = version.lecture.edition(locale)
    captions = tuple(Caption(language, media_id) for language, media_id in version.captions.items())
    return LectureView(
        code, door.activity.module, door.activity.minutes, edition, version.id, version.snapshots[edition.locale],
        tuple(version.snapshots.values()), version.video_id, captions, version.is_sample, _watch(viewing, version, door.activity),
        door.window.closes)


def _open_door(enrollment_id: str, code: str, now: datetime) -> Door:
    door = enrollments.require_open(enrollment_id, code, now)
    if door.activity.kind != "lecture":
        raise NotFound(activity=code)
    return door


def _begin(enrollment_id: str, code: str, person_id: str, now: datetime) -> Viewing:
    program = enrollments.program_of(enrollment_id)
    version = publishing.newest(program.id, code)
    with transaction() as session:
        records.append(enrollment_id, Verb.INITIALIZED, code, at=now, by=person_id, version=version,
                       fact_id=derived_id("lecture-begun", enrollment_id, code))
        known = session.get(Viewing, (enrollment_id, code))  # of another opening, which the ledger's lock let go first
        if known is not None:
            return known
        viewing = Viewing(enrollment_id=enrollment_id, code=code, version_id=version, spans=[], position=0, read={},
                          reading_since=now)
        session.add(viewing)
    return viewing


# Watching ----------------------------------------------------------------------------------------------

def take_lease(enrollment_id: str, code: str, person_id: str, now: datetime) -> LeaseView:
    """Make this player the person's one player that earns credit; any other stops earning."""
    _open_door(enrollment_id, code, now)
    with transaction() as session:
        viewing = _viewing(session, enrollment_id, code)
        lease = session.get(Lease, person_id, with_for_update=True) or _first_lease(session, person_id, now)
        earned = rules.refilled(lease.balance, (now - lease.last_at).total_seconds())
        lease.balance = min(earned, rules.SLACK_SECONDS)  # idle time is no credit, but a reload costs none either
        lease.id, lease.code, lease.last_at = new_id(), code, now
        return LeaseView(lease.id, viewing.position)


def _first_lease(session: Session, person_id: str, now: datetime) -> Lease:
    try:
        with session.begin_nested():
            session.add(Lease(person_id=person_id, id="", code="", balance=rules.SLACK_SECONDS, last_at=now))
    except IntegrityError:
        pass  # another player of this person began at the same moment
    return session.get_one(Lease, person_id, with_for_update=True)


def record_watch(  # noqa: PLR0913 - who watched what, with which player, and when
    enrollment_id: str, code: str, person_id: str, lease_id: str, spans: Sequence[Span], position: int, now: datetime
) -> WatchView:
    """Credit claimed spans as far as the server's own clock allows. Conflict where another player has the lease."""
    activity = _open_door(enrollment_id, code, now).activity
    with transaction() as session:
        lease = session.get(Lease, person_id, with_for_update=True)
        if lease is None or (lease.id, lease.code) != (lease_id, code):
            raise Conflict("ほかの画面で再生が始まりました。この画面での視聴は、今は数えていません。", lease=lease_id)
        viewing = _viewing(session, enrollment_id, code)
        version = publishing.version(viewing.version_id)
        balance = rules.refilled(lease.balance, (now - lease.last_at).total_seconds())
        held = [_span(pair) for pair in viewing.spans]
        granted, lease.balance = rules.credited(spans, held, balance, version.seconds)
        lease.last_at = now
        viewing.spans = rules.merged([*held, *granted])
        viewing.position = max(0, min(position, version.seconds))
        _attend(viewing, version, activity, person_id, now)
        return _watch(viewing, version, activity)


def confirm_section(enrollment_id: str, code: str, person_id: str, section_id: str, locale: str, now: datetime) -> WatchView:
    """Confirm that a section was read; every section confirmed is attendance too (A19).

    Invalid where less time has passed than the section takes to read at all.
    """
    activity = _open_door(enrollment_id, code, now).activity
    with transaction() as session:
        viewing = _viewing(session, enrollment_id, code)
        version = publishing.version(viewing.version_id)
        section = next((s for s in version.lecture.edition(locale).sections if s.id == section_id), None)
        if section is None:
            raise NotFound(section=section_id)
        if section_id not in viewing.read:
            seconds = rules.reading_seconds(section.text, locale)
            _refuse_haste(session, viewing, seconds, now)
            viewing.read = {**viewing.read, section_id: [now.isoformat(), seconds]}
            _attend(viewing, version, activity, person_id, now)
        return _watch(viewing, version, activity)


def _refuse_haste(session: Session, viewing: Viewing, seconds: int, now: datetime) -> None:
    """One may read it all first, then confirm; but nobody reads two lectures at once.

    What was confirmed since this lecture was opened, in any lecture, and this section fit into that time.
    """
    mine = session.scalars(select(Viewing).where(Viewing.enrollment_id == viewing.enrollment_id).with_for_update())
    confirmed = [(datetime.fromisoformat(at), spent) for row in mine for at, spent in row.read.values()]
    left = rules.reading_left(confirmed, seconds, viewing.reading_since, now)
    if left > 0:
        raise Invalid({"section": "もう少し読んでから、もう一度押してください。"}, seconds_left=left)


def _attend(viewing: Viewing, version: Version, activity: Activity, person_id: str, now: datetime) -> None:
    """Record attendance once; it is never taken back (A16)."""
    standing = _attendance(viewing, version, activity)
    if viewing.attended_at is not None or not standing.attended:
        return
    viewing.attended_at = now
    result = {"coverage": round(standing.coverage, 4), "read": standing.read, "duration": f"PT{version.seconds}S"}
    records.append(viewing.enrollment_id, Verb.COMPLETED, viewing.code, at=now, by=person_id, result=result,
                   version=version.id, fact_id=derived_id("lecture-attended", viewing.enrollment_id, viewing.code))


def _viewing(session: Session, enrollment_id: str, code: str) -> Viewing:
    viewing = session.get(Viewing, (enrollment_id, code), with_for_update=True)
    if viewing is None:
        raise NotFound("先に講義の画面を開いてください。", lecture=code)
    return viewing


def _span(pair: Sequence[int]) -> Span:
    return (pair[0], pair[1])


def _attendance(viewing: Viewing, version: Version, activity: Activity) -> Attendance:
    return rules.attendance(map(_span, viewing.spans), version.seconds, len(viewing.read),
                            len(version.lecture.section_ids), activity.parameters.threshold)


def _watch(viewing: Viewing, version: Version, activity: Activity) -> WatchView:
    spans, standing = [_span(pair) for pair in viewing.spans], _attendance(viewing, version, activity)
    return WatchView(
        version.seconds, spans, rules.missing(spans, version.seconds), viewing.position, standing.coverage,
        standing.threshold, sorted(viewing.read), viewing.attended_at is not None)


# The home page -----------------------------------------------------------------------------------------

def partial(enrollment_id: str) -> dict[str, Partial]:
    """How many of its minutes each begun, unfinished lecture has earned; one query."""
    program = enrollments.program_of(enrollment_id)
    begun = db.session.scalars(
        select(Viewing).where(Viewing.enrollment_id == enrollment_id, Viewing.attended_at.is_(None)))
    found = {}
    for viewing in begun:
        activity = program.activity(viewing.code)
        if activity is not None:
            share = _attendance(viewing, publishing.version(viewing.version_id), activity).share
            found[viewing.code] = Partial(int(share * activity.minutes))
    return found
