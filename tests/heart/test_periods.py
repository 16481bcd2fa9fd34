"""Civil time by the Civil Code (art. 138 to 143): domain.md 2.1, and dates as people write them."""
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import periods
from lms.periods import TOKYO, Window, last_day, midnight, window_of_days, window_of_months
from tests.heart.ground import jst

VECTORS = json.loads((Path(__file__).parent / "period_vectors.json").read_text(encoding="utf-8"))
DAYS = st.dates(date(1952, 1, 1), date(2200, 1, 1))  # Tokyo kept summer time until 1951: days of 23 hours

# domain.md 2.1, typed from its table: start, months, last day, days.
TABLE = [
    ("2027-06-01", 2, "2027-07-31", 61),
    ("2026-12-28", 2, "2027-02-27", 62),
    ("2026-12-29", 2, "2027-02-28", 62),
    ("2026-12-30", 2, "2027-02-28", 61),
    ("2026-12-31", 2, "2027-02-28", 60),
    ("2027-01-01", 2, "2027-02-28", 59),
    ("2027-12-29", 2, "2028-02-28", 62),
    ("2027-12-30", 2, "2028-02-29", 62),
    ("2027-12-31", 2, "2028-02-29", 61),
    ("2028-01-01", 2, "2028-02-29", 60),
    ("2027-08-31", 3, "2027-11-30", 92),
    ("2027-11-30", 3, "2028-02-29", 92),
    ("2025-03-28", 36, "2028-03-27", 1096),
    ("2025-03-01", 36, "2028-02-29", 1096),
    ("2028-02-29", 36, "2031-02-28", 1096),
    ("2029-02-28", 36, "2032-02-27", 1095),
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['start']}+{v['months']}")
def test_every_shared_vector_holds(vector: dict[str, Any]) -> None:
    window = window_of_months(date.fromisoformat(vector["start"]), vector["months"])
    assert window.last_day == date.fromisoformat(vector["last_day"])
    assert window.closes == datetime.fromisoformat(vector["close_exclusive_jst"])
    assert window.days == vector["days"]


@pytest.mark.parametrize(("start", "months", "end", "days"), TABLE)
def test_the_table_of_the_domain_report_holds(start: str, months: int, end: str, days: int) -> None:
    window = window_of_months(date.fromisoformat(start), months)
    assert (window.last_day, window.days) == (date.fromisoformat(end), days)


@given(DAYS)
def test_two_months_are_59_to_62_days(first: date) -> None:
    assert 59 <= window_of_months(first, 2).days <= 62


@given(DAYS, st.integers(1, 48))
def test_a_window_opens_and_closes_at_midnight_in_tokyo(first: date, months: int) -> None:
    window = window_of_months(first, months)
    assert all(f"{at.astimezone(TOKYO):%H:%M:%S.%f}" == "00:00:00.000000" for at in (window.opens, window.closes))
    assert window.opens.utcoffset() == timedelta(0)


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(1, 12))
def test_windows_tile_without_gap_or_overlap(first: date, months: int) -> None:
    one = window_of_months(first, months)
    two = window_of_months(one.last_day + timedelta(days=1), months)
    assert one.closes == two.opens
    assert two.last_day == last_day(first, 2 * months)


@given(DAYS, st.integers(1, 48))
def test_a_longer_period_never_ends_earlier_nor_does_a_later_start(first: date, months: int) -> None:
    assert last_day(first, months) < last_day(first, months + 1)
    assert last_day(first, months) <= last_day(first + timedelta(days=1), months)


def test_a_window_holds_its_first_instant_and_not_its_last() -> None:
    window = window_of_days(date(2027, 6, 1), date(2027, 7, 31))
    tick = timedelta(microseconds=1)
    moments = [window.opens - tick, window.opens, window.closes - tick, window.closes]
    assert [window.contains(at) for at in moments] == [False, True, True, False]


def test_a_window_of_one_day_has_one_day() -> None:
    window = window_of_days(date(2027, 6, 1), date(2027, 6, 1))
    assert (window.days, window.last_day) == (1, date(2027, 6, 1))


@pytest.mark.parametrize(("text", "months"), [("P2M", 2), ("P3Y", 36), ("P1Y6M", 18), ("P3M", 3)])
def test_a_period_is_read_in_months(text: str, months: int) -> None:
    assert periods.months_of(text) == months


@pytest.mark.parametrize("text", ["", "P", "2M", "P2D", "P2W", "PT2M", "P1.5M", "P-2M", "P2M ", "p2m", "P0M", "P0Y0M"])
def test_a_period_that_is_not_of_whole_months_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="P2M"):
        periods.months_of(text)


