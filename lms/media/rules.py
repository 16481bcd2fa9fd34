"""What a media file may be, and who may open its address until when. No Flask, no disk."""
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lms.ids import derived_id

HEAD = 64  # bytes that tell a file's kind
CHUNK = 1024 * 1024
SIZE_LIMIT = 2 * 1024**3  # bytes; an hour of lecture at a bit rate fit for slow lines is a tenth of it
LINK_HOURS = 12  # the longest sitting; a page that is opened again gets a fresh address

VIDEOS = frozenset({"video/mp4", "video/webm"})
_BEGINNINGS = (
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (4, b"ftyp", "video/mp4"),
    (0, b"WEBVTT", "text/vtt"),
    (0, b"\xef\xbb\xbfWEBVTT", "text/vtt"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
)


_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.I)


def asked_range(method: str, header: str | None, size: int) -> str | None:
    """The Range header to obey, or None to answer with the whole file (RFC 9110, 14.1.2 and 14.2).

    Ignored: another method than GET, another unit, a malformed or a multiple range. A suffix longer than the file
    is the whole file. A range beyond the end is passed on, to be answered with 416.
    """
    found = _RANGE.fullmatch(header or "")
    if method != "GET" or not found or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    if first and last and int(last) < int(first):
        return None
    if not first:
        return f"bytes=-{min(int(last), size)}"
    return f"bytes={first}-{last}"


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file. ``digest`` is the SHA-256 of its bytes, ``size`` counts them, ``seconds`` is a video's length."""

    id: str
    digest: str
    mimetype: str
    size: int
    seconds: float | None = None


def media_id(digest: str) -> str:
    """The same file has the same id wherever it is stored."""
    return derived_id("media", digest)


def kind_of(head: bytes) -> str | None:
    """The media type by the file's first bytes, whatever its name says; None for a kind that is not kept."""
    return next((kind for at, mark, kind in _BEGINNINGS if head[at:at + len(mark)] == mark), None)


def length_of(report: str) -> float | None:
    """Seconds of a video, from what ffmpeg reports; None where there is no picture or no length."""
    found = re.search(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", report)
    if not found or "Video: " not in report:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds) or None


def link_end(now: datetime, closes: datetime | None) -> datetime:
    """When an address stops working: at a whole hour, so that a browser may keep what it has loaded, or at ``closes``."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    end = hour + timedelta(hours=LINK_HOURS + 1)
    return end if closes is None else min(end, closes)


def signature(key: str, media: str, person_id: str, end: int) -> str:
    """Binds an address to a file, a person and its end (seconds since 1970)."""
    said = "\x1f".join(("media", media, person_id, str(end)))
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def is_genuine(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
