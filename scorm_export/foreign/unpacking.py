"""Unpacking a stranger's zip: looked at as a whole first, then inflated in pieces while real bytes are counted.

What a header says of a size is never believed, nothing is held in memory whole, and only regular files are written.
"""
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from scorm_export.foreign import names
from scorm_export.foreign.faults import Fault, Reason, Unfit, unfit

CHUNK = 256 * 1024
UTF8_MARK, ENCRYPTED = 0x800, 0x1 | 0x40 | 0x2000
MOST_TOLD = 50  # faults of one package; a longer list helps nobody
TAIL = 22 + 65_535 + 20 + 56  # bytes in which a zip says how long its list of entries is


@dataclass(frozen=True, slots=True)
class Limits:
    """``total``: bytes unpacked; ``listing``: bytes of the list of entries, which is read before any of them.

    ``ratio``: how far one entry may be squeezed, and ``overall`` the package, once more than ``free`` bytes came out.
    """

    total: int = 512 * 1024**2
    entries: int = 20_000
    listing: int = 8 * 1024**2
    ratio: int = 250
    overall: int = 120
    free: int = 8 * 1024**2


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is plain; a folder has nothing in it to write."""

    name: str
    is_folder: bool
    info: ZipInfo


def unpack(source: IO[bytes], folder: Path, limits: Limits = USUAL) -> list[str]:
    """The files of a zip, written below ``folder``; their names. Unfit names what is wrong, and files may be left there."""
    _refuse_long_listing(source, limits)
    with _opened(source) as archive:
        entries = _judged(archive, limits)
        _write(archive, entries, folder, limits)
    return [entry.name for entry in entries]


def _refuse_long_listing(source: IO[bytes], limits: Limits) -> None:
    source.seek(0, 2)
    source.seek(max(0, source.tell() - TAIL))
    tail = source.read()
    end, end64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    if end < 0 or len(tail) < end + 22:
        raise unfit(Reason.NOT_A_ZIP)
    size = struct.unpack_from("<L", tail, end + 12)[0]
    size64 = struct.unpack_from("<Q", tail, end64 + 40)[0] if 0 <= end64 <= len(tail) - 56 else 0
    if size64 > limits.listing or limits.listing < size < 0xFFFFFFFF:
        raise unfit(Reason.MANY)


@contextmanager
def _opened(source: IO[bytes]) -> Iterator[ZipFile]:
    try:
        with ZipFile(source) as archive:
            yield archive
    except UnicodeDecodeError as error:
        raise unfit(Reason.UNREADABLE_NAME) from error
    except (BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise unfit(Reason.NOT_A_ZIP) from error


def _judged(archive: ZipFile, limits: Limits) -> list[Entry]:
    """The files, each with a name that is safe to write. Unfit with everything that can be seen before unpacking."""
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise unfit(Reason.MANY)
    named = [(info, _name(info)) for info in infos]
    faults = [Fault(Reason.UNREADABLE_NAME, info.orig_filename) for info, name in named if name is None]
    entries = [Entry(names.plain(name), name.endswith(("/", "\\")), info) for info, name in named if name is not None]
    files = [entry for entry in entries if not entry.is_folder]
    faults += [Fault(reason, entry.name or entry.info.orig_filename) for entry in entries if (reason := _fault(entry))]
    faults += [*names.clashes(entry.name for entry in files), *_overlaps(infos, archive.start_dir)]
    if faults:
        raise Unfit(faults[:MOST_TOLD])
    return files


def _name(info: ZipInfo) -> str | None:
    """What the list of entries says: zipfile cuts ``filename`` at a NUL, behind which something else may stand."""
    return names.decoded(info.orig_filename, bool(info.flag_bits & UTF8_MARK))


def _fault(entry: Entry) -> Reason | None:
    info, kind = entry.info, stat.S_IFMT(entry.info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Reason.LINK
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Reason.DEVICE
    if info.flag_bits & ENCRYPTED:
        return Reason.ENCRYPTED
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Reason.METHOD
    return None if entry.is_folder and entry.name == "" else names.fault_of(entry.name)  # ``./`` is a folder, too


def _overlaps(infos: list[ZipInfo], end: int) -> Iterator[Fault]:
    """Entries that share bytes: how a small zip becomes a huge one. A header is at least 30 bytes and the name long."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    begins = [*(info.header_offset for info in ordered[1:]), end]
    for info, begin in zip(ordered, begins, strict=True):
        if info.header_offset + 30 + len(info.orig_filename) + info.compress_size > begin:
            yield Fault(Reason.OVERLAP, info.orig_filename)


def _write(archive: ZipFile, entries: list[Entry], folder: Path, limits: Limits) -> None:
    total, squeezed = 0, 0
    for entry in entries:
        squeezed += entry.info.compress_size
        for size in _inflated(archive, entry, folder / entry.name, limits):
            total += size
            if total > limits.total:
                raise unfit(Reason.LARGE, entry.name)
            if total > limits.free and total > limits.overall * squeezed:
                raise unfit(Reason.SQUEEZED, entry.name)


def _inflated(archive: ZipFile, entry: Entry, path: Path, limits: Limits) -> Iterator[int]:
    """Write one file; yields the bytes of each piece as it comes out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    came = 0
    try:
        with archive.open(entry.info) as stream, path.open("xb") as file:
            while piece := stream.read(CHUNK):
                came += len(piece)
                if came > limits.free and came > limits.ratio * entry.info.compress_size:
                    raise unfit(Reason.SQUEEZED, entry.name)
                yield len(piece)
                file.write(piece)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise unfit(Reason.DAMAGED, entry.name) from error
    if came != entry.info.file_size:
        raise unfit(Reason.DAMAGED, entry.name)
