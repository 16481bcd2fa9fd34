"""The numbers behind the plots, for plot and table alike. Pure."""
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assessments.statistics.answers import Answers, Floats, UnknownItem
from assessments.statistics.items import ItemStatistics

BINS = 20
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` scores from ``low`` up to but not including ``high``; the last bin includes 1."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    item: str
    facility: float
    discrimination: float


@dataclass(frozen=True, slots=True)
class Fifth:
    """The ``n`` answers in a fifth of the sheets: their mean rest score, and their mean credit in the item; 0 to 1."""

    n: int
    rest: float
    facility: float


def score_bins(scores: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Scores are 0 to 1. A score on an edge counts upward, whatever floats make of it."""
    places = np.minimum(np.floor(np.round(scores * bins, 9)), bins - 1).astype(np.int64)
    counts = np.bincount(places, minlength=bins).tolist()
    return tuple(Bin(place / bins, (place + 1) / bins, count) for place, count in enumerate(counts))


def points(items: Iterable[ItemStatistics]) -> tuple[Point, ...]:
    """Items without a discrimination have no place in the plane."""
    return tuple(
        Point(item.id, item.facility, item.discrimination)
        for item in items if item.facility is not None and item.discrimination is not None
    )


def characteristic(answers: Answers, item: str) -> tuple[Fifth, ...]:
    """By fifths of the rest score, lowest first; ties stay together, and fifths they leave empty are left out.

    Raises UnknownItem.
    """
    own = answers.item == _place(answers, item)
    groups, rest, credit = answers.groups(FIFTHS)[own], answers.rest[own], answers.credit[own]
    fifths = (groups == number for number in range(FIFTHS))
    return tuple(
        Fifth(int(fifth.sum()), float(rest[fifth].mean()), float(credit[fifth].mean())) for fifth in fifths if fifth.any()
    )


def _place(answers: Answers, item: str) -> int:
    for place, info in enumerate(answers.infos):
        if info.id == item:
            return place
    raise UnknownItem(f"no item {item!r}")
