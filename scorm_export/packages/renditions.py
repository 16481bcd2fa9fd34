"""Smaller forms of a recording for packages: made once by ffmpeg, kept beside the media, the same bytes every time."""
import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lms.ids import new_id
from lms.media.rules import CHUNK
from lms.media.store import ffmpeg, report_on
from scorm_export.packages.rules import MediaGrade

LONGEST = 4 * 3600  # seconds that one recording may take
SIZE = re.compile(r"Video: .*?, \d+x(\d+)")
PLAIN = (  # nothing of the day and the machine in the file
    "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-threads", "1",
    "-movflags", "+faststart")


def _video(height: int, quality: int, sound: str) -> tuple[str, ...]:
    return ("-vf", f"scale=-2:{height}", "-c:v", "libx264", "-preset", "veryfast", "-crf", str(quality), "-pix_fmt", "yuv420p",
            "-c:a", "aac", "-b:a", sound, "-f", "mp4")


HOW = {
    MediaGrade.AUDIO: ("-vn", "-c:a", "aac", "-ac", "1", "-b:a", "64k", "-f", "ipod"),
    MediaGrade.P360: _video(360, 28, "64k"),
    MediaGrade.P720: _video(720, 25, "96k"),
}
HEIGHTS = {MediaGrade.P360: 360, MediaGrade.P720: 720}
ENDINGS = {MediaGrade.AUDIO: "m4a", MediaGrade.P360: "mp4", MediaGrade.P720: "mp4"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file, its SHA-256, and how its name ends."""

    path: Path
    digest: str
    ending: str


def rendition(source: Path, digest: str, grade: MediaGrade, folder: Path) -> Rendition:
    """A recording in one grade. One that is small enough goes out as it is."""
    if grade in HEIGHTS and _height(source) <= HEIGHTS[grade]:
        return Rendition(source, digest, "mp4")
    path = folder / f"{digest}-{grade}"
    if not path.exists():
        _make(source, grade, path)
    return Rendition(path, _digest(path), ENDINGS[grade])


def _height(source: Path) -> int:
    found = SIZE.search(report_on(source, "video/mp4"))
    return int(found[1]) if found else 0


def _make(source: Path, grade: MediaGrade, path: Path) -> None:
    """Written whole beside its place and moved there: no half file is ever found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{new_id()}")
    try:
        subprocess.run([ffmpeg(), "-v", "error", "-y", "-i", str(source), *HOW[grade], *PLAIN, str(draft)],
                       check=True, timeout=LONGEST, stdin=subprocess.DEVNULL, capture_output=True)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
