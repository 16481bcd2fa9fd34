"""Items that became easier or harder from one cohort to another. Pure.

A stronger cohort does better in all items: where most of a test drifts the same way, it is the people who differ.
"""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np

from assessments.statistics.answers import Answers, sums
from assessments.statistics.intervals import Interval, newcombe

LEAST_ANSWERS = 20  # per cohort; with fewer the normal approximation of the test is doubtful (Cochran 1954, Biometrics 10)
SIGNIFICANCE = 0.05  # for all comparisons of a test together


@dataclass(frozen=True, slots=True)
class Facility:
    """The mean credit, 0 to 1, of ``n`` answers of a cohort."""

    cohort: str
    n: int
    value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """An item's facility in its first cohort and in a later one; ``difference`` is later less first, with Newcombe's interval.

    ``p`` is two-sided, of the two-proportion z test with pooled variance; ``adjusted`` holds it against all
    comparisons of the test (Holm 1979, Scand. J. Stat. 6:65). For partial credit both are cautious, as Wilson's interval is.
    """

    item: str
    before: Facility
    after: Facility
    difference: float
    interval: Interval
    p: float
    adjusted: float

    @property
    def drifted(self) -> bool:
        return self.adjusted < SIGNIFICANCE


def comparisons(answers: Answers, cohorts: Sequence[str]) -> tuple[Comparison, ...]:
    """Each later cohort against the first that answered the item, for ``cohorts`` in order of time; others are left out.

    Cohorts in which fewer than LEAST_ANSWERS answered an item do not count for that item.
    """
    found = [
        _compared(info.id, own[0], later)
        for info, own in zip(answers.infos, _facilities(answers, cohorts), strict=True)
        for later in own[1:]
    ]
    adjusted = holm([one.p for one in found])
    return tuple(replace(one, adjusted=p) for one, p in zip(found, adjusted, strict=True))


def drifts(compared: Iterable[Comparison]) -> tuple[Comparison, ...]:
    return tuple(one for one in compared if one.drifted)


def holm(values: Sequence[float]) -> list[float]:
    """Adjusted p values in the order given: multiplied by the hypotheses still standing, never falling, at most 1."""
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = highest
    return adjusted


def _facilities(answers: Answers, cohorts: Sequence[str]) -> Iterator[list[Facility]]:
    """Per item those of the cohorts with enough answers."""
    order = {cohort: place for place, cohort in enumerate(cohorts)}
    place = np.array([order.get(cohort, len(cohorts)) for cohort in answers.cohorts], np.int64)
    shape = len(answers.infos), len(cohorts) + 1
    cell = answers.item * shape[1] + place[answers.sheet]
    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    credits = sums(cell, answers.credit, shape[0] * shape[1]).reshape(shape)
    for numbers, totals in zip(counts.tolist(), credits.tolist(), strict=True):
        per_cohort = zip(cohorts, numbers, totals, strict=False)  # the last column is that of other cohorts
        yield [Facility(cohort, n, total / n) for cohort, n, total in per_cohort if n >= LEAST_ANSWERS]


def _compared(item: str, before: Facility, after: Facility) -> Comparison:
    """Not adjusted yet."""
    p = _p(before, after)
    interval = newcombe(before.value, before.n, after.value, after.n)
    return Comparison(item, before, after, after.value - before.value, interval, p, p)


def _p(before: Facility, after: Facility) -> float:
    pooled = (before.n * before.value + after.n * after.value) / (before.n + after.n)
    error = sqrt(max(pooled * (1 - pooled), 0) * (1 / before.n + 1 / after.n))
    return erfc(abs(after.value - before.value) / error / sqrt(2)) if error > 0 else 1.0