@pytest.mark.parametrize(("utc", "day"), [
    ("2027-06-30T14:59:59", date(2027, 6, 30)), ("2027-06-30T15:00:00", date(2027, 7, 1)),
    ("2027-12-31T15:00:00", date(2028, 1, 1)),
])
def test_a_day_is_a_day_of_tokyo(utc: str, day: date) -> None:
    assert periods.civil_day(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == day


@pytest.mark.parametrize(("day", "year"), [
    (date(1926, 12, 25), "昭和元年"), (date(1927, 1, 1), "昭和2年"), (date(1989, 1, 7), "昭和64年"),
    (date(1989, 1, 8), "平成元年"), (date(2019, 4, 30), "平成31年"), (date(2019, 5, 1), "令和元年"),
    (date(2019, 12, 31), "令和元年"), (date(2020, 1, 1), "令和2年"), (date(2027, 12, 20), "令和9年"),
])
def test_the_era_changes_on_its_day(day: date, year: str) -> None:
    assert periods.wareki_year(day) == year


def test_before_showa_no_era_is_guessed() -> None:
    with pytest.raises(ValueError, match="1926-12-24"):
        periods.wareki(date(1926, 12, 24))


def test_a_formal_date_is_in_wareki() -> None:
    assert periods.wareki(date(2027, 12, 20)) == "令和9年12月20日"
    assert periods.wareki(date(2019, 5, 1)) == "令和元年5月1日"


@pytest.mark.parametrize(("closes", "ja", "en"), [
    ("08-01 00:00", "7月31日(土) 24時まで", "Sat 31 July, 24:00"),
    ("2028-01-01 00:00", "12月31日(金) 24時まで", "Fri 31 December, 24:00"),
    ("2028-03-01 00:00", "2028年2月29日(火) 24時まで", "Tue 29 February 2028, 24:00"),
    ("04-15 17:00", "4月15日(木) 17時00分まで", "Thu 15 April, 17:00"),
    ("08-01 00:01", "8月1日(日) 0時01分まで", "Sun 1 August, 00:01"),
])
def test_a_deadline_is_said_as_people_say_it(closes: str, ja: str, en: str) -> None:
    today = date(2027, 7, 20)
    assert periods.deadline_label(jst(closes), "ja", today) == ja
    assert periods.deadline_label(jst(closes), "en", today) == en


@given(DAYS, st.sampled_from(["ja", "en"]))
def test_a_deadline_at_midnight_is_never_said_as_zero_hours_of_the_next_day(day: date, locale: str) -> None:
    label = periods.deadline_label(midnight(day), locale)
    assert "24" in label.split()[-1] + label.split()[-2]
    assert not any(wrong in label for wrong in ("0:00まで", "0時00分", " 00:00"))
    assert str((day - timedelta(days=1)).day) in label


@pytest.mark.parametrize(("label", "words"), [
    (periods.day_label(date(2027, 8, 3), "ja"), "8月3日(火)"),
    (periods.day_label(date(2027, 8, 3), "en"), "Tue 3 August"),
    (periods.day_label(date(2027, 8, 3), "ja", date(2026, 8, 3)), "2027年8月3日(火)"),
    (periods.day_label(date(2027, 8, 3), "en", date(2027, 1, 1)), "Tue 3 August"),
    (periods.moment_label(jst("12-20 10:05"), "ja"), "12月20日(月) 10時05分"),
    (periods.moment_label(jst("12-20 10:05"), "en"), "Mon 20 December, 10:05"),
    (periods.duration_label(135, "ja"), "2時間15分"),
    (periods.duration_label(135, "en"), "2 h 15 min"),
    (periods.duration_label(45, "ja"), "45分"),
    (periods.duration_label(3840, "ja"), "64時間"),
    (periods.duration_label(60, "en"), "1 h"),
    (periods.duration_label(0, "ja"), "0分"),
    (periods.duration_label(0, "en"), "0 min"),
])
def test_dates_and_durations_are_written_out(label: str, words: str) -> None:
    assert label == words


CLOSES = jst("08-01 00:00")


@pytest.mark.parametrize(("now", "days", "weekdays"), [
    ("06-01 00:00", 61, 44),
    ("07-20 09:00", 12, 9),
    ("07-30 23:59:59", 2, 1),
    ("07-31 00:00", 1, 0),
    ("07-31 23:59:59", 1, 0),
    ("08-01 00:00", 0, 0),
    ("09-01 00:00", 0, 0),
])
def test_days_left_count_today_and_the_last_day(now: str, days: int, weekdays: int) -> None:
    assert periods.days_left(CLOSES, jst(now)) == days
    assert periods.weekdays_left(CLOSES, jst(now)) == weekdays


def test_a_window_that_closes_in_the_day_still_holds_that_day() -> None:
    assert periods.days_left(jst("04-15 17:00"), jst("04-15 16:59")) == 1
    assert periods.days_left(jst("04-15 17:00"), jst("04-15 17:00")) == 0


@given(DAYS, st.integers(0, 90), st.integers(0, 86399))
def test_days_left_are_the_days_of_the_window_that_remain(first: date, later: int, second: int) -> None:
    window = window_of_months(first, 2)
    now = window.opens + timedelta(days=later, seconds=second)
    assert periods.days_left(window.closes, now) == max(0, window.days - later)
    assert periods.weekdays_left(window.closes, now) <= periods.days_left(window.closes, now)


def test_a_window_is_a_value() -> None:
    assert Window(jst("06-01"), CLOSES) == window_of_days(date(2027, 6, 1), date(2027, 7, 31))
