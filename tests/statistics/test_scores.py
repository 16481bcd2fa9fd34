"""The test as a whole against the reference, and tables by hand."""
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given

from assessments.statistics.answers import answers_of
from assessments.statistics.reliability import LEAST_OVERLAP, ScoreStatistics, alpha, score_statistics
from assessments.statistics.rules import ItemInfo, Sheet
from tests.statistics import reference, strategies
from tests.statistics.approximately import same
from tests.statistics.simulation import GUTTMAN, items_of


def statistics_of(sheets: Sequence[Sheet], infos: Sequence[ItemInfo]) -> ScoreStatistics:
    return score_statistics(answers_of(sheets, infos))


def sheet(person: str, **credits: float) -> Sheet:
    return Sheet(person, "A", 1, tuple(credits), tuple(credits.values()), ((),) * len(credits))


def test_a_table_by_hand():
    """Totals 3, 2, 1, 0; variances of the items 1/4, 1/3, 1/4, of the totals 5/3: alpha = 3/2 (1 - 1/2)."""
    found = statistics_of(GUTTMAN, items_of(3))
    assert (found.n, found.items, found.length, found.complete) == (4, 3, 3, True)
    assert (found.mean, found.median, found.skewness) == pytest.approx((0.5, 0.5, 0))
    assert found.deviation == pytest.approx((5 / 3) ** 0.5 / 3)
    assert found.alpha.value == pytest.approx(0.75) and found.kr20 == found.alpha
    assert found.sem == pytest.approx((5 / 3) ** 0.5 / 3 / 2)
    assert found.alpha.interval == pytest.approx((1 - 0.25 * 6.598799, 1 - 0.25 / 14.734718), abs=1e-6)  # F of 3 and 6
    assert (found.alpha.coverage, found.alpha.reason) == (1, None)


def test_numbers_are_plain_so_that_they_may_be_written_in_full():
    found = statistics_of(GUTTMAN, items_of(3))
    numbers = [found.length, found.mean, found.median, found.deviation, found.skewness, found.sem, found.alpha.value,
               found.alpha.coverage]
    assert {type(number) for number in numbers} == {float} and type(found.complete) is bool


def test_cases_are_summed_to_one_score():
    """The first two items are a case: units (2, 2, 1, 0) and (1, 0, 0, 0): 2 (1 - (11/12 + 1/4) / (5/3)) = 3/5."""
    first, second, third = items_of(3)
    infos = [ItemInfo(first.id, 4, first.key, "case"), ItemInfo(second.id, 4, second.key, "case"), third]
    assert statistics_of(GUTTMAN, infos).testlets.value == pytest.approx(0.6)


def test_a_case_of_which_a_sheet_holds_a_part_does_not_count_for_that_sheet():
    infos = [ItemInfo(name, 2, frozenset({0}), "case" if name in "ab" else None) for name in "abcd"]
    whole = [sheet(f"p{n}", a=n % 2, b=n % 3 == 0, c=n % 2, d=n % 5 == 0) for n in range(20)]
    half = [sheet(f"q{n}", a=1, c=n % 2, d=n % 3 == 0) for n in range(12)]
    part = [sheet(f"r{n}", a=n % 2) for n in range(9)]  # nothing whole: these do not shorten the mean form
    rows = [{"ab": exact["a"] + exact["b"], "c": exact["c"], "d": exact["d"]} for exact in map(reference.credits_of, whole)]
    rows += [{"c": exact["c"], "d": exact["d"]} for exact in map(reference.credits_of, half)]
    assert same(statistics_of(whole + half + part, infos).testlets.value, reference.sparse_alpha(rows, LEAST_OVERLAP))


