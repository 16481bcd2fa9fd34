"""Which lectures a package stands below."""
import shutil
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import new_id
from lms.programs import services as programs
from lms.programs.definition import Words
from scorm_export.foreign.models import Attachment, ForeignPackage, ForeignState
from scorm_export.foreign.services.packages import home, package
from scorm_export.foreign.views import AttachmentView, LecturePlace, Use

LECTURE = "lecture"  # the kind of activity that has a page with a place for packages
TITLE = 200  # characters
NO_LECTURE = "講義を選んでください。"
KEPT = "講義に付けたことのある教材は、学習の記録があるので消せません。外せば、受講者には見えません。"
NO_TITLE = "題名を、200文字以内で入力してください。"


def lectures() -> list[LecturePlace]:
    """Of the newest version of every program."""
    found = [programs.program(version.id) for version in programs.newest_versions()]
    return [LecturePlace(program.id, each.id, each.title) for program in found for each in program.activities if each.kind == LECTURE]


def attachments(foreign_id: str | None = None) -> list[AttachmentView]:
    """Of one package or of all, also those that have ended; the newest first."""
    wanted = select(Attachment).order_by(Attachment.since.desc(), Attachment.id)
    if foreign_id is not None:
        wanted = wanted.where(Attachment.foreign_id == foreign_id)
    return [view(row) for row in db.session.scalars(wanted)]


def shown_below(program: str, lecture: str) -> list[AttachmentView]:
    """What trainees see there now, in the order it came."""
    rows = db.session.scalars(select(Attachment).where(
        Attachment.program == program, Attachment.lecture == lecture, Attachment.until.is_(None)).order_by(Attachment.since, Attachment.id))
    return [view(row) for row in rows]


def view(row: Attachment) -> AttachmentView:
    return AttachmentView(row.id, row.program, row.lecture, row.foreign_id, {"ja": row.title_ja, "en": row.title_en},
                          row.since, row.since_by, row.until, row.until_by)


def attach(foreign_id: str, place: tuple[str, str], title: Words, by: str, now: datetime) -> AttachmentView:
    """Show a package below a lecture, ``place`` being its program and code. Conflict where it stands there already."""
    package(foreign_id)
    _refuse(place, title)
    row = Attachment(id=new_id(), program=place[0], lecture=place[1], foreign_id=foreign_id, title_ja=_line(title["ja"]),
                     title_en=_line(title["en"]), since=now, since_by=by)
    with transaction() as session:
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError as error:
            raise Conflict("この講義には、すでに付けてあります。", lecture=place[1]) from error
        return view(row)


def _refuse(place: tuple[str, str], title: Words) -> None:
    errors = {f"title_{locale}": NO_TITLE for locale in ("ja", "en") if not 0 < len(_line(title[locale])) <= TITLE}
    if place not in [(each.program, each.lecture) for each in lectures()]:
        errors = {"place": NO_LECTURE, **errors}
    if errors:
        raise Invalid(errors)


def _line(text: str) -> str:
    return " ".join(text.split())


def detach(foreign_id: str, attachment_id: str, by: str, now: datetime) -> None:
    """From now on trainees find it there no more, and what is open records nothing further. Twice is harmless."""
    with transaction() as session:
        row = session.get(Attachment, attachment_id, with_for_update=True)
        if row is None or row.foreign_id != foreign_id:
            raise NotFound(attachment=attachment_id)
        if row.until is None:
            row.until, row.until_by = now, by


def detach_from(foreign_id: str, place: tuple[str, str], by: str, now: datetime) -> None:
    """As ``detach``, by the place. NotFound where it does not stand there."""
    found = next((each for each in shown_below(*place) if each.foreign_id == foreign_id), None)
    if found is None:
        raise NotFound(package=foreign_id, lecture=place[1])
    detach(foreign_id, found.id, by, now)


def remove(foreign_id: str) -> None:
    """Forget a package that was taken in by mistake. Conflict for one that ever stood below a lecture: what was recorded stays."""
    with transaction() as session:
        row = session.get(ForeignPackage, foreign_id, with_for_update=True)
        if row is None:
            raise NotFound(package=foreign_id)
        if attachments(foreign_id):
            raise Conflict(KEPT, package=foreign_id)
        session.delete(row)
    shutil.rmtree(home() / foreign_id, ignore_errors=True)


def use(foreign_id: str) -> dict[str, Use]:
    """By lecture."""
    completed = func.count(func.distinct(ForeignState.enrollment_id)).filter(ForeignState.completed)
    rows = db.session.execute(
        select(ForeignState.lecture, func.count(func.distinct(ForeignState.enrollment_id)), completed)
        .where(ForeignState.foreign_id == foreign_id).group_by(ForeignState.lecture))
    return {lecture: Use(opened, finished) for lecture, opened, finished in rows}
