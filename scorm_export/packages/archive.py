"""A zip that has the same bytes for the same content, written entry by entry and never whole in memory.

The library's own writer reads a recording, sums it and writes it, one after the other, which takes three times as long
as copying it. Here the kernel copies while a thread sums; what a reader sees is the format that every reader knows
(PKWARE's APPNOTE 6.3), with its 64-bit fields only where a size or place needs them.
"""
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from struct import pack
from typing import BinaryIO

BLOCK = 8 * 1024 * 1024  # bytes between two words of progress
CHUNK = 256 * 1024  # bytes that fit into a processor's cache
FIRST_DAY = (0, 0x21)  # time and date of 1980-01-01, the first that a zip knows
LEVEL = 6
PACKED = (".mp4", ".m4a", ".png", ".jpg", ".webp")  # compressed by themselves
STORED, DEFLATED = 0, 8
PLAIN, LARGE = 20, 45  # the version of the format that a reader needs: without and with 64-bit fields
ASCII_OR_UTF8 = 0x800
LIMIT = 0xFFFFFFFF
UNIX_FILE = 3, 0o100644 << 16  # who made it, and what may be done with it: the same on every machine

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


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as the zip tells it. ``place``: where its header begins; ``packed`` of ``size`` bytes follow it."""

    name: bytes
    method: int
    crc: int
    packed: int
    size: int
    place: int


def ignored(_size: int) -> None:
    """Progress that nobody watches."""


def write(entries: Iterable[Entry], target: BinaryIO, progress: Progress = ignored) -> Written:
    """Entries in the order given; ``progress`` hears of bytes as they are written. ``target`` is a file on disk."""
    digests: dict[str, str] = {}
    records: list[Record] = []
    for entry in entries:
        content = entry.content
        if isinstance(content, bytes):
            records.append(_text(target, entry.path, content))
            digests[entry.path] = hashlib.sha256(content).hexdigest()
            progress(len(content))
        else:
            records.append(_file(target, entry.path, content, progress))
            digests[entry.path] = entry.digest
    _directory(target, records)
    return Written(digests)


def _text(target: BinaryIO, path: str, content: bytes) -> Record:
    method = STORED if path.endswith(PACKED) else DEFLATED
    packed = content if method == STORED else _deflated(content)
    record = Record(path.encode(), method, zlib.crc32(content), len(packed), len(content), target.tell())
    target.write(_header(record))
    target.write(packed)
    return record


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _file(target: BinaryIO, path: str, source: Path, progress: Progress) -> Record:
    """The header is written again when the sum is known."""
    place, size = target.tell(), source.stat().st_size
    target.write(_header(Record(path.encode(), STORED, 0, size, size, place)))
    with ThreadPoolExecutor(1) as beside:
        crc = beside.submit(_sum, source)
        _copy(source, target, progress)
        record = Record(path.encode(), STORED, crc.result(), size, size, place)
    end = target.tell()
    target.seek(place)
    target.write(_header(record))
    target.seek(end)
    return record


def _sum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _copy(source: Path, target: BinaryIO, progress: Progress) -> None:
    target.flush()
    with source.open("rb") as file:
        at = 0
        while sent := os.sendfile(target.fileno(), file.fileno(), at, BLOCK):
            at += sent
            progress(sent)
    target.seek(0, os.SEEK_END)


# The format ---------------------------------------------------------------------------------------------

def _header(record: Record) -> bytes:
    """Before the bytes of an entry."""
    large = _large(record.size, record.packed) if max(record.size, record.packed) >= LIMIT else b""
    sizes = (LIMIT, LIMIT) if large else (record.packed, record.size)
    version = LARGE if large else PLAIN
    return pack("<4s5H3L2H", b"PK\3\4", version, _flags(record), record.method, *FIRST_DAY, record.crc, *sizes,
                len(record.name), len(large)) + record.name + large


def _directory(target: BinaryIO, records: list[Record]) -> None:
    """At the end: every entry once more, and where this list begins."""
    begins = target.tell()
    for record in records:
        target.write(_line(record))
    size, count = target.tell() - begins, len(records)
    if max(size, begins) >= LIMIT or count >= 0xFFFF:
        target.write(pack("<4sQ2H2L4Q", b"PK\6\6", 44, LARGE, LARGE, 0, 0, count, count, size, begins))
        target.write(pack("<4sLQL", b"PK\6\7", 0, begins + size, 1))
    target.write(pack("<4s4H2LH", b"PK\5\6", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), min(size, LIMIT), min(begins, LIMIT), 0))


def _line(record: Record) -> bytes:
    values = (record.size, record.packed, record.place)
    large = _large(*(value for value in values if value >= LIMIT)) if max(values) >= LIMIT else b""
    version, (system, mode) = LARGE if large else PLAIN, UNIX_FILE
    return pack("<4s6H3L5H2L", b"PK\1\2", version | system << 8, version, _flags(record), record.method, *FIRST_DAY, record.crc,
                min(record.packed, LIMIT), min(record.size, LIMIT), len(record.name), len(large), 0, 0, 0, mode,
                min(record.place, LIMIT)) + record.name + large


def _large(*values: int) -> bytes:
    """The field for what needs 64 bits."""
    return pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def _flags(record: Record) -> int:
    return 0 if record.name.isascii() else ASCII_OR_UTF8
