"""Dates as people type them: three fields, Western or era years, digits of any width. Pure."""
import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from lms.periods import ERAS, wareki_year

PARTS = ("year", "month", "day")
YEARS = range(2000, 2200)  # beyond, a date is a slip of the finger
ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和"}  # not translated
ERA_YEAR = re.compile(r"(令和|平成|昭和|[RHS])\.?(元|\d{1,2})年?", re.IGNORECASE)  # not translated
NOT_A_DATE = "年・月・日を数字で入力してください。例：2027年6月1日"


def typed_date(form: Mapping[str, str], name: str) -> tuple[date | None, str | None]:
    """The date in ``<name>-year``, ``-month`` and ``-day``: (date, None), (None, None) for nothing, or (None, message)."""
    year, month, day = (_digits(form.get(f"{name}-{part}", "")) for part in PARTS)
    if not (year or month or day):
        return None, None
    try:
        found = _date(year, _number(month), _number(day))
    except ValueError:
        return None, NOT_A_DATE
    return (found, None) if found.year in YEARS else (None, NOT_A_DATE)


def _digits(text: str) -> str:  # not translated
    return unicodedata.normalize("NFKC", text).strip().removesuffix("年").removesuffix("月").removesuffix("日")


def _number(digits: str) -> int:
    """Digits and nothing else: Python's own ``int`` also takes ``+5`` and ``1_0``. ValueError."""
    if not digits.isdecimal():
        raise ValueError("not a number")
    return int(digits)


def _date(year: str, month: int, day: int) -> date:  # not translated
    """``2027``, ``令和9`` and ``R9`` are one year. ValueError for anything else, also for a day outside its era."""
    era = ERA_YEAR.fullmatch(year)
    if not era:
        return date(_number(year), month, day)
    name = ERA_LETTERS.get(era[1].upper(), era[1])
    first = next(begin for begin, words in ERAS if words == name)
    found = date(first.year - 1 + (1 if era[2] == "元" else int(era[2])), month, day)
    if not wareki_year(found).startswith(name):
        raise ValueError("not a day of this era")
    return found


def split_date(name: str, day: date | None) -> dict[str, str]:
    """The three fields of a date, for a form that opens with it."""
    return {f"{name}-{part}": str(getattr(day, part)) if day else "" for part in PARTS}
