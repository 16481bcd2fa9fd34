"""Media files: take one in, know it, and give its address to one person for a while."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.media import rules, store
from lms.media.models import MediaFile
from lms.media.rules import Media


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A stored file that its holder may read."""

    media: Media
    path: Path


def folder() -> Path:
    instance: Path = current_app.extensions["lms.settings"].instance
    return instance / "media"


def add(source: BinaryIO) -> Media:
    """Keep a file: MP4 or WebM video, WebVTT captions, PNG, JPEG or WebP. The same bytes again are the same file.

    Invalid (field ``file``) where the bytes are something else, or a video cannot be read; TooLarge beyond 2 GiB.
    """
    with store.received(source, folder()) as (path, digest, size):
        media = _examined(path, digest, size)
        store.keep(path, folder(), digest)
    _insert(media)
    return media


def _examined(path: Path, digest: str, size: int) -> Media:
    with path.open("rb") as file:
        mimetype = rules.kind_of(file.read(rules.HEAD))
    if mimetype is None:
        raise Invalid({"file": "このファイルの形式は使えません。動画は MP4 か WebM、字幕は WebVTT(.vtt)を選んでください。"})
    seconds = None
    if mimetype in rules.VIDEOS:
        seconds = rules.length_of(store.report_on(path, mimetype))
        if seconds is None:
            raise Invalid({"file": "動画として再生できないファイルです。書き出し直して、もう一度選んでください。"})
    return Media(rules.media_id(digest), digest, mimetype, size, seconds)


def _insert(media: Media) -> None:
    with transaction() as session:
        if session.get(MediaFile, media.id) is not None:
            return
        try:
            with session.begin_nested():
                session.add(MediaFile(id=media.id, digest=media.digest, mimetype=media.mimetype, size=media.size,
                                      seconds=media.seconds))
        except IntegrityError:
            return  # another request stored the same file at the same moment


def media(media_id: str) -> Media:
    """NotFound where no such file was taken in."""
    row = db.session.get(MediaFile, media_id)
    if row is None:
        raise NotFound()
    return Media(row.id, row.digest, row.mimetype, row.size, row.seconds)


def text(media_id: str) -> str:
    """The text of a stored caption file, UTF-8 with or without BOM."""
    return texts([media_id])[media_id]


def texts(ids: Collection[str]) -> dict[str, str]:
    """The texts of stored caption files by id; NotFound where one was never taken in."""
    rows = db.session.execute(select(MediaFile.id, MediaFile.digest).where(MediaFile.id.in_(ids)))
    found = {row.id: store.place(folder(), row.digest).read_text(encoding="utf-8-sig") for row in rows}
    if not found.keys() >= set(ids):
        raise NotFound()
    return found


def address(media_id: str, person_id: str, now: datetime, closes: datetime | None = None) -> str:
    """Where this person may open the file: for half a day, at most until ``closes``.

    Whoever gives the address has checked that the person may see the file.
    """
    end = int(rules.link_end(now, closes).timestamp())
    signed = rules.signature(_key(), media_id, person_id, end)
    return url_for("media.file", media_id=media_id, until=end, signature=signed)


def opened(media_id: str, person_id: str, until: int, signature: str, now: datetime) -> OpenFile:
    """The file behind an address. NotFound where the address was made for someone else, was altered or has ended."""
    genuine = rules.is_genuine(signature, rules.signature(_key(), media_id, person_id, until))
    if not genuine or now.timestamp() >= until:
        raise NotFound("この動画や資料のアドレスは期限が切れました。前の画面を開き直してください。")
    found = media(media_id)
    return OpenFile(found, store.place(folder(), found.digest))


def _key() -> str:
    key = current_app.secret_key
    assert isinstance(key, str)
    return key
