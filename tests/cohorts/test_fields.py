"""Dates as people type them."""
from datetime import date

import pytest

from lms.cohorts.fields import NOT_A_DATE, split_date, typed_date

FIRST = date(2027, 6, 1)


def form(year: str, month: str, day: str) -> dict[str, str]:
    return {"until-year": year, "until-month": month, "until-day": day}


@pytest.mark.parametrize("typed", [
    ("2027", "6", "1"), ("2027", "06", "01"), ("２０２７", "６", "１"), (" 2027 ", "6", "1"), ("2027年", "6月", "1日"),
    ("令和9", "6", "1"), ("令和9年", "6", "1"), ("R9", "6", "1"), ("r9", "6", "1"), ("Ｒ９", "6", "1"), ("R.9", "6", "1"),
])
def test_one_day_may_be_typed_in_many_ways(typed: tuple[str, str, str]) -> None:
    assert typed_date(form(*typed), "until") == (FIRST, None)


def test_the_last_day_of_an_era_is_a_day_of_it() -> None:
    assert typed_date(form("平成31", "4", "30"), "until") == (date(2019, 4, 30), None)


def test_the_first_year_of_an_era_has_a_name() -> None:
    assert typed_date(form("令和元", "5", "1"), "until") == (date(2019, 5, 1), None)


def test_no_date_is_no_mistake() -> None:
    assert typed_date(form("", " ", ""), "until") == (None, None)
    assert typed_date({}, "until") == (None, None)


@pytest.mark.parametrize("typed", [
    ("2027", "2", "30"), ("2027", "13", "1"), ("2027", "6", ""), ("x", "6", "1"), ("27", "6", "1"), ("20270", "6", "1"),
    ("令和x", "6", "1"), ("明治9", "6", "1"), ("0", "0", "0"), ("-2027", "6", "1"), ("9999", "12", "31"), ("2027", "6", "\x00"),
    ("2027", "9" * 5000, "1"), ("2027", "1_0", "1"), ("2027", "6", "+5"), ("2_027", "6", "1"),
    ("平成50", "6", "1"), ("平成31", "5", "1"), ("令和元", "4", "30"), ("R1", "4", "30"), ("令和0", "6", "1"),
])
def test_what_is_no_day_gets_a_message(typed: tuple[str, str, str]) -> None:
    assert typed_date(form(*typed), "until") == (None, NOT_A_DATE)


def test_a_form_opens_with_a_date_that_is_known() -> None:
    assert typed_date(split_date("until", FIRST), "until") == (FIRST, None)
    assert set(split_date("until", None).values()) == {""}
