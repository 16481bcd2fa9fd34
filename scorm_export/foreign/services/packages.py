"""Packages of others: received, looked through, kept."""
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.errors import NotFound
from lms.ids import derived_id, new_id
from scorm_export.contractors import services as contractors
from scorm_export.foreign import manifest
from scorm_export.foreign.faults import Reason, unfit
from scorm_export.foreign.models import ForeignPackage
from scorm_export.foreign.parts import Contents, Edition, from_json, to_json
from scorm_export.foreign.unpacking import CHUNK, unpack
from scorm_export.foreign.views import ForeignView

LARGEST = 512 * 1024**2  # bytes of a zip
A_DAY = 24 * 3600


def packages() -> list[ForeignView]:
    """The newest first."""
    return [view(row) for row in db.session.scalars(select(ForeignPackage).order_by(ForeignPackage.at.desc(), ForeignPackage.id))]


def package(foreign_id: str) -> ForeignView:
    row = db.session.get(ForeignPackage, foreign_id)
    if row is None:
        raise NotFound(package=foreign_id)
    return view(row)


def view(row: ForeignPackage) -> ForeignView:
    return ForeignView(row.id, row.title, Edition(row.edition), tuple(map(from_json, row.parts)), row.digest, row.size, row.files,
                       row.contractor_id, row.at, row.by)


def home() -> Path:
    instance: Path = current_app.extensions["lms.settings"].instance
    return instance / "foreign"


def take_in(source: IO[bytes], contractor_id: str | None, by: str, now: datetime) -> tuple[ForeignView, bool]:
    """Keep a package, and whether it is new: the same zip again is the same package.

    ``Unfit`` says what is wrong with it, and then nothing of it is kept. NotFound for a contractor that is not there.
    """
    if contractor_id is not None:
        contractors.contractor(contractor_id)
    digest, size = _measured(source)
    foreign_id = derived_id("package of others", digest)
    known = db.session.get(ForeignPackage, foreign_id)
    if known is not None:
        return view(known), False
    with _draft() as draft:
        files = unpack(source, draft)
        contents = _contents(draft, files)
        _move(draft, home() / foreign_id)
    row = ForeignPackage(
        id=foreign_id, digest=digest, title=contents.title, edition=str(contents.edition), size=size, files=len(files),
        parts=[to_json(part) for part in contents.parts], contractor_id=contractor_id, at=now, by=by)
    return _insert(row)


def _measured(source: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size in bytes."""
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while piece := source.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


@contextmanager
def _draft() -> Iterator[Path]:
    """A folder beside its later place; gone afterwards, whatever happens, unless it was moved there."""
    draft = home() / f"incoming-{new_id()}"
    draft.mkdir(parents=True)
    _remove_abandoned(draft)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _remove_abandoned(draft: Path) -> None:
    """Drafts of processes that were killed: a day older than this one, by the clock of the disk."""
    for other in home().glob("incoming-*"):
        with suppress(FileNotFoundError):  # it was just finished
            if other.stat().st_mtime < draft.stat().st_mtime - A_DAY:
                shutil.rmtree(other, ignore_errors=True)


def _contents(draft: Path, files: list[str]) -> Contents:
    if manifest.NAME not in files:
        deeper = next((name for name in files if name.count("/") == 1 and name.endswith("/" + manifest.NAME)), None)
        raise unfit(Reason.MANIFEST_DEEPER, deeper) if deeper else unfit(Reason.NO_MANIFEST)
    with (draft / manifest.NAME).open("rb") as file:
        return manifest.contents_of(file.read(manifest.LARGEST + 1), files)


def _move(draft: Path, place: Path) -> None:
    """In one step. What lies there already came from the same zip: another request was quicker, or left it without its row."""
    try:
        draft.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _insert(row: ForeignPackage) -> tuple[ForeignView, bool]:
    with transaction() as session:
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            return view(session.get_one(ForeignPackage, row.id)), False  # the same zip, sent at the same moment
        return view(row), True
