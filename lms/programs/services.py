"""Programs: reading the shipped files, keeping their versions, answering with frozen definitions."""
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from lms.db import db, transaction
from lms.errors import DefinitionError, NotFound
from lms.ids import derived_id
from lms.programs.definition import Program
from lms.programs.kinds import ActivityKind
from lms.programs.models import ProgramVersion
from lms.programs.rules import read_program

FILE = "program.toml"


@dataclass(frozen=True, slots=True)
class ProgramVersionView:
    id: str
    program: str
    version: str
    loaded_at: datetime


def kinds() -> dict[str, ActivityKind]:
    """The activity kinds that the installed plugins bring, by name."""
    return {kind.name: kind for part in current_app.extensions["lms.parts"] for kind in part.activity_kinds}


def folders() -> list[Path]:
    """The folders of shipped programs, each holding a program.toml."""
    return [folder for part in current_app.extensions["lms.parts"] for folder in part.programs]


def folder_of_program(program_id: str) -> Path:
    """The catalog folder of a shipped program; NotFound if no plugin ships it."""
    found = next((folder for folder in folders() if folder.name == program_id), None)
    if found is None:
        raise NotFound(program=program_id)
    return found


def read_file(path: Path) -> Program:
    """A program from its file; DefinitionError when it is missing, not UTF-8 or not right."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([f"{path}:1: cannot be read as UTF-8 text: {error}"]) from error
    return read_program(text, str(path), kinds())


def shipped() -> list[Program]:
    return [read_file(folder / FILE) for folder in folders()]


def load(now: datetime) -> list[ProgramVersionView]:
    """Keep the present text of every shipped program; a text already kept stays one version."""
    with transaction() as session:
        return [_view(_kept(session, folder / FILE, now)) for folder in folders()]


def _kept(session, path: Path, now: datetime) -> ProgramVersion:  # type: ignore[no-untyped-def]
    program, text = read_file(path), path.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = derived_id("program", program.id, digest)
    known = session.get(ProgramVersion, key)
    if known is None:
        return _add(session, ProgramVersion(
            id=key, program=program.id, version=program.version, digest=digest, text=text, loaded_at=now))
    if newest(program.id).id != key:
        known.loaded_at = now  # the file went back to an earlier text: that is the newest again
    return known


def _add(session, row: ProgramVersion) -> ProgramVersion:  # type: ignore[no-untyped-def]
    session.add(row)
    return row


def newest(program_id: str) -> ProgramVersionView:
    """The version loaded last; NotFound before the first load."""
    row = db.session.scalars(select(ProgramVersion).where(ProgramVersion.program == program_id)
                             .order_by(ProgramVersion.loaded_at.desc()).limit(1)).first()
    if row is None:
        raise NotFound(program=program_id)
    return _view(row)


def newest_versions() -> list[ProgramVersionView]:
    """Of each program the version loaded last, by the program's id."""
    rows = db.session.scalars(select(ProgramVersion).order_by(ProgramVersion.loaded_at))
    found = {row.program: _view(row) for row in rows}
    return [found[name] for name in sorted(found)]


def program(version_id: str) -> Program:
    """One version as a frozen definition, read once per process: a version never changes."""
    cache: dict[str, Program] = current_app.extensions.setdefault("lms.program_cache", {})
    if version_id not in cache:
        row = db.session.get(ProgramVersion, version_id)
        if row is None:
            raise NotFound(program=version_id)
        cache[version_id] = read_program(row.text, f"{row.program}/{FILE}", kinds())
    return cache[version_id]


def _view(row: ProgramVersion) -> ProgramVersionView:
    return ProgramVersionView(row.id, row.program, row.version, row.loaded_at)
