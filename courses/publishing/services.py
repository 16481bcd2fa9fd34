"""Publishing: the files of a lecture become an immutable version with its video, captions and blocks."""
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from courses.authoring import services as authoring
from courses.authoring.ir import Lecture
from courses.authoring.json_form import from_json, to_json
from courses.publishing import snapshots
from courses.publishing.models import LectureVersion
from courses.publishing.samples import Sample, sample
from lms.blocks import services as blocks
from lms.db import db, transaction
from lms.errors import DefinitionError, Invalid, NotFound
from lms.ids import derived_id
from lms.media import services as media
from lms.media.rules import Media
from lms.programs import services as programs

EDITION = "1"  # of the sample generator and the block form: a change publishes anew
MIMETYPES = {".mp4": "video/mp4", ".vtt": "text/vtt"}
FORMS = {".mp4": "not a video in MP4 that can be played", ".vtt": "not captions in WebVTT, which begin with WEBVTT"}


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. ``captions`` and ``snapshots`` hold ids by language."""

    id: str
    program: str
    code: str
    lecture: Lecture
    seconds: int
    is_sample: bool
    video_id: str
    captions: dict[str, str]
    snapshots: dict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A lecture's files, read and not yet published."""

    id: str
    program: str
    lecture: Lecture
    folder: Path


def waiting() -> list[Draft]:
    """Shipped lectures that are new or changed since they were last published."""
    newest = {program.id: newest_of(program.id) for program in programs.shipped()}
    found = [draft for draft in _drafts() if newest[draft.program].get(draft.lecture.code) != draft.id]
    db.session.rollback()
    return found


def publish(drafts: list[Draft], now: datetime) -> Iterator[str]:
    """Publish drafts one by one; yields each code as it is done. What is published stays if a later one fails.

    DefinitionError names a recording or captions that cannot be used.
    """
    for draft, recording in _recordings(drafts):
        _publish(draft, recording, now)
        yield draft.lecture.code


def _drafts() -> Iterator[Draft]:
    for program in programs.shipped():
        folder = programs.folder_of_program(program.id)
        for code, lecture in authoring.read_all(program, folder).items():
            module = program.activity(code)
            home = authoring.folder_of(folder, module.module if module else None, code)
            yield Draft(_version_id(program.id, lecture, home), program.id, lecture, home)


def _version_id(program: str, lecture: Lecture, folder: Path) -> str:
    """The same content and files have the same id; so does the same offer of what stands in a lecture."""
    content = json.dumps(to_json(lecture), sort_keys=True, ensure_ascii=False)
    files = [hashlib.sha256(path.read_bytes()).hexdigest() for path in _own_files(folder)]
    return derived_id("lecture", EDITION, program, content, *files, str(snapshots.QUIZ in blocks.block_types()))


def _own_files(folder: Path) -> list[Path]:
    names = ("video.mp4", *(f"captions.{locale}.vtt" for locale in authoring.LOCALES))
    return [folder / name for name in names if (folder / name).exists()]


def _recordings(drafts: list[Draft]) -> Iterable[tuple[Draft, Sample | None]]:
    """Each draft with its sample, drawn by two processes; None where there is a recording of its own."""
    wanting = [draft for draft in drafts if not _has_recording(draft)]
    yield from ((draft, None) for draft in drafts if _has_recording(draft))
    if wanting:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            yield from zip(wanting, pool.map(sample, (draft.lecture for draft in wanting)), strict=True)


def _has_recording(draft: Draft) -> bool:
    return (draft.folder / "video.mp4").exists()


def _publish(draft: Draft, drawn: Sample | None, now: datetime) -> None:
    if _offered_again(draft, now):
        return
    # Before the transaction: while a long recording is copied and looked at, answers must still be saved.
    video = media.add(io.BytesIO(drawn.video)) if drawn else _taken(draft.folder / "video.mp4")
    seconds, captions = _attendable(int(video.seconds or 0), draft), _captions(draft, drawn)
    offered = set(blocks.block_types())
    with transaction() as session:
        shown = {locale: blocks.publish_snapshot(snapshots.snapshot(draft.lecture, locale, draft.id, seconds, offered))
                 for locale in draft.lecture.editions}
        session.add(LectureVersion(
            id=draft.id, program=draft.program, code=draft.lecture.code, content=to_json(draft.lecture),
            seconds=seconds, is_sample=drawn is not None, video_id=video.id, captions=captions, snapshots=shown,
            published_at=now))


def _offered_again(draft: Draft, now: datetime) -> bool:
    """The files went back to an earlier text: that version becomes the newest."""
    with transaction() as session:
        known = session.get(LectureVersion, draft.id)
        if known is not None:
            known.published_at = now
        return known is not None


def _attendable(seconds: int, draft: Draft) -> int:
    """A lecture whose rule nobody can meet is not published."""
    if seconds < 1:
        raise DefinitionError([f"{draft.folder / 'video.mp4'}:1: the recording is shorter than a second"])
    return seconds


def _captions(draft: Draft, drawn: Sample | None) -> dict[str, str]:
    """Media ids by language. A recording without Japanese captions is not published (norm 4: WCAG 1.2.2)."""
    if drawn:
        return {locale: media.add(io.BytesIO(text.encode())).id for locale, text in drawn.captions.items()}
    paths = {locale: draft.folder / f"captions.{locale}.vtt" for locale in authoring.LOCALES}
    if not paths["ja"].exists():
        raise DefinitionError([f"{paths['ja']}:1: the recording has no Japanese captions"])
    return {locale: _taken(path).id for locale, path in paths.items() if path.exists()}


def _taken(path: Path) -> Media:
    """The file in the media store; DefinitionError where it is not what its name says."""
    try:
        with path.open("rb") as file:
            found = media.add(file)
    except Invalid as error:
        raise DefinitionError([f"{path}:1: {FORMS[path.suffix]}"]) from error
    if found.mimetype != MIMETYPES[path.suffix]:
        raise DefinitionError([f"{path}:1: {FORMS[path.suffix]}"])
    return found


def version(version_id: str) -> Version:
    """A published version; NotFound for an id that was never published."""
    return versions([version_id])[version_id]


def versions(ids: Iterable[str]) -> dict[str, Version]:
    """Published versions by id; NotFound where one was never published. Kept in memory: they cannot change."""
    known: dict[str, Version] = current_app.extensions.setdefault("courses.versions", {})
    wanted = list(ids)
    missing = [key for key in wanted if key not in known]
    if missing:
        rows = db.session.scalars(select(LectureVersion).where(LectureVersion.id.in_(missing)))
        known.update({row.id: _view(row) for row in rows})
    if unknown := [key for key in wanted if key not in known]:
        raise NotFound(lecture=unknown[0])
    return {key: known[key] for key in wanted}


def newest(program: str, code: str) -> str:
    """The id of the version that a new starter gets (ruling A16); NotFound where nothing is published."""
    found = newest_of(program).get(code)
    if found is None:
        raise NotFound(lecture=code)
    return found


def newest_of(program: str) -> dict[str, str]:
    """The id of the version that a new starter gets, by the code of each lecture that is published."""
    rows = db.session.execute(select(LectureVersion.code, LectureVersion.id).where(LectureVersion.program == program)
                              .order_by(LectureVersion.published_at))
    return {row.code: row.id for row in rows}  # of one lecture the last


def _view(row: LectureVersion) -> Version:
    return Version(row.id, row.program, row.code, from_json(row.content), row.seconds, row.is_sample, row.video_id,
                   row.captions, row.snapshots)

