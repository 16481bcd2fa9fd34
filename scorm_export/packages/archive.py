"""A zip that has the same bytes for the same content, written entry by entry and never whole in memory."""
import hashlib
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK = 1024 * 1024  # bytes
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows
LEVEL = 6
PACKED = (".mp4", ".m4a", ".png", ".jpg", ".webp")  # compressed by themselves

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """``path`` in the package, with slashes; the bytes themselves, or the file that has them and its SHA-256."""

    path: str
    content: bytes | Path
    digest: str = ""

    @property
    def size(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size


@dataclass(frozen=True, slots=True)
class Written:
    """What lies in a zip: path and SHA-256 of each entry, in its order."""

    digests: dict[str, str]

    @property
    def digest(self) -> str:
        """Of the whole content: two packages with one digest say the same."""
        listing = "\n".join(f"{path} {digest}" for path, digest in sorted(self.digests.items()))
        return hashlib.sha256(listing.encode()).hexdigest()


def ignored(_size: int) -> None:
    """Progress that nobody watches."""


def write(entries: Iterable[Entry], target: BinaryIO, progress: Progress = ignored) -> Written:
    """Entries in the order given; ``progress`` hears of bytes as they are written. ``target`` must be seekable."""
    digests: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        for entry in entries:
            digests[entry.path] = _add(archive, entry, progress)
    return Written(digests)


def _add(archive: zipfile.ZipFile, entry: Entry, progress: Progress) -> str:
    info = zipfile.ZipInfo(entry.path, EPOCH)
    info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every machine
    info.compress_type = zipfile.ZIP_STORED if entry.path.endswith(PACKED) else zipfile.ZIP_DEFLATED
    info.file_size = entry.size
    if isinstance(entry.content, bytes):
        archive.writestr(info, entry.content, compresslevel=LEVEL)
        progress(entry.size)
        return hashlib.sha256(entry.content).hexdigest()
    _stream(archive, info, entry.content, progress)
    return entry.digest


def _stream(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, progress: Progress) -> None:
    with path.open("rb") as source, archive.open(info, "w") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
            progress(len(chunk))
