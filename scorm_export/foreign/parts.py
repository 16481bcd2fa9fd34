"""A package of others as it is kept: what it is called, and what can be launched in it. Pure."""
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Edition(StrEnum):
    V12 = "1.2"
    V2004_2 = "2004-2"
    V2004_3 = "2004-3"
    V2004_4 = "2004-4"

    @property
    def is_2004(self) -> bool:
        return self is not Edition.V12


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to launch. ``path`` is a file of the package, ``query`` what follows it (with ``?`` or ``#``, or empty).

    ``passing``: the score from which it is passed, 0 to 1; ``enough``: the progress from which it is completed, 0 to 1.
    An asset does not speak with us: to open it is to have done it.
    """

    id: str
    title: str
    path: str
    query: str = ""
    is_sco: bool = True
    passing: float | None = None
    enough: float | None = None
    launch_data: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the manifest says."""

    title: str
    edition: Edition
    parts: tuple[Part, ...]


def to_json(part: Part) -> dict[str, Any]:
    return asdict(part)


def from_json(data: Mapping[str, Any]) -> Part:
    return Part(**data)
