"""An item: one question in all its languages, its Markdown as the author wrote it. Pure."""
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from lms.programs.definition import Words

# What an answer looks like decides most of how a kind is asked and judged:
CHOSEN = ("single", "multiple", "true-false")  # positions of choices
PLACED = ("matching", "ordering")  # for each line shown, a place
WRITTEN = ("numeric", "text")  # a text
KINDS = (*CHOSEN, *PLACED, *WRITTEN)
PARTIAL = ("multiple", *PLACED)  # kinds that may count in part


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice, a line of a matching (``text`` belongs to ``match``), or a step of an ordering (written in its right order).

    ``why`` explains this choice alone; empty where the author wrote nothing. A line of a matching without ``text``
    is a match that belongs nowhere.
    """

    text: Words
    right: bool
    why: Words
    match: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What several questions are about; they are drawn together."""

    id: str
    stem: Words


@dataclass(frozen=True, slots=True)
class Item:
    """``accepted``: what counts as right for a written answer, by language; ``scoring`` is ``all`` or ``partial``.

    ``as_of`` is the day whose law the item rests on. It is asked from ``valid_from`` until the end of ``valid_until``.
    Items of ``excludes`` never stand in one form with it.
    """

    id: str
    lecture: str
    kind: str
    section: str
    clause: Words
    difficulty: int
    stem: Words
    choices: tuple[Choice, ...]
    explanation: Words
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ability: str = ""
    scoring: str = "all"
    as_of: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    case: Case | None = None
    excludes: tuple[str, ...] = ()

    @property
    def key(self) -> frozenset[int]:
        """Positions of the right choices in the written order."""
        return frozenset(n for n, choice in enumerate(self.choices) if choice.right)

    @property
    def lines(self) -> tuple[int, ...]:
        """Written positions of what is placed: every step, or every line of a matching that has a text."""
        return tuple(n for n, choice in enumerate(self.choices) if choice.text)

    @property
    def case_id(self) -> str | None:
        return self.case.id if self.case else None

    @property
    def case_stem(self) -> Words | None:
        return self.case.stem if self.case else None

    def is_asked(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_until or day)


def to_json(item: Item) -> dict[str, Any]:
    """As kept in the database and hashed for the version's id."""
    days = {name: day and day.isoformat() for name, day in (
        ("as_of", item.as_of), ("valid_from", item.valid_from), ("valid_until", item.valid_until))}
    return {**asdict(item), **days}


def from_json(data: Mapping[str, Any]) -> Item:
    def day(name: str) -> date | None:
        return date.fromisoformat(data[name]) if data[name] else None

    return Item(**{
        **data, "choices": tuple(Choice(**choice) for choice in data["choices"]),
        "accepted": {locale: tuple(forms) for locale, forms in data["accepted"].items()},
        "as_of": day("as_of"), "valid_from": day("valid_from"), "valid_until": day("valid_until"),
        "case": Case(**data["case"]) if data["case"] else None, "excludes": tuple(data["excludes"]),
    })
