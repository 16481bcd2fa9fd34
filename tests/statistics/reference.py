"""The statistics once more, from the textbooks' formulas: plain loops over exact fractions, slow and independent."""
import math
import statistics
from collections.abc import Sequence
from fractions import Fraction

from assessments.statistics.rules import ItemInfo, Sheet

Z = statistics.NormalDist().inv_cdf(0.975)


def exact(credit: float) -> Fraction:
    """Credits are meant as simple fractions: 0.1 is a tenth."""
    return Fraction(credit).limit_denominator(1000)


def credits_of(sheet: Sheet) -> dict[str, Fraction]:
    return dict(zip(sheet.items, map(exact, sheet.credits), strict=True))


def credits_in(sheets: Sequence[Sheet], item: str) -> list[Fraction]:
    return [credits_of(sheet)[item] for sheet in sheets if item in sheet.items]


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def variance(values: Sequence[Fraction]) -> Fraction:
    """Of a sample."""
    return sum(((value - mean(values)) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def covariance(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    pairs = zip(left, right, strict=True)
    return sum(((x - mean(left)) * (y - mean(right)) for x, y in pairs), Fraction(0)) / (len(left) - 1)


def pearson(left: Sequence[Fraction], right: Sequence[Fraction]) -> float | None:
    if len(left) < 3 or len(set(left)) == 1 or len(set(right)) == 1:
        return None
    return float(covariance(left, right)) / math.sqrt(variance(left) * variance(right))


# Items -------------------------------------------------------------------------------------------------

def rest_of(sheet: Sheet, item: str) -> Fraction:
    return mean([credit for other, credit in credits_of(sheet).items() if other != item])


def comparable(sheets: Sequence[Sheet], item: str) -> list[Sheet]:
    return [sheet for sheet in sheets if item in sheet.items and len(sheet.items) > 1]


def discrimination(sheets: Sequence[Sheet], item: str) -> float | None:
    own = comparable(sheets, item)
    return pearson([credits_of(sheet)[item] for sheet in own], [rest_of(sheet, item) for sheet in own])


def response_in(sheet: Sheet, item: str) -> tuple[int, ...]:
    return sheet.responses[sheet.items.index(item)]


def point_biserial(sheets: Sequence[Sheet], item: str, position: int) -> float | None:
    """(M1 - M) / s * sqrt(p / q), s being that of the population."""
    own = comparable(sheets, item)
    rests = [rest_of(sheet, item) for sheet in own]
    chosen = [rest for sheet, rest in zip(own, rests, strict=True) if position in response_in(sheet, item)]
    if len(own) < 3 or len(set(rests)) == 1 or len(chosen) in (0, len(own)):
        return None
    p = Fraction(len(chosen), len(own))
    return float(mean(chosen) - mean(rests)) / statistics.pstdev(rests) * math.sqrt(p / (1 - p))


def group_of(sheets: Sequence[Sheet], item: str, sheet: Sheet, count: int) -> int:
    """Where the middle of the sheet's ties stands among all, cut into equal parts."""
    rests = [rest_of(other, item) for other in comparable(sheets, item)]
    rest = rest_of(sheet, item)
    middle = Fraction(sum(other < rest for other in rests)) + Fraction(rests.count(rest), 2)
    return math.floor(count * middle / len(rests))


def share_in_third(sheets: Sequence[Sheet], item: str, position: int, third: int) -> float | None:
    own = [sheet for sheet in comparable(sheets, item) if group_of(sheets, item, sheet, 3) == third]
    return sum(position in response_in(sheet, item) for sheet in own) / len(own) if own else None


def wilson(share: float, n: int) -> tuple[float, float]:
    """The x with (share - x)^2 = Z^2 x (1 - x) / n, by the quadratic formula."""
    a, b, c = 1 + Z**2 / n, -(2 * share + Z**2 / n), share**2
    root = math.sqrt(max(b * b - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def fisher(correlation: float, n: int) -> tuple[float, float] | None:
    if n < 4:
        return None
    if abs(correlation) > 1 - 1e-12:
        return correlation, correlation
    middle = math.log((1 + correlation) / (1 - correlation)) / 2
    ends = (middle + sign * Z / math.sqrt(n - 3) for sign in (-1, 1))
    low, high = ((math.exp(2 * end) - 1) / (math.exp(2 * end) + 1) for end in ends)
    return low, high


# The test ----------------------------------------------------------------------------------------------

def skewness(scores: Sequence[Fraction]) -> float | None:
    n = len(scores)
    if n < 3 or len(set(scores)) == 1:
        return None
    cubes = sum((score - mean(scores)) ** 3 for score in scores)
    return n / ((n - 1) * (n - 2)) * float(cubes) / statistics.stdev(scores) ** 3


def kr20(sheets: Sequence[Sheet]) -> float | None:
    """For sheets that hold the same items."""
    k, totals = len(sheets[0].items), [sum(credits_of(sheet).values()) for sheet in sheets]
    shares = [mean(credits_in(sheets, item)) for item in sheets[0].items]
    spread = variance(totals) * (len(totals) - 1) / len(totals)
    return float(Fraction(k, k - 1) * (1 - sum(p * (1 - p) for p in shares) / spread)) if spread else None


def cronbach(rows: Sequence[Sequence[Fraction]]) -> float | None:
    """For rows that are all of the same length, two or more."""
    k, spread = len(rows[0]), variance([sum(row) for row in rows])
    parts = sum(variance(column) for column in zip(*rows, strict=True))
    return float(Fraction(k, k - 1) * (1 - parts / spread)) if spread else None


def sparse_alpha(rows: Sequence[dict[str, Fraction]], least: int) -> float | None:
    """Means over the units and pairs of units that enough rows hold, weighted by how many do; None where undefined."""
    units, least = sorted({unit for row in rows for unit in row}), min(least, len(rows))
    length = Fraction(sum(map(len, rows)), max(len(rows), 1))
    if len(rows) < 2 or length < 2:
        return None
    within, between = [], []
    for one in units:
        for other in units:
            both = [row for row in rows if one in row and other in row]
            if len(both) >= least:
                shared = covariance([row[one] for row in both], [row[other] for row in both])
                (within if one == other else between).append((len(both), shared))
    if not between:
        return None
    v, c = (sum(n * value for n, value in pairs) / sum(n for n, _ in pairs) for pairs in (within, between))
    whole = v + (length - 1) * c
    return float(length * c / whole) if whole > 0 and length * c <= whole else None


def case_scores(sheet: Sheet, infos: Sequence[ItemInfo], answered: set[str]) -> dict[str, Fraction]:
    """Sums per case, for the cases of which the sheet holds all items that anybody answered."""
    units: dict[str, list[str]] = {}
    for info in infos:
        if info.id in answered:
            units.setdefault(info.id if info.case is None else f"case {info.case}", []).append(info.id)
    credits = credits_of(sheet)
    return {unit: sum((credits[item] for item in items), Fraction(0))
            for unit, items in units.items() if all(item in credits for item in items)}


# Drift -------------------------------------------------------------------------------------------------

def two_proportions(first: Fraction, n: int, second: Fraction, m: int) -> float:
    pooled = (n * first + m * second) / (n + m)
    if pooled in (0, 1):
        return 1.0
    z = float(abs(first - second)) / math.sqrt(pooled * (1 - pooled) * (Fraction(1, n) + Fraction(1, m)))
    return 2 * statistics.NormalDist().cdf(-z)


def holm(values: Sequence[float]) -> list[float]:
    """For each: the highest of the corrected values of those not larger."""
    ranked = sorted(values)
    corrected = [min(1.0, (len(values) - rank) * value) for rank, value in enumerate(ranked)]
    return [max(corrected[:len(ranked) - ranked[::-1].index(value)]) for value in values]
