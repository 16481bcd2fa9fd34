"""Rows of text for spreadsheets: header and lines, numbers in full with a decimal point, empty where undefined. Pure."""
from collections.abc import Iterable

from assessments.statistics.items import ChoiceStatistics, ItemStatistics
from lms.cohorts.spreadsheet import harmless

ITEM_COLUMNS = (
    "item", "n", "facility", "facility_low", "facility_high", "deviation", "discrimination", "discrimination_low",
    "discrimination_high", "omitted",
)
CHOICE_COLUMNS = ("item", "choice", "right", "count", "share", "correlation", "lower_third", "upper_third")


def item_rows(items: Iterable[ItemStatistics]) -> list[tuple[str, ...]]:
    """The header, then a line an item."""
    return [ITEM_COLUMNS, *(_item_row(item) for item in items)]


def choice_rows(items: Iterable[ItemStatistics]) -> list[tuple[str, ...]]:
    """The header, then a line a choice; choices count from 1, ``right`` is 1 or 0."""
    return [CHOICE_COLUMNS, *(_choice_row(item, choice) for item in items for choice in item.choices)]


def _item_row(item: ItemStatistics) -> tuple[str, ...]:
    numbers = (
        item.n, item.facility, *(item.facility_interval or (None, None)), item.deviation, item.discrimination,
        *(item.discrimination_interval or (None, None)), item.omitted,
    )
    return harmless(item.id), *map(_cell, numbers)


def _choice_row(item: ItemStatistics, choice: ChoiceStatistics) -> tuple[str, ...]:
    numbers = (
        choice.position + 1, int(choice.right), choice.count, choice.share, choice.correlation, choice.lower, choice.upper
    )
    return harmless(item.id), *map(_cell, numbers)


def _cell(number: float | None) -> str:
    return "" if number is None else repr(number)
