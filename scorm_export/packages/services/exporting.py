"""Ordering a package, making it in the background, and giving it out."""
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, update

from lms.clock import Clock
from lms.db import db, transaction
from lms.errors import Invalid, LmsError, NotFound
from lms.ids import new_id
from scorm_export.packages import archive, changes
from scorm_export.packages.changes import Changes
from scorm_export.packages.models import Download, Export
from scorm_export.packages.rules import Spec, problems_of
from scorm_export.packages.services.compiling import Package, compiled
from scorm_export.packages.services.rows import export, place, previous, spec_of
from scorm_export.packages.views import ExportView

SILENT = timedelta(seconds=60)  # after which whoever makes it is taken for gone
BEAT = 0.5  # seconds between two notes of progress
Watch = Callable[[int, int], None]
KEPT = timedelta(days=30)  # a file is made again in seconds or minutes; its row stays


def order(spec: Spec, contractor_id: str | None, by: str, now: datetime) -> ExportView:
    """Write down what is wanted; ``start`` makes it. Invalid by field for what cannot be meant."""
    problems = problems_of(spec)
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        row = Export(
            id=new_id(), program=spec.program, edition=str(spec.edition), grain=str(spec.grain), part=spec.part,
            language=spec.language, media=str(spec.media), preset=str(spec.preset), contractor_id=contractor_id, by=by, at=now,
            done=0, total=0, beat_at=now, finished_at=None, problem="", digest="", size=0, lectures={}, files={}, left_out=[])
        session.add(row)
        session.flush()
        return export(row.id)


def start(export_id: str) -> None:
    """Make it in a thread of its own, so that nobody waits for a long recording."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    Thread(target=_in_background, args=(app, export_id), daemon=True).start()


def start_again_if_silent(found: ExportView, now: datetime) -> None:
    """The server that made it may have been stopped: whoever looks at it starts it anew, once."""
    with transaction() as session:
        held = update(Export).where(
            Export.id == found.id, Export.beat_at < now - SILENT, Export.finished_at.is_(None), Export.problem == "")
        stuck = session.execute(held.values(beat_at=now)).rowcount  # type: ignore[attr-defined]
    if stuck:
        start(found.id)


def _in_background(app: Flask, export_id: str) -> None:
    with app.app_context():
        try:
            make(export_id, place(export_id))
        except LmsError as error:
            _note(export_id, problem=error.detail or error.title)
        except Exception:
            app.logger.exception("package %s", export_id)
            _note(export_id, problem="システムに問題が起きました。事務局に知らせてください。")


def make(export_id: str, target: Path, watch: Watch = lambda _size, _total: None) -> ExportView:
    """Compile and write it; ``watch`` hears of bytes written, and of how many there will be. The file appears whole or not at all."""
    clock: Clock = current_app.extensions["lms.clock"]
    spec = spec_of(db.session.get_one(Export, export_id))
    package = compiled(spec, clock.now(), lambda _code: _note(export_id, beat_at=clock.now()))
    _note(export_id, total=package.size, beat_at=clock.now())
    written = _write(package, target, _Beats(export_id, clock, package.size, watch))
    _note(export_id, **_outcome(package, written), size=target.stat().st_size, finished_at=clock.now())
    return export(export_id)


class _Beats:
    """Notes progress now and then: a note for each megabyte would be a thousand transactions."""

    def __init__(self, export_id: str, clock: Clock, total: int, watch: Watch):
        self.export_id, self.clock, self.total, self.watch = export_id, clock, total, watch
        self.done, self.last = 0, monotonic()

    def __call__(self, size: int) -> None:
        self.done += size
        self.watch(size, self.total)
        if monotonic() - self.last > BEAT:
            self.last = monotonic()
            _note(self.export_id, done=self.done, beat_at=self.clock.now())


def _write(package: Package, target: Path, progress: archive.Progress) -> archive.Written:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{new_id()}")
    try:
        with draft.open("wb") as file:
            written = archive.write(package.entries, file, progress)
        os.replace(draft, target)
        return written
    finally:
        draft.unlink(missing_ok=True)


def _outcome(package: Package, written: archive.Written) -> dict[str, Any]:
    return {
        "done": package.size, "digest": written.digest, "files": written.digests,
        "lectures": {content.code: content.version for content in package.contents},
        "left_out": [asdict(each) for each in package.left_out]}


def _note(export_id: str, **values: Any) -> None:
    with transaction() as session:
        session.execute(update(Export).where(Export.id == export_id).values(**values))
    db.session.expire_all()


def changes_of(found: ExportView) -> tuple[ExportView, Changes] | None:
    """Against the last one of its kind; None where it is the first."""
    before = previous(found)
    if before is None:
        return None
    return before, changes.between(before.files, found.files, before.lectures, found.lectures)


def take(export_id: str, person_id: str, now: datetime) -> Path:
    """The file, and a note of who took it. NotFound where it is not there (any more)."""
    found = export(export_id)
    if not found.there:
        raise NotFound(package=export_id)
    with transaction() as session:
        session.add(Download(id=new_id(), export_id=export_id, person_id=person_id, at=now))
    return place(export_id)


def remove_old(as_of: datetime) -> None:
    """Files of packages that are older than a month; what lay in them stays known."""
    old = db.session.scalars(select(Export.id).where(Export.at < as_of - KEPT)).all()
    for export_id in old:
        place(export_id).unlink(missing_ok=True)
