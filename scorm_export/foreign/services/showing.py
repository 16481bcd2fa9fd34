"""What a trainee finds below a lecture, and opening a part of it."""
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import NotFound
from lms.ids import derived_id
from scorm_export.foreign.learning import Outcome
from scorm_export.foreign.models import ForeignState
from scorm_export.foreign.services.attaching import shown_below
from scorm_export.foreign.services.files import made_key
from scorm_export.foreign.services.packages import package
from scorm_export.foreign.services.telling import tell
from scorm_export.foreign.views import AttachmentView, Shown, StateView


def all_shown(enrollment_id: str, lecture: str) -> list[Shown]:
    """Below one lecture; whether that lecture is open is asked by whoever shows its page."""
    found = shown_below(enrollments.program_of(enrollment_id).id, lecture)
    return list(_with_states(found, enrollment_id, lecture)) if found else []


def shown(enrollment_id: str, lecture: str, foreign_id: str, now: datetime) -> Shown:
    """Refused while the lecture is shut, NotFound where the package does not stand below it."""
    enrollments.require_open(enrollment_id, lecture, now)
    found = next((each for each in all_shown(enrollment_id, lecture) if each.package.id == foreign_id), None)
    if found is None:
        raise NotFound(package=foreign_id)
    return found


def _with_states(found: Iterable[AttachmentView], enrollment_id: str, lecture: str) -> Iterable[Shown]:
    rows = db.session.scalars(select(ForeignState).where(
        ForeignState.enrollment_id == enrollment_id, ForeignState.lecture == lecture)).all()
    for each in found:
        states = {row.part: _state(row) for row in rows if row.foreign_id == each.foreign_id}
        yield Shown(each, package(each.foreign_id), states)


def _state(row: ForeignState) -> StateView:
    return StateView(row.part, Outcome(row.completed, row.success, row.score), row.saved_at)


def open_part(enrollment_id: str, found: Shown, part: int, now: datetime) -> str:
    """The key to a part, until its lecture closes. An asset cannot speak: it is done when it was opened."""
    wanted, lecture = found.package.part(part), found.attachment.lecture
    if wanted is None:
        raise NotFound(part=part)
    state_id = _opened(enrollment_id, lecture, found.package.id, part, now)
    if not wanted.is_sco:
        _finish(state_id, now)
    closes = enrollments.require_open(enrollment_id, lecture, now).window.closes
    return made_key(found.package.id, state_id, now, closes)


def _opened(enrollment_id: str, lecture: str, foreign_id: str, part: int, now: datetime) -> str:
    """The id of the trainee's state, which is made when the part is opened first."""
    state_id = derived_id("foreign state", enrollment_id, lecture, foreign_id, str(part))
    if db.session.get(ForeignState, state_id) is not None:
        return state_id
    with transaction() as session:
        try:
            with session.begin_nested():
                session.add(ForeignState(
                    id=state_id, enrollment_id=enrollment_id, lecture=lecture, foreign_id=foreign_id, part=part, remembered={},
                    seconds=0, sessions=0, commits=0, ended=False, completed=False, success=None, score=None, opened_at=now))
        except IntegrityError:
            pass  # another window of this trainee opened it at the same moment
    return state_id


def _finish(state_id: str, now: datetime) -> None:
    with transaction() as session:
        row = session.get_one(ForeignState, state_id)
        if not row.completed:
            row.completed = True
            session.flush()
            tell(row, now)
