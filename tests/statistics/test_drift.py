"""Cohorts against each other."""
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.answers import answers_of
from assessments.statistics.drift import Comparison, comparisons, drifts, holm
from assessments.statistics.rules import Sheet
from tests.statistics import reference
from tests.statistics.simulation import items_of

INFOS = items_of(3)


def sheets_of(cohort: str, n: int, *rights: int) -> list[Sheet]:
    """``n`` sheets, item i being right on the first ``rights[i]``."""
    return [Sheet(f"{cohort}{k}", cohort, 1, tuple(info.id for info in INFOS[:len(rights)]),
                  tuple(float(k < right) for right in rights), ((),) * len(rights)) for k in range(n)]


def compare(sheets: Sequence[Sheet], cohorts: Sequence[str]) -> tuple[Comparison, ...]:
    return comparisons(answers_of(sheets, INFOS), cohorts)


def test_a_later_cohort_is_compared_with_the_first():
    """48 of 80 before, 56 of 70 after: Newcombe's example; pooled 104/150, z = 2.6502."""
    one, = compare(sheets_of("A", 80, 48) + sheets_of("B", 70, 56), ["A", "B"])
    assert (one.item, one.before.cohort, one.before.n, one.after.cohort, one.after.n) == ("i000", "A", 80, "B", 70)
    assert one.difference == pytest.approx(0.2) and one.interval == pytest.approx((0.0524, 0.3339), abs=6e-5)
    assert one.p == one.adjusted == pytest.approx(0.00805, abs=1e-5)


def test_what_drifted_is_found_among_what_did_not():
    compared = compare(sheets_of("A", 100, 50, 50, 80) + sheets_of("B", 100, 52, 85, 80), ["A", "B"])
    assert [(one.item, one.difference) for one in drifts(compared)] == [("i001", pytest.approx(0.35))]


def test_many_comparisons_ask_for_more_evidence():
    """p = 0.022 alone would count, among three comparisons it does not."""
    alone = compare(sheets_of("A", 100, 50) + sheets_of("B", 100, 66), ["A", "B"])
    among = compare(sheets_of("A", 100, 50, 50, 50) + sheets_of("B", 100, 66, 50, 50), ["A", "B"])
    assert alone[0].p == among[0].p and drifts(alone) and not drifts(among)


def test_cohorts_with_few_answers_or_not_asked_for_are_left_out():
    sheets = sheets_of("A", 19, 10) + sheets_of("B", 20, 10) + sheets_of("C", 20, 10) + sheets_of("D", 50, 50)
    assert [(one.before.cohort, one.after.cohort) for one in compare(sheets, ["A", "B", "C"])] == [("B", "C")]
    assert compare(sheets, []) == () and compare([], ["A", "B"]) == ()


def test_the_order_of_the_cohorts_is_the_order_of_time():
    one, = compare(sheets_of("A", 30, 10) + sheets_of("B", 30, 20), ["B", "A"])
    assert one.difference == pytest.approx(-1 / 3)


def test_where_all_are_right_nothing_drifted():
    one, = compare(sheets_of("A", 30, 30) + sheets_of("B", 30, 30), ["A", "B"])
    assert (one.difference, one.p, one.drifted) == (0, 1, False)


@given(st.integers(20, 60), st.integers(20, 60), st.data())
def test_the_probability_is_that_of_two_proportions(n: int, m: int, data: st.DataObject):
    right, also = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    one, = compare(sheets_of("A", n, right) + sheets_of("B", m, also), ["A", "B"])
    wanted = reference.two_proportions(reference.Fraction(right, n), n, reference.Fraction(also, m), m)
    assert one.p == pytest.approx(wanted, abs=1e-9)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_the_highest_correction_so_far(values: list[float]):
    assert holm(values) == pytest.approx(reference.holm(values))
