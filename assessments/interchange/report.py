"""What an exchange of items gives back, with a line for everything that did not come along. Pure."""
from dataclasses import dataclass

from assessments.items.item import Item
from lms.errors import Malformed


class Unusable(Malformed):
    """A file that cannot be read at all, or an item that no file can hold. ``detail`` says why, in words."""


@dataclass(frozen=True, slots=True)
class Loss:
    """``item`` is its id, or its name in a foreign file; ``part`` a part of the item, or ``line 12``."""

    item: str
    part: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.item, self.part, self.message)))


@dataclass(frozen=True, slots=True)
class Renamed(Loss):
    """``item`` is its id or name in the file, ``new`` the id that it got here."""

    new: str


def renamed(old: str, new: str) -> Renamed:
    return Renamed(old, "id", f"is called {new} here", new)


@dataclass(frozen=True, slots=True)
class Exported:
    """``lost``: what another system will not do as we do, or what would not come back to us."""

    content: bytes
    lost: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """``problems``: what stands in the file and not in ``items``, or not as it stands there."""

    items: tuple[Item, ...]
    problems: tuple[Loss, ...]
