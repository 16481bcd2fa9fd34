"""Bytes on disk: received once, hashed on the way, kept under their digest, never changed."""
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from lms.errors import TooLarge
from lms.media.rules import CHUNK, SIZE_LIMIT

PROBE_SECONDS = 60


@contextmanager
def received(source: BinaryIO, folder: Path) -> Iterator[tuple[Path, str, int]]:
    """A temporary copy with its digest and size; gone afterwards unless it was kept. TooLarge beyond the limit."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as copy:
        path = Path(copy.name)
    try:
        yield path, *_copied(source, path)
    finally:
        path.unlink(missing_ok=True)


def _copied(source: BinaryIO, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise TooLarge()
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def keep(path: Path, folder: Path, digest: str) -> None:
    """Move into place in one step, so that no half file is ever found there."""
    target = place(folder, digest)
    target.parent.mkdir(exist_ok=True)
    path.replace(target)


def ffmpeg() -> str:
    """The machine's own ffmpeg, else the one that comes with imageio-ffmpeg."""
    own = which("ffmpeg")
    if own:
        return own
    from imageio_ffmpeg import get_ffmpeg_exe  # here: looking for it costs time

    found: str = get_ffmpeg_exe()
    return found


def report_on(path: Path, mimetype: str) -> str:
    """What ffmpeg says about a video. The format is given and only files may be read: no playlist leads elsewhere."""
    form = {"video/mp4": "mov", "video/webm": "matroska"}[mimetype]
    command = [ffmpeg(), "-hide_banner", "-protocol_whitelist", "file", "-f", form, "-i", str(path)]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return ""
    return answer.stderr.decode(errors="replace")
