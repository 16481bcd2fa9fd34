"""Intervals that hold the true value in 95 of 100 samples. Pure."""
from math import atanh, sqrt, tanh

from assessments.statistics.quantiles import f_quantile

Interval = tuple[float, float]
Z = 1.959963984540054  # the 97.5 % point of the normal distribution


def wilson(share: float, n: int) -> Interval:
    """Of a share of ``n`` > 0 (Wilson 1927, JASA 22:209).

    For the mean of partial credits it is too wide rather than too narrow: no credit between 0 and 1 varies more
    than right and wrong with the same mean.
    """
    shrink = 1 + Z * Z / n
    center = (share + Z * Z / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / shrink
    return max(0.0, center - half), min(1.0, center + half)


def fisher(correlation: float, n: int) -> Interval | None:
    """Of a correlation over ``n`` pairs (Fisher 1921, Metron 1:3); None below four pairs."""
    if n < 4:
        return None
    if abs(correlation) >= 1:
        return correlation, correlation
    center, half = atanh(correlation), Z / sqrt(n - 3)
    return tanh(center - half), tanh(center + half)


def newcombe(before: float, before_n: int, after: float, after_n: int) -> Interval:
    """Of the difference ``after - before`` of two shares (Newcombe 1998, Stat. Med. 17:873, method 10)."""
    before_low, before_high = wilson(before, before_n)
    after_low, after_high = wilson(after, after_n)
    down = sqrt((after - after_low) ** 2 + (before_high - before) ** 2)
    up = sqrt((after_high - after) ** 2 + (before - before_low) ** 2)
    return after - before - down, after - before + up


def feldt(alpha: float, sheets: int, items: float) -> Interval:
    """Of coefficient alpha, from ``sheets`` > 1 and ``items`` > 1 (Feldt, Woodruff & Salih 1987, APM 11:93, (6), (7)).

    Exact for parallel items with normal errors. ``items`` need not be whole: forms may differ in length.
    """
    between, within = sheets - 1, (sheets - 1) * (items - 1)
    return 1 - (1 - alpha) * f_quantile(0.975, between, within), 1 - (1 - alpha) * f_quantile(0.025, between, within)
