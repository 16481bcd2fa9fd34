"""What the answers tell of each item. Pure."""
from dataclasses import dataclass

import numpy as np

from assessments.statistics.answers import Answers, Floats, Integers, Truths
from assessments.statistics.intervals import Interval, fisher, wilson

THIRDS = 3
LEAST_PAIRS = 3  # two points always lie on a line
FLAT = 1e-18  # a mean square below this is rounding, not variance


@dataclass(frozen=True, slots=True)
class ChoiceStatistics:
    """One choice, at its written position. Shares are 0 to 1, None without answers.

    ``correlation`` is that of choosing it with the rest score (point-biserial). ``lower`` and ``upper`` are the shares
    among the third of the sheets with the lowest and with the highest rest scores; None where ties leave it empty.
    """

    position: int
    right: bool
    count: int
    share: float | None
    correlation: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item over the ``n`` sheets that hold it. Shares and credits are 0 to 1.

    ``facility`` is the mean credit, with Wilson's interval (wide for partial credit, see there). ``deviation`` is
    the sample's standard deviation, from two answers on. ``discrimination`` is the correlation of the credit with the
    mean credit of the sheet's other items (Henrysson 1963, Psychometrika 28:211), with Fisher's interval; None below
    three sheets with other items, or where either does not vary. ``omitted`` is the share without any choice.
    """

    id: str
    n: int
    facility: float | None
    facility_interval: Interval | None
    deviation: float | None
    discrimination: float | None
    discrimination_interval: Interval | None
    omitted: float | None
    choices: tuple[ChoiceStatistics, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """Rest scores less their mean over the item's answers, 0 where there is none; and their sums of squares per item."""

    deviations: Floats
    squares: Floats


def item_statistics(answers: Answers) -> tuple[ItemStatistics, ...]:
    """One for each ItemInfo, in their order, answered or not."""
    rest = _rest(answers)
    count = answers.counts
    columns = (
        _ratio(answers.per_item(answers.credit), count), _deviations(answers, count),
        _discriminations(answers, rest), _ratio(answers.per_item(answers.omitted), count),
    )
    choices = _choices(answers, rest)
    found = zip(answers.infos, count.tolist(), answers.ranked.tolist(), *map(_values, columns), choices, strict=True)
    return tuple(
        ItemStatistics(
            info.id, n, facility, None if facility is None else wilson(facility, n), deviation,
            correlation, None if correlation is None else fisher(correlation, pairs), omitted, own,
        )
        for info, n, pairs, facility, deviation, correlation, omitted, own in found
    )


def _rest(answers: Answers) -> _Rest:
    rest = np.where(answers.known, answers.rest, 0)
    mean = _ratio(answers.per_item(rest), answers.ranked)
    deviations = np.where(answers.known, rest - mean[answers.item], 0)
    return _Rest(deviations, answers.per_item(deviations**2))


def _deviations(answers: Answers, count: Integers) -> Floats:
    """Square roots of the sums of squares over n - 1; NaN below two answers."""
    mean = _ratio(answers.per_item(answers.credit), count)
    squares = answers.per_item((answers.credit - mean[answers.item]) ** 2)
    return np.sqrt(_ratio(squares, np.maximum(count - 1, 0)))


def _discriminations(answers: Answers, rest: _Rest) -> Floats:
    mean = _ratio(answers.per_item(answers.credit * answers.known), answers.ranked)
    credit = np.where(answers.known, answers.credit - mean[answers.item], 0)
    products = answers.per_item(credit * rest.deviations)
    return _correlations(products, answers.per_item(credit**2), rest.squares, answers.ranked)


def _choices(answers: Answers, rest: _Rest) -> list[tuple[ChoiceStatistics, ...]]:
    """Per item. Those of all items are computed at once and then dealt out."""
    sizes = np.diff(answers.first_cell)
    marked = np.bincount(answers.mark_cell, minlength=int(answers.first_cell[-1]))
    groups = answers.groups(THIRDS)
    columns = (
        _ratio(marked, np.repeat(answers.counts, sizes)), _point_biserials(answers, rest, sizes),
        _shares(answers, groups == 0, sizes), _shares(answers, groups == THIRDS - 1, sizes),
    )
    rows = list(zip(marked.tolist(), *map(_values, columns), strict=True))
    return [
        tuple(
            ChoiceStatistics(position, position in info.key, *row)
            for position, row in enumerate(rows[first:first + info.choices])
        )
        for info, first in zip(answers.infos, answers.first_cell.tolist(), strict=False)
    ]


def _shares(answers: Answers, within: Truths, sizes: Integers) -> Floats:
    """Per choice, of the answers ``within``."""
    return _ratio(answers.per_cell(within), np.repeat(answers.per_item(within), sizes))


def _point_biserials(answers: Answers, rest: _Rest, sizes: Integers) -> Floats:
    """The correlation of a choice's being made, 0 or 1, with the rest score, per cell."""
    n, chose = np.repeat(answers.ranked, sizes), answers.per_cell(answers.known)
    squares = _ratio(chose * (n - chose), n)
    return _correlations(answers.per_cell(rest.deviations), squares, np.repeat(rest.squares, sizes), n)


def _correlations(products: Floats, left: Floats, right: Floats, n: Integers) -> Floats:
    """From sums of products and of squares about the means; NaN where undefined."""
    varies = (n >= LEAST_PAIRS) & (left > FLAT * n) & (right > FLAT * n)
    both = np.sqrt(left * right, where=varies, out=np.full(len(n), np.nan))
    return np.clip(products / both, -1, 1)


def _ratio(above: Floats | Integers, below: Floats | Integers) -> Floats:
    """NaN where ``below`` is 0."""
    ratios = np.full(len(above), np.nan)
    np.divide(above, below, where=below > 0, out=ratios)
    return ratios


def _values(column: Floats) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]
