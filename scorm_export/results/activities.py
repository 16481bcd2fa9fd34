"""How a lecture and its items are called in xAPI. Pure."""
import re
from dataclasses import dataclass

PATH = re.compile(r".*/xapi/activities/([A-Za-z0-9._-]+)/([A-Za-z0-9._-]+)(?:/items/([A-Za-z0-9._-]+))?")


@dataclass(frozen=True, slots=True)
class Named:
    """``item`` is empty for the lecture itself."""

    program: str
    lecture: str
    item: str = ""


def iri(base: str, program: str, lecture: str, item: str = "") -> str:
    """``base`` is the address of the center, without a slash at its end."""
    whole = f"{base}/xapi/activities/{program}/{lecture}"
    return f"{whole}/items/{item}" if item else whole


def parsed(text: str) -> Named | None:
    """None for an activity that is not ours. The host is not looked at: a center may move."""
    found = PATH.fullmatch(text)
    return Named(found[1], found[2], found[3] or "") if found else None