@given(strategies.tests)
def test_scores_are_described_as_in_the_textbook(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    found, scores = statistics_of(sheets, infos), [reference.mean(list(map(reference.exact, s.credits))) for s in sheets]
    assert same(found.mean, float(reference.mean(scores)) if scores else None)
    assert same(found.deviation, float(reference.variance(scores)) ** 0.5 if len(scores) > 1 else None)
    assert same(found.skewness, reference.skewness(scores))
    assert same(found.median, float(reference.statistics.median(scores)) if scores else None)
    assert found.complete == (len({frozenset(s.items) for s in sheets}) == 1)


@given(strategies.complete_tests(2))
def test_alpha_of_complete_tests_is_cronbachs(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    found = statistics_of(sheets, infos)
    wanted = reference.cronbach([[reference.exact(credit) for credit in s.credits] for s in sheets])
    assert same(found.alpha.value, wanted)
    error = found.sem if found.sem is None or found.deviation is None else found.sem**2 / found.deviation**2
    assert same(error, None if wanted is None else 1 - wanted)


@given(strategies.complete_tests(2))
def test_kr20_is_for_right_and_wrong_only(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    found = statistics_of(sheets, infos).kr20
    if {credit for s in sheets for credit in s.credits} <= {0.0, 1.0}:
        assert same(found.value, reference.kr20(sheets)) and found.reason in (None, "no-variance")
    else:
        assert (found.value, found.reason) == (None, "not-dichotomous")


@given(strategies.tests)
def test_alpha_of_sparse_tests_takes_the_pairs_there_are(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    found = statistics_of(sheets, infos).alpha
    assert same(found.value, reference.sparse_alpha([reference.credits_of(s) for s in sheets], LEAST_OVERLAP))
    assert (found.value is None) == (found.reason is not None) == (found.interval is None)


@given(strategies.tests)
def test_alpha_over_cases_takes_whole_cases(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    found, cases = statistics_of(sheets, infos).testlets, [info.case for info in infos if info.case]
    if len(set(cases)) == len(cases):
        assert found.reason == "no-cases"
        return
    answered = {item for s in sheets for item in s.items}
    rows = [row for s in sheets if (row := reference.case_scores(s, infos, answered))]
    assert same(found.value, reference.sparse_alpha(rows, LEAST_OVERLAP))


def test_a_pool_gives_the_alpha_of_the_forms_drawn_from_it():
    """Forms of 20 out of 60, next to all 60 cut to that length by Spearman and Brown."""
    chance = np.random.default_rng(7)
    ability, difficulty = chance.normal(size=(6000, 1)), chance.normal(size=60)
    full = (chance.random((6000, 60)) < 1 / (1 + np.exp(difficulty - ability))).astype(float)
    drawn = chance.random((6000, 60)).argsort(axis=1) < 20
    whole = alpha(full).value or 0
    assert alpha(np.where(drawn, full, np.nan)).value == pytest.approx(whole / 3 / (1 - whole * 2 / 3), abs=0.01)


@pytest.mark.parametrize(("sheets", "reason"), [
    ([], "too-few-sheets"),
    ([sheet("p", a=1, b=0)], "too-few-sheets"),
    ([sheet("p", a=1), sheet("q", a=0)], "too-few-items"),
    ([sheet("p", a=1, b=0), sheet("q", a=1, b=0)], "no-variance"),
    ([sheet("p", a=1, b=0), sheet("q", c=1, d=0)], "too-little-overlap"),
    ([sheet("p", a=1, b=0), sheet("q", a=0, b=1)], "no-variance"),
])
def test_where_there_is_no_alpha_there_is_a_reason(sheets: list[Sheet], reason: str):
    found = statistics_of(sheets, [ItemInfo(name, 2, frozenset({0})) for name in "abcd"])
    assert (found.alpha.value, found.alpha.reason, found.sem) == (None, reason, None)


def test_units_that_vary_together_more_than_alone_give_no_alpha():
    """Ten had both items, and they differ; many had one of them with another of their own, and do not."""
    both = [sheet(f"p{n}", a=n % 2, b=n % 2) for n in range(10)]
    one = [sheet(f"{name}{n}", **{name: 1, f"c{n}": 1}) for name in "ab" for n in range(90)]
    infos = [ItemInfo(name, 2, frozenset({0})) for name in ("a", "b", *(f"c{n}" for n in range(90)))]
    assert statistics_of(both + one, infos).alpha.reason == "too-little-overlap"


def test_two_items_count_from_ten_sheets_that_hold_both():
    """Ten people had a and b, one less a and c."""
    sheets = [sheet(f"p{n}", a=n % 2, b=n % 3 == 0) for n in range(10)] + [sheet(f"q{n}", a=n % 2, c=n % 2) for n in range(9)]
    found = statistics_of(sheets, [ItemInfo(name, 2, frozenset({0})) for name in "abc"]).alpha
    assert found.coverage == pytest.approx(1 / 3)


def test_totals_that_only_rounding_tells_apart_do_not_vary():
    grid = [(one, other, 1.7 - one - other) for one, other in ((0.1, 0.7), (0.2, 0.7), (0.7, 0.2), (0.3, 0.3), (0.1, 0.7))]
    assert alpha(np.array(grid)).reason == "no-variance"


def test_pairs_that_undo_each_other_leave_no_variance():
    """Three forms of two items, each right in one of them: the covariances outweigh the variances."""
    sheets = [sheet(f"{form}{n}", **{form[0]: n % 2, form[1]: 1 - n % 2}) for form in ("ab", "ac", "bc") for n in range(10)]
    found = statistics_of(sheets, [ItemInfo(name, 2, frozenset({0})) for name in "abc"]).alpha
    assert (found.value, found.reason) == (None, "no-variance")


def test_sheets_without_items_do_not_count():
    assert statistics_of([*GUTTMAN, sheet("empty")], items_of(3)).n == 4
