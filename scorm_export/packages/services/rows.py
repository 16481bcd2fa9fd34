"""Rows of exports and the views of them."""
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from lms.db import db
from lms.errors import NotFound
from lms.people import services as people
from scorm_export.packages.content import LeftOut
from scorm_export.packages.models import Download, Export
from scorm_export.packages.rules import Edition, Grain, MediaGrade, Preset, Spec
from scorm_export.packages.views import DownloadView, ExportView

MOST = 100  # on one page


def place(export_id: str) -> Path:
    """Where the file of a package lies."""
    instance: Path = current_app.extensions["lms.settings"].instance
    return instance / "packages" / f"{export_id}.zip"


def export(export_id: str) -> ExportView:
    row = db.session.get(Export, export_id)
    if row is None:
        raise NotFound(package=export_id)
    return view(row)


def exports(contractor_id: str | None = None) -> list[ExportView]:
    """The newest first; those of one contractor, or all."""
    wanted = select(Export).order_by(Export.at.desc(), Export.id).limit(MOST)
    if contractor_id is not None:
        wanted = wanted.where(Export.contractor_id == contractor_id)
    return [view(row) for row in db.session.scalars(wanted)]


def previous(found: ExportView) -> ExportView | None:
    """The last finished package of the same kind before this one."""
    spec = found.spec
    row = db.session.scalars(
        select(Export).where(
            Export.program == spec.program, Export.edition == str(spec.edition), Export.grain == str(spec.grain),
            Export.part == spec.part, Export.language == spec.language, Export.media == str(spec.media),
            Export.finished_at.is_not(None), Export.at < found.at)
        .order_by(Export.at.desc()).limit(1)).first()
    return view(row) if row else None


def downloads_of(export_id: str) -> list[DownloadView]:
    """Who took it, the newest first."""
    rows = db.session.scalars(select(Download).where(Download.export_id == export_id).order_by(Download.at.desc())).all()
    return [DownloadView(people.person(row.person_id).name, row.at) for row in rows]


def spec_of(row: Export) -> Spec:
    return Spec(row.program, Edition(row.edition), Grain(row.grain), row.language, MediaGrade(row.media), row.part, Preset(row.preset))


def view(row: Export) -> ExportView:
    return ExportView(
        row.id, spec_of(row), row.contractor_id, row.by, row.at, row.done, row.total, row.finished_at, row.problem, row.digest,
        row.size, row.lectures, row.files, tuple(LeftOut(**each) for each in row.left_out),
        row.finished_at is not None and place(row.id).is_file())
