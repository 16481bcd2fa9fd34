"""Rows for spreadsheets."""
import pytest

from assessments.statistics.answers import answers_of
from assessments.statistics.items import item_statistics
from assessments.statistics.rules import ItemInfo, Sheet
from assessments.statistics.table import choice_rows, item_rows
from tests.statistics.simulation import GUTTMAN, items_of

ITEMS = item_statistics(answers_of(GUTTMAN, items_of(4)))


def test_an_item_is_a_line_with_numbers_in_full():
    header, first, *_, never = item_rows(ITEMS)
    line = dict(zip(header, first, strict=True))
    assert (line["item"], line["n"], line["facility"], line["omitted"]) == ("i000", "4", "0.75", "0.0")
    assert float(line["discrimination"]) == ITEMS[0].discrimination and len(line["discrimination"]) > 16
    assert never == ("i003", "0", *[""] * 8)


def test_negative_numbers_stay_numbers():
    assert any(row[5].startswith("-0.") and float(row[5]) < 0 for row in choice_rows(ITEMS)[1:])


def test_a_choice_is_a_line_counted_from_1():
    header, first, *rest = choice_rows(ITEMS)
    line = dict(zip(header, first, strict=True))
    assert (line["item"], line["choice"], line["right"], line["count"], line["share"]) == ("i000", "1", "1", "3", "0.75")
    assert (line["lower_third"], line["upper_third"]) == ("0.5", "1.0")
    assert [row[1:3] for row in rest[:3]] == [("2", "0"), ("3", "0"), ("4", "0")] and len(rest) == 15


@pytest.mark.parametrize("id", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_names_that_begin_like_formulas_are_made_harmless(id: str):
    items = item_statistics(answers_of([Sheet("p", "A", 1, (id,), (1.0,), ((0,),))], [ItemInfo(id, 2, frozenset({0}))]))
    assert item_rows(items)[1][0] == choice_rows(items)[1][0] == f"'{id}"
