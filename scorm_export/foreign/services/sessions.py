"""Sessions of the content: what one begins with, and commits that are stored or refused."""
from dataclasses import dataclass
from datetime import datetime

from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import derived_id
from scorm_export.foreign import elements, learning
from scorm_export.foreign.keys import Key
from scorm_export.foreign.learning import Kept, Outcome, Setting, Values
from scorm_export.foreign.models import ForeignState
from scorm_export.foreign.parts import Part
from scorm_export.foreign.services.attaching import shown_below
from scorm_export.foreign.services.packages import package
from scorm_export.foreign.services.telling import tell
from scorm_export.foreign.views import ForeignView, Session

OTHER_WINDOW = "この教材は、ほかの画面で開かれました。この画面の内容は記録していません。"


@dataclass(frozen=True, slots=True)
class Commit:
    """The ``number``-th commit of its ``session``, counted from 1; sent again it is the same.

    ``values``: everything the content has said, by element; ``ended``: it says goodbye.
    """

    session: int
    number: int
    values: Values
    ended: bool


def part_of(key: Key) -> tuple[ForeignView, Part]:
    """What a key plays."""
    found = package(key.package)
    number = key.part if key.part is not None else _row(key).part
    part = found.part(number)
    if part is None:
        raise NotFound(part=number)
    return found, part


def begin(key: Key, name: str, now: datetime) -> Session:
    """A new session; any other window of the same trainee stops being recorded. ``name``: what the learner is called."""
    found, part = part_of(key)
    if key.part is not None:
        setting = Setting("preview", name, "ab-initio", is_recorded=False)
        return Session(found.edition, learning.given(0, part, setting, found.edition.is_2004), {}, None)
    with transaction():
        row = _held(key, now)
        kept, entry = learning.begun(Kept(row.remembered, row.seconds, row.ended), found.edition.is_2004)
        row.remembered, row.seconds, row.ended = dict(kept.values), kept.seconds, False
        row.sessions, row.commits = row.sessions + 1, 0
        setting = Setting(derived_id("learner of", row.enrollment_id, row.foreign_id), name, entry, is_recorded=True)
        return Session(found.edition, learning.given(kept.seconds, part, setting, found.edition.is_2004), kept.values, row.sessions)


def commit(key: Key, sent: Commit, now: datetime) -> None:
    """Store what the content said. Returns when it is stored, and not before; what comes late or again changes nothing.

    Conflict where another window was opened meanwhile, Invalid for values that no content can say, Refused once the lecture
    is shut, NotFound for a preview or where the package was taken off the lecture.
    """
    found, part = part_of(key)
    misfit = elements.first_misfit(sent.values, found.edition.is_2004)
    if misfit is not None:
        raise Invalid({"values": "この規格では受け取れない値です。"}, element=misfit)
    with transaction() as session:
        row = _held(key, now)
        if row.sessions != sent.session:
            raise Conflict(OTHER_WINDOW)
        if sent.number <= row.commits:
            return  # each says everything that those before it said
        _store(row, sent, learning.outcome(sent.values, part, found.edition.is_2004), now)
        session.flush()
        tell(row, now)


def _store(row: ForeignState, sent: Commit, outcome: Outcome, now: datetime) -> None:
    best = learning.better(Outcome(row.completed, row.success, row.score), outcome)
    row.completed, row.success, row.score = best.completed, best.success, best.score
    row.remembered, row.ended, row.saved_at = dict(sent.values), sent.ended, now
    row.commits = sent.number


def _row(key: Key) -> ForeignState:
    row = db.session.get(ForeignState, key.subject)
    if row is None or row.foreign_id != key.package:
        raise NotFound(package=key.package)
    return row


def _held(key: Key, now: datetime) -> ForeignState:
    """The trainee's state, written by nobody else until the transaction ends; their door is open, the package still there."""
    row = _row(key)
    enrollments.require_open(row.enrollment_id, row.lecture, now)
    attached = shown_below(enrollments.program_of(row.enrollment_id).id, row.lecture)
    if not any(each.foreign_id == row.foreign_id for each in attached):
        raise NotFound("この教材は、この講義から外されました。", package=row.foreign_id)
    return db.session.get_one(ForeignState, row.id, with_for_update=True, populate_existing=True)
