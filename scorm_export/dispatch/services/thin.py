"""The thin package of a dispatch: a page for each lecture that opens it from the center, and nothing of its content."""
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask import render_template
from flask_babel import force_locale

from lms.db import transaction
from lms.errors import NotFound
from lms.ids import new_id
from lms.programs.definition import Activity, Program, Words
from scorm_export.dispatch import words
from scorm_export.dispatch.models import PackageTaken
from scorm_export.dispatch.services import making
from scorm_export.dispatch.views import DispatchView
from scorm_export.packages import archive, manifests
from scorm_export.packages import services as packages
from scorm_export.packages.archive import Entry
from scorm_export.packages.manifests import Branch, Outline, Sco
from scorm_export.packages.rules import Edition
from scorm_export.player import files as player

BRIDGE = Path(__file__).parents[1] / "bridge"
SHARED = "bridge/"
STYLE = "thin.css"
HELPERS = ("telling.js", "sha256.js")
SCRIPTS = ("fold.js", "bridge.js")


def written(found: DispatchView, edition: Edition, part: str, center: str) -> BinaryIO:
    """The zip, at its beginning. ``part``: a lecture's code, or empty for all. The same dispatch has the same bytes each time."""
    target = io.BytesIO()  # a few hundred KB, most of them schema files
    archive.write(entries(found, edition, part, center), target)
    target.seek(0)
    return target


def entries(found: DispatchView, edition: Edition, part: str, center: str) -> list[Entry]:
    """``center`` is the origin of this server as learners reach it. NotFound for a lecture that the dispatch lacks."""
    program = packages.newest_program(found.program)
    chosen = [a for a in found.parts_of(program) if part in ("", a.id)]
    if not chosen:
        raise NotFound(lecture=part)
    shared = list(_shared(edition))
    pages = [Entry(f"{a.id}/index.html", _page(found, a, edition, center)) for a in chosen]
    manifest = manifests.manifest(_outline(found, program, chosen, part, shared), edition)
    return [Entry(manifests.MANIFEST, manifest), *packages.schemas(edition), *shared, *pages]


def _scripts(edition: Edition) -> tuple[str, ...]:
    return (*HELPERS, *player.CHANNELS[edition], *SCRIPTS)


def _shared(edition: Edition) -> Iterator[Entry]:
    own = {path.name: path.read_bytes() for path in BRIDGE.iterdir()}
    for name in (STYLE, *_scripts(edition)):
        yield Entry(f"{SHARED}{name}", own.get(name) or player.read(name))


def _page(found: DispatchView, lecture: Activity, edition: Edition, center: str) -> bytes:
    island = {
        "center": center, "dispatch": found.id, "key": making.key_of(found.id), "lecture": lecture.id, "language": found.language,
        "words": words.thin_words()}
    with force_locale(found.language):
        page = render_template(
            "dispatch/thin.html", language=found.language, title=_title(lecture, found.language), island=island,
            shared=f"../{SHARED}", style=STYLE, scripts=_scripts(edition), words=island["words"])
    return page.encode()


def _title(activity: Activity, language: str) -> str:
    """Lectures go by their code; a test has none that says something."""
    name = _in(activity.title, language)
    return f"{activity.id} {name}" if activity.module else name


def _in(title: Words, language: str) -> str:
    return title.get(language) or title["ja"]


def _outline(found: DispatchView, program: Program, chosen: list[Activity], part: str, shared: list[Entry]) -> Outline:
    """Identifiers of the dispatch, so that a system never takes its items for those of a package with the content in it."""
    scos = {a.id: Sco(f"{found.id}-{a.id}", _title(a, found.language), f"{a.id}/index.html", (f"{a.id}/index.html",))
            for a in chosen}
    branches = tuple(
        Branch(f"{found.id}-{module.id}", f"{module.id} {_in(module.title, found.language)}", members)
        for module in program.modules if (members := tuple(scos[a.id] for a in chosen if a.module == module.id)))
    alone = tuple(Branch("", "", (scos[a.id],)) for a in chosen if part or a.module is None)
    title = scos[part].title if part else _in(program.title, found.language)
    whole = alone if part else (*branches, *alone)
    return Outline("-".join(filter(None, ("dispatch", found.id, part))), title, found.language, whole, tuple(e.path for e in shared))


def take(found: DispatchView, edition: Edition, part: str, person_id: str, now: datetime) -> None:
    """A note of who took the package."""
    with transaction() as session:
        session.add(PackageTaken(id=new_id(), dispatch_id=found.id, person_id=person_id, edition=str(edition), part=part, at=now))


def name_of(found: DispatchView, edition: Edition, part: str) -> str:
    """The file's name. The beginning of the id tells two dispatches of one program apart."""
    return "-".join(filter(None, ("dispatch", found.program, part, str(edition), found.language, found.id[:8]))) + ".zip"
