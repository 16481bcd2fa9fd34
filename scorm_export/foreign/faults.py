"""Why a package is refused: the entry that is to blame and the reason. Words are made at the edge (``words.py``). Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What can be wrong with a zip or with the manifest in it."""

    NOT_A_ZIP = "not-a-zip"
    DAMAGED = "damaged"
    MANY = "many"
    LARGE = "large"
    SQUEEZED = "squeezed"
    OVERLAP = "overlap"
    ENCRYPTED = "encrypted"
    METHOD = "method"
    LINK = "link"
    DEVICE = "device"
    UNREADABLE_NAME = "unreadable-name"
    NO_NAME = "no-name"
    ABSOLUTE = "absolute"
    UPWARD = "upward"
    DRIVE = "drive"
    CONTROL = "control"
    RESERVED = "reserved"
    BLANK_END = "blank-end"
    DEEP = "deep"
    LONG = "long"
    TWICE = "twice"
    FILE_AND_FOLDER = "file-and-folder"
    NO_MANIFEST = "no-manifest"
    MANIFEST_DEEPER = "manifest-deeper"
    MANIFEST_LARGE = "manifest-large"
    DOCTYPE = "doctype"
    NOT_XML = "not-xml"
    NOT_SCORM = "not-scorm"
    NOTHING_TO_PLAY = "nothing-to-play"
    MANY_PARTS = "many-parts"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Fault:
    """``entry`` as the package calls it (empty for the package as a whole); ``other`` is what it collides with."""

    reason: Reason
    entry: str = ""
    other: str = ""


class Unfit(Exception):
    """A package that is not taken in. Nothing of it is kept."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("; ".join(f"{fault.reason}: {fault.entry}" for fault in faults))
        self.faults = tuple(faults)


def unfit(reason: Reason, entry: str = "", other: str = "") -> Unfit:
    return Unfit([Fault(reason, entry, other)])
