"""Items against the reference, and one table by hand."""
from collections.abc import Sequence
from itertools import chain, permutations

import pytest
from hypothesis import given, settings

from assessments.statistics.answers import UnknownItem, answers_of
from assessments.statistics.items import ItemStatistics, item_statistics
from assessments.statistics.rules import ItemInfo, Sheet
from tests.statistics import reference, strategies
from tests.statistics.approximately import same
from tests.statistics.simulation import GUTTMAN, items_of


def statistics_of(sheets: Sequence[Sheet], infos: Sequence[ItemInfo]) -> dict[str, ItemStatistics]:
    return {item.id: item for item in item_statistics(answers_of(sheets, infos))}


def test_a_table_by_hand():
    item = statistics_of(GUTTMAN, items_of(3))["i000"]
    assert (item.n, item.facility, item.omitted) == (4, 0.75, 0)
    assert item.deviation == pytest.approx(0.5)
    assert item.facility_interval == pytest.approx((0.300642, 0.954413), abs=1e-6)
    assert item.discrimination == pytest.approx(0.375 / (0.75 * 0.6875) ** 0.5)  # rest 1, 1/2, 0, 0
    right, _, _, wrong = item.choices
    assert (right.right, right.count, right.share, right.lower, right.upper) == (True, 3, 0.75, 0.5, 1)
    assert (wrong.right, wrong.count, wrong.share, wrong.lower, wrong.upper) == (False, 1, 0.25, 0.5, 0)
    assert wrong.correlation == pytest.approx(-(right.correlation or 0)) and right.correlation == item.discrimination


def test_omissions_are_counted_per_item():
    assert [item.omitted for item in statistics_of(GUTTMAN, items_of(3)).values()] == [0, 0.25, 0.5]


def test_an_item_that_nobody_had_is_listed_without_numbers():
    item = statistics_of(GUTTMAN, items_of(4))["i003"]
    assert (item.n, item.facility, item.facility_interval, item.deviation, item.discrimination, item.omitted) == (
        0, None, None, None, None, None)
    assert [(choice.count, choice.share, choice.lower) for choice in item.choices] == [(0, None, None)] * 4


def test_without_sheets_every_item_is_listed():
    assert [item.n for item in statistics_of([], items_of(2)).values()] == [0, 0]
    assert statistics_of([], []) == {}


@given(strategies.tests)
def test_facility_and_deviation_are_those_of_the_credits(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    for id, item in statistics_of(sheets, infos).items():
        credits = reference.credits_in(sheets, id)
        facility = float(reference.mean(credits)) if credits else None
        assert item.n == len(credits) and same(item.facility, facility)
        assert same(item.deviation, float(reference.variance(credits)) ** 0.5 if len(credits) > 1 else None)
        assert same(item.facility_interval, None if facility is None else reference.wilson(facility, len(credits)))


@given(strategies.tests)
def test_discrimination_is_the_correlation_with_the_other_items(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    for id, item in statistics_of(sheets, infos).items():
        wanted = reference.discrimination(sheets, id)
        pairs = len(reference.comparable(sheets, id))
        assert same(item.discrimination, wanted)
        assert same(item.discrimination_interval, None if wanted is None else reference.fisher(wanted, pairs))


@given(strategies.tests)
def test_each_choice_has_its_share_and_correlation(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    for id, item in statistics_of(sheets, infos).items():
        own = [reference.response_in(sheet, id) for sheet in sheets if id in sheet.items]
        assert same(item.omitted, own.count(()) / len(own) if own else None)
        for choice in item.choices:
            assert choice.count == list(chain.from_iterable(own)).count(choice.position)
            assert same(choice.share, choice.count / len(own) if own else None)
            assert same(choice.correlation, reference.point_biserial(sheets, id, choice.position))


@given(strategies.tests)
@settings(max_examples=60)
def test_each_choice_has_its_shares_in_the_outer_thirds(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    for id, item in statistics_of(sheets, infos).items():
        for choice in item.choices:
            assert same(choice.lower, reference.share_in_third(sheets, id, choice.position, 0))
            assert same(choice.upper, reference.share_in_third(sheets, id, choice.position, 2))


@given(strategies.tests)
def test_the_order_of_the_sheets_does_not_matter(test: tuple[list[ItemInfo], list[Sheet]]):
    infos, sheets = test
    for one, other in zip(statistics_of(sheets, infos).values(), statistics_of(sheets[::-1], infos).values(), strict=True):
        assert same(one.discrimination, other.discrimination)
        assert [choice.upper for choice in one.choices] == [choice.upper for choice in other.choices]


def test_forms_of_one_item_add_to_the_facility_but_not_to_the_discrimination():
    lone = [Sheet(f"q{n}", "A", 1, ("i000",), (1.0,), ((0,),)) for n in range(6)]
    before, after = (statistics_of(sheets, items_of(3))["i000"] for sheets in (GUTTMAN, GUTTMAN + lone))
    assert (after.n, after.facility) == (10, 0.9)
    assert (after.discrimination, after.discrimination_interval) == (before.discrimination, before.discrimination_interval)
    assert [choice.upper for choice in after.choices] == [choice.upper for choice in before.choices]


def test_an_item_against_all_others_discriminates_negatively():
    sheets = [Sheet(f"p{n}", "A", 1, ("i000", "i001"), (float(n % 2), float(1 - n % 2)), ((), ())) for n in range(6)]
    item = statistics_of(sheets, items_of(2))["i000"]
    assert item.discrimination == pytest.approx(-1)
    assert item.discrimination_interval == pytest.approx((-1, -1))


def test_rest_scores_that_only_rounding_tells_apart_do_not_vary():
    """0.1 + 0.2 + 0.3 + 0.7 in every order, to floats not always the same."""
    ids = tuple(info.id for info in items_of(5))
    sheets = [Sheet(f"p{n}", "A", 1, ids, (n % 2, *others), ((),) * 5) for n, others in enumerate(permutations((0.1, 0.2, 0.3, 0.7)))]
    item = statistics_of(sheets, items_of(5))["i000"]
    assert len(set(answers_of(sheets, items_of(5)).rest[::5])) > 1
    assert item.discrimination is None and {choice.correlation for choice in item.choices} == {None}


@pytest.mark.parametrize(("item", "response"), [("i009", (0,)), ("i000", (4,)), ("i000", (-1,))])
def test_items_and_choices_that_nobody_described_are_refused(item: str, response: tuple[int, ...]):
    with pytest.raises(UnknownItem):
        answers_of([Sheet("p", "A", 1, (item,), (1.0,), (response,))], items_of(2))


def test_a_sheet_with_an_item_less_than_credits_is_refused():
    with pytest.raises(ValueError, match="attempt 2 of p"):
        Sheet("p", "A", 2, ("i000",), (1.0, 0.0), ((), ()))
