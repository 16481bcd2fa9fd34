"""Submitted sheets, and which attempt of each person is analyzed. Pure."""
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Sheet:
    """One submitted attempt; ``number`` counts the person's attempts from 1. All tuples are in form order.

    ``credits`` are 0 to 1 per item; ``responses`` hold the chosen written positions, empty where nothing was chosen.
    An item stands at most once on a sheet. Raises ValueError where the tuples differ in length.
    """

    person: str
    cohort: str
    number: int
    items: tuple[str, ...]
    credits: tuple[float, ...]
    responses: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not len(self.items) == len(self.credits) == len(self.responses):
            raise ValueError(f"attempt {self.number} of {self.person} has items without credit or response")


@dataclass(frozen=True, slots=True)
class ItemInfo:
    """An item that may stand on sheets. ``key`` holds the right written positions, ``case`` the testlet it is of."""

    id: str
    choices: int
    key: frozenset[int]
    case: str | None = None


Choose = Callable[[Sequence[Sheet]], tuple[Sheet, ...]]


@dataclass(frozen=True, slots=True)
class AttemptCounts:
    """How often people tried. ``mean`` is attempts per person; ``gain`` is the mean of last less first score.

    Scores are shares of the form, 0 to 1. The gain is that of the ``retakers``, those who tried more than once; those
    who did badly by chance return more often, so a part of any gain is regression to the mean.
    """

    attempts: int
    persons: int
    mean: float | None
    retakers: int
    gain: float | None


def first_attempts(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Each person's earliest attempt, in the order of the persons' first appearance.

    The usual choice: a first answer shows what was learned, later ones also what is remembered of the test.
    """
    return tuple(min(own, key=_number) for own in _by_person(sheets))


def last_attempts(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Each person's latest attempt, in the order of the persons' first appearance."""
    return tuple(max(own, key=_number) for own in _by_person(sheets))


def attempt_counts(sheets: Sequence[Sheet]) -> AttemptCounts:
    own = _by_person(sheets)
    gains = [_gain(mine) for mine in own if len(mine) > 1]
    return AttemptCounts(
        attempts=sum(map(len, own)), persons=len(own), mean=fmean(map(len, own)) if own else None,
        retakers=len(gains), gain=fmean(gains) if gains else None,
    )


def _by_person(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Sheets without items are left out: they show nothing."""
    persons = defaultdict(list)
    for sheet in sheets:
        if sheet.items:
            persons[sheet.person].append(sheet)
    return list(persons.values())


def _gain(own: list[Sheet]) -> float:
    return fmean(max(own, key=_number).credits) - fmean(min(own, key=_number).credits)


def _number(sheet: Sheet) -> int:
    return sheet.number
