"""The F distribution and the intervals, against printed tables and closed forms."""
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.intervals import feldt, fisher, newcombe, wilson
from assessments.statistics.quantiles import f_quantile, incomplete_beta

# As printed in tables of F: probability, degrees of freedom above and below, value.
TABLE = [
    (0.95, 1, 1, 161.4476), (0.95, 1, 10, 4.9646), (0.95, 5, 10, 3.3258), (0.95, 10, 20, 2.3479), (0.95, 120, 120, 1.3519),
    (0.975, 1, 1, 647.7890), (0.975, 4, 30, 3.2499), (0.975, 10, 20, 2.7737), (0.99, 5, 10, 5.6363), (0.99, 2, 5, 13.2739),
]
# Newcombe 1998: of 95 % intervals for one share, and for the difference of two.
ONE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
TWO = [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 20, 0.6791, 1.0),
]


@pytest.mark.parametrize(("probability", "above", "below", "value"), TABLE)
def test_quantiles_are_those_of_the_tables(probability: float, above: float, below: float, value: float):
    assert f_quantile(probability, above, below) == pytest.approx(value, abs=6e-5)


@given(st.floats(0.001, 0.999), st.integers(1, 5000))
def test_two_degrees_above_have_a_closed_form(probability: float, below: int):
    wanted = below / 2 * ((1 - probability) ** (-2 / below) - 1)
    assert f_quantile(probability, 2, below) == pytest.approx(wanted, rel=1e-9)


@given(st.floats(0.01, 0.99), st.floats(1, 300), st.floats(1, 300))
def test_turning_the_ratio_around_turns_the_tails(probability: float, above: float, below: float):
    turned = 1 / f_quantile(1 - probability, below, above)
    assert f_quantile(probability, above, below) == pytest.approx(turned, rel=1e-8)


@given(st.integers(1, 40), st.integers(0, 40), st.fractions(0, 1, max_denominator=50))
def test_the_incomplete_beta_function_adds_binomial_terms(least: int, more: int, share: Fraction):
    n = least + more
    wanted = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(least, n + 1))
    assert incomplete_beta(least, more + 1, float(share)) == pytest.approx(float(wanted), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(("right", "n", "low", "high"), ONE)
def test_wilson_as_published(right: int, n: int, low: float, high: float):
    assert wilson(right / n, n) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("after", "m", "before", "n", "low", "high"), TWO)
def test_newcombe_as_published(after: int, m: int, before: int, n: int, low: float, high: float):
    assert newcombe(before / n, n, after / m, m) == pytest.approx((low, high), abs=6e-5)


def test_feldt_as_published():
    """Alpha 0.913 of 873 people and 20 items, an example in common use."""
    assert feldt(0.913, 873, 20) == pytest.approx((0.9044024, 0.9211588), abs=1e-7)


def test_feldt_narrows_for_ten_thousand_people():
    low, high = feldt(0.8, 10_000, 60)
    assert (low, high) == pytest.approx((0.79437, 0.80555), abs=1e-5)


def test_fisher_by_hand():
    """r = 0.5 of 28 pairs: z = 0.549306, error 0.2, hence tanh of 0.157313 and 0.941299."""
    assert fisher(0.5, 28) == pytest.approx((0.15603, 0.73582), abs=1e-5)
    assert fisher(0.5, 3) is None
    assert fisher(1.0, 10) == (1.0, 1.0)
