"""Points of the F distribution. Pure."""
from math import exp, lgamma, log, log1p

CLOSE = 1e-15
NEVER_ZERO = 1e-300  # keeps the continued fraction from dividing by nothing


def f_quantile(probability: float, above: float, below: float) -> float:
    """The value that F stays under with ``probability`` (0 < p < 1); degrees of freedom from 1 up.

    Found by halving, in x = above F / (above F + below), which is beta distributed (DLMF 8.17, Abramowitz & Stegun
    26.6.2). Ten digits for up to a million degrees of freedom.
    """
    low, high = 0.0, 1.0
    while high - low > CLOSE * high:
        middle = (low + high) / 2
        if incomplete_beta(above / 2, below / 2, middle) < probability:
            low = middle
        else:
            high = middle
    return below * high / (above * (1 - high))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b), regularized: 0 at x = 0 and 1 at x = 1; a, b > 0 (DLMF 8.17.2)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only (DLMF 8.17.4)
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22, by Lentz's method (Thompson & Barnett 1986)."""
    value, numerator, denominator, change, n = 1.0, 1.0, 0.0, 0.0, 0
    while abs(change - 1) > CLOSE:
        n += 1
        part = _part(a, b, x, n)
        numerator = 1 + part / numerator or NEVER_ZERO
        denominator = 1 / (1 + part * denominator or NEVER_ZERO)
        change = numerator * denominator
        value *= change
    return value


def _part(a: float, b: float, x: float, n: int) -> float:
    """d_n of DLMF 8.17.23."""
    m, odd = divmod(n, 2)
    if odd:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
