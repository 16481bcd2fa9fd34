"""Names of entries in a stranger's zip: what they are meant to say, and which of them would do harm. Pure."""
import unicodedata
from collections.abc import Iterable, Iterator

from scorm_export.foreign.faults import Fault, Reason

DEEPEST = 24  # folders below one another
LONGEST = 600  # characters of a whole name
LONGEST_PART = 240  # bytes of one part: file systems allow 255
# Windows opens a device for these, whatever follows the first dot.
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in "123456789")})
NOT_MARKED = "cp437"  # how zipfile reads a name that is not marked as UTF-8


def decoded(name: str, marked: bool) -> str | None:
    """The name as its maker wrote it; None where it is neither UTF-8 nor CP932.

    Japanese Windows writes CP932 and says nothing; macOS writes UTF-8 and often forgets the mark.
    """
    if marked:
        return name
    content = name.encode(NOT_MARKED)
    for encoding in ("utf-8", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def plain(name: str) -> str:
    """With forward slashes, and without the parts that say ``here``; a folder's slash at the end is gone."""
    parts = name.replace("\\", "/").split("/")
    head = "/" if parts[0] == "" and len(parts) > 1 else ""
    return head + "/".join(part for part in parts if part not in ("", "."))


def fault_of(name: str) -> Reason | None:
    """What is wrong with a plain name. Full-width dots and slashes count as the ASCII ones: another system may fold them."""
    folded = unicodedata.normalize("NFKC", name).replace("\\", "/")
    if name == "" or len(name) > LONGEST:
        return Reason.LONG if name else Reason.NO_NAME
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name):
        return Reason.CONTROL
    if folded.startswith("/"):
        return Reason.ABSOLUTE
    parts = folded.split("/")
    if ".." in parts:
        return Reason.UPWARD
    if len(parts) > DEEPEST:
        return Reason.DEEP
    return next((reason for part in parts if (reason := _fault_of_part(part))), None)


def _fault_of_part(part: str) -> Reason | None:
    if ":" in part:
        return Reason.DRIVE
    if part.split(".")[0].strip().casefold() in RESERVED:
        return Reason.RESERVED
    if part != part.rstrip(". ") or part == "":
        return Reason.BLANK_END
    return Reason.LONG if len(part.encode()) > LONGEST_PART else None


def key(name: str) -> str:
    """Two names with one key are one file somewhere: by case, or by another spelling of the same signs."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def clashes(names: Iterable[str]) -> Iterator[Fault]:
    """Files that would overwrite one another, or lie where another one needs a folder."""
    known: dict[str, str] = {}
    for name in names:
        if key(name) in known:
            yield Fault(Reason.TWICE, name, known[key(name)])
        known.setdefault(key(name), name)
    for name in known.values():
        yield from (Fault(Reason.FILE_AND_FOLDER, name, known[above]) for above in _folders(key(name)) if above in known)


def _folders(name: str) -> Iterator[str]:
    """``a`` and ``a/b`` of ``a/b/c``."""
    parts = name.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))
