"""How a lecture and its items are called in xAPI and cmi5. Pure."""
import re
from collections.abc import Iterable
from dataclasses import dataclass

CODE = r"([A-Za-z0-9._-]{1,64})"
PATH = re.compile(rf".*/xapi/activities/{CODE}/{CODE}(?:/items/{CODE})?")
# As ``packages`` names the units of a ``cmi5.xml``.
UNIT = re.compile(rf"urn:x-tsunagu:{CODE}/{CODE}(?:/items/{CODE})?")
ITEM = re.compile(rf".*/items/{CODE}")


@dataclass(frozen=True, slots=True)
class Named:
    """``item`` is empty for the lecture itself."""

    program: str
    lecture: str
    item: str = ""


def parsed(text: str) -> Named | None:
    """None for an activity that is not ours. The host is not looked at: a center may move."""
    found = PATH.fullmatch(text) or UNIT.fullmatch(text)
    return Named(found[1], found[2], found[3] or "") if found else None


def grouped(text: str, grouping: Iterable[str]) -> Named | None:
    """A unit of cmi5, which its LMS calls as it likes: our own name of it stands in the statement's grouping (cmi5, 9.6.2.3)."""
    lecture = next(filter(None, map(parsed, grouping)), None)
    item = ITEM.fullmatch(text)
    return lecture and Named(lecture.program, lecture.lecture, item[1] if item else "")
