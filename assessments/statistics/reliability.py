"""What the answers tell of the test as a whole. Pure."""
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Literal

import numpy as np

from assessments.statistics.answers import Answers, Floats, Integers, sums
from assessments.statistics.intervals import Interval, feldt

LEAST_OVERLAP = 10  # sheets that must hold both of two items for their covariance to count
NOTHING = 1e-12  # a variance of scores below this is rounding

Reason = Literal["too-few-sheets", "too-few-items", "too-little-overlap", "no-variance", "not-dichotomous", "no-cases"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A reliability with Feldt's interval, or the ``reason`` why there is none.

    ``coverage`` is the share of pairs of items whose covariance entered: 1 where every sheet holds every item. Below
    1 the interval is an approximation.
    """

    value: float | None
    interval: Interval | None
    coverage: float | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ScoreStatistics:
    """The test over ``n`` sheets. Scores, and what follows from them, are shares of the form, 0 to 1.

    ``items`` were answered at least once; ``length`` is the mean form; ``complete`` says that all forms hold the same
    items. ``deviation`` is the sample's (two sheets on); ``skewness`` is G1 (three sheets on; Joanes & Gill 1998, The
    Statistician 47:183). ``sem`` is deviation x sqrt(1 - alpha), the standard error of measurement. ``kr20`` is alpha
    where every credit is 0 or 1 (Kuder & Richardson 1937, Psychometrika 2:151). ``testlets`` is alpha over cases
    summed to one score each (Sireci, Thissen & Wainer 1991, JEM 28:237): items that share a case help each other,
    which makes plain alpha too high.
    """

    n: int
    items: int
    length: float | None
    complete: bool
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    sem: float | None
    kr20: Estimate
    alpha: Estimate
    testlets: Estimate


def score_statistics(answers: Answers) -> ScoreStatistics:
    n, scores = len(answers.scores), answers.scores
    items = int(np.count_nonzero(answers.counts))
    deviation, estimate = _deviation(scores), alpha(_grid(answers, np.arange(len(answers.infos))))
    return ScoreStatistics(
        n=n, items=items, length=float(answers.lengths.mean()) if n else None,
        complete=n > 0 and bool(np.all(answers.lengths == items)),
        mean=float(scores.mean()) if n else None, median=median(scores.tolist()) if n else None,
        deviation=deviation, skewness=_skewness(scores), sem=_sem(deviation, estimate.value),
        kr20=_kr20(answers, estimate), alpha=estimate, testlets=_testlets(answers),
    )


def _deviation(scores: Floats) -> float | None:
    return float(scores.std(ddof=1)) if len(scores) > 1 else None


def _skewness(scores: Floats) -> float | None:
    """None where all scores are the same."""
    n = len(scores)
    if n < 3 or scores.var() <= NOTHING:
        return None
    away = scores - scores.mean()
    return float((away**3).mean() / scores.var() ** 1.5 * sqrt(n * (n - 1)) / (n - 2))


def _sem(deviation: float | None, reliability: float | None) -> float | None:
    if deviation is None or reliability is None:
        return None
    return deviation * sqrt(1 - reliability)


def _kr20(answers: Answers, estimate: Estimate) -> Estimate:
    dichotomous = np.all((answers.credit == 0) | (answers.credit == 1))
    return estimate if dichotomous else _none("not-dichotomous")


# Coefficient alpha -------------------------------------------------------------------------------------

def alpha(grid: Floats) -> Estimate:
    """Coefficient alpha of scores (sheets, units), NaN where a sheet lacks a unit (Cronbach 1951, Psychometrika 16:297).

    From the mean variance v and the mean covariance c of the units, k of them on a sheet on average:
    k c / (v + (k - 1) c). With every unit on every sheet that is Cronbach's formula, exactly. For sheets drawn from a
    pool v and c are means over the pairs that at least LEAST_OVERLAP sheets hold (all sheets, where there are fewer),
    as Lopez 2007 (NACCQ 20:151) does for sparse data, here weighted by the number of those sheets: then they are the
    means of the forms that were really drawn (Lord & Novick 1968, chapter 11, on samples of items), and say how far
    one such form agrees with another.
    """
    sheets, length = len(grid), _length(grid)
    if sheets < 2:
        return _none("too-few-sheets")
    if length < 2:
        return _none("too-few-items")
    overlap, covariances = _pairwise(grid)
    weights = np.where(overlap >= min(LEAST_OVERLAP, sheets), overlap, 0)
    between = weights * (1 - np.eye(len(weights)))
    if not between.any():
        return _none("too-little-overlap")
    variance = np.average(covariances.diagonal(), weights=weights.diagonal())
    covariance = np.average(covariances, weights=between)
    coverage = float(np.count_nonzero(between) / (between.size - len(between)))
    return _estimate(float(variance), float(covariance), sheets, length, coverage)


def _length(grid: Floats) -> float:
    return float(np.count_nonzero(~np.isnan(grid)) / max(len(grid), 1))


def _pairwise(grid: Floats) -> tuple[Floats, Floats]:
    """Per pair of units how many sheets hold both, and their covariance over those (0 below two sheets)."""
    present = ~np.isnan(grid)
    held = present.astype(np.float64)
    filled = np.where(present, grid, 0)
    centered = np.where(present, filled - filled.sum(axis=0) / held.sum(axis=0), 0)  # keeps sums small, hence exact
    overlap, shared = held.T @ held, centered.T @ held
    products = centered.T @ centered - shared * shared.T / np.maximum(overlap, 1)
    return overlap, np.where(overlap > 1, products / np.maximum(overlap - 1, 1), 0)


def _estimate(variance: float, covariance: float, sheets: int, length: float, coverage: float) -> Estimate:
    whole = variance + (length - 1) * covariance
    if whole <= NOTHING:
        return _none("no-variance")
    value = length * covariance / whole
    if value > 1 + NOTHING:  # units vary together more than alone: from different sheets, hence too few in common
        return _none("too-little-overlap")
    value = min(value, 1.0)
    return Estimate(value, feldt(value, sheets, length), coverage)


def _none(reason: Reason) -> Estimate:
    return Estimate(None, None, None, reason)


def _grid(answers: Answers, units: Integers) -> Floats:
    """Scores (sheets, units) for a unit number per item; NaN where a sheet lacks the unit or any item of it.

    Items that nobody answered belong to no unit, units without items vanish, and so do sheets without whole units.
    """
    size = np.bincount(units[answers.counts > 0], minlength=len(units))
    shape = len(answers.lengths), len(units)
    cell = answers.sheet * len(units) + units[answers.item]
    found = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    total = sums(cell, answers.credit, shape[0] * shape[1]).reshape(shape)
    grid = np.where((found == size) & (size > 0), total, np.nan)
    whole = ~np.isnan(grid)
    return grid[whole.any(axis=1)][:, whole.any(axis=0)]


def _testlets(answers: Answers) -> Estimate:
    """Items without a case are units of their own."""
    first: dict[str, int] = {}
    units = [place if info.case is None else first.setdefault(info.case, place) for place, info in enumerate(answers.infos)]
    if len(set(units)) == len(units):
        return _none("no-cases")
    return alpha(_grid(answers, np.array(units)))
