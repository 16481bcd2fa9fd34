"""The cohort page as a view."""
from datetime import datetime, timedelta

import pytest

from lms.cohorts.rules import Bar, Filters, bars, folded, heights, idle_days, matching, ordered, shares, sheet, tiles
from lms.enrollments.rules import Pace, Workload
from lms.enrollments.views import CohortRow
from tests.heart.ground import jst

NOW = jst("07-20 09:00")


def row(number: int, pace: Pace = Pace.ON_TIME, minutes: int = 60, **more: object) -> CohortRow:
    load = Workload(pace, 600, 60, 3180, minutes, jst("08-01"), more.pop("last_at", jst("07-19 23:00")))  # type: ignore[arg-type]
    values = {"name": f"山田 {number}", "kana": f"ヤマダ {number}", "email": f"p{number}@city.example", "organization": "緑川市"}
    return CohortRow(f"e{number}", f"p{number}", **{**values, **more}, load=load)  # type: ignore[arg-type]


def test_tiles_begin_with_everybody_and_hide_what_nobody_is_in() -> None:
    rows = [row(1, Pace.AT_RISK), row(2), row(3)]
    found = [(t.pace, t.count) for t in tiles(rows)]
    assert found == [(None, 3), (Pace.AT_RISK, 1), (Pace.LATE, 0), (Pace.ON_TIME, 2), (Pace.PASSED, 0)]
    assert (Pace.EXPIRED, 1) in [(t.pace, t.count) for t in tiles([*rows, row(4, Pace.EXPIRED)])]


def test_tiles_together_are_everybody() -> None:
    rows = [row(n, pace) for n, pace in enumerate(Pace)]
    assert sum(t.count for t in tiles(rows)[1:]) == len(rows)


@pytest.mark.parametrize(("minutes", "bar"), [
    (0, 1), (5, 1), (60, 1), (65, 2), (120, 2), (125, 3), (180, 3), (185, 4), (240, 4), (245, 5), (900, 5),
])
def test_everybody_who_is_under_way_stands_in_one_bar(minutes: int, bar: int) -> None:
    found = bars([row(1, minutes=minutes)])
    assert [b.count for b in found] == [int(n == bar) for n in range(6)]


def test_more_than_three_hours_a_day_is_hot() -> None:
    assert [b.hot for b in bars([])] == [False, False, False, False, True, True]


def test_the_bars_leave_out_whom_no_hours_would_help() -> None:
    rows = [row(1, Pace.EXPIRED), row(2, Pace.NOT_BEGUN), row(3, Pace.ENDED), row(4, Pace.PASSED, 0)]
    assert [b.count for b in bars(rows)] == [1, 0, 0, 0, 0, 0]


def test_a_bar_with_anybody_is_visible() -> None:
    assert heights([Bar(0, 1, 1000), Bar(1, 2, 1), Bar(2, 3, 0)], 78) == [78, 2, 0]
    assert heights([Bar(None, None, 0)], 78) == [0]


@pytest.mark.parametrize(("filters", "names"), [
    (Filters(), "123"), (Filters("やまだ２"), "2"), (Filters("山田3"), "3"), (Filters("P1@CITY"), "1"), (Filters("ﾔﾏﾀﾞ 1"), "1"),
    (Filters("いない"), ""), (Filters(organization="白浜市"), "3"), (Filters(pace=Pace.AT_RISK), "1"), (Filters(last=3), "23"),
    (Filters(last=7), "3"), (Filters(pace=Pace.ON_TIME, last=3), "23"),
])
def test_filters_find_names_by_any_width_and_syllabary(filters: Filters, names: str) -> None:
    rows = [row(1, Pace.AT_RISK), row(2, last_at=jst("07-16 10:00")), row(3, organization="白浜市", last_at=None)]
    assert "".join(r.name[-1] for r in matching(rows, filters, NOW)) == names


@pytest.mark.parametrize(("last_at", "days"), [
    (NOW, 0), (jst("07-20 00:00"), 0), (jst("07-19 23:59"), 1), (jst("07-01"), 19), (NOW + timedelta(hours=1), 0), (None, None),
])
def test_idle_days_count_days_of_tokyo(last_at: datetime | None, days: int | None) -> None:
    assert idle_days(last_at, NOW) == days


def test_the_list_can_be_sorted_by_risk_by_reading_and_by_silence() -> None:
    rows = [row(1, Pace.PASSED, 0, last_at=NOW), row(2, minutes=60, last_at=None), row(3, Pace.AT_RISK, 200)]
    assert [r.name[-1] for r in ordered(rows, "risk")] == ["3", "2", "1"]
    assert [r.name[-1] for r in ordered(rows, "name")] == ["1", "2", "3"]
    assert [r.name[-1] for r in ordered(rows, "last")] == ["2", "3", "1"]
    assert [r.name[-1] for r in ordered(rows, "nonsense")] == ["3", "2", "1"]


@pytest.mark.parametrize(("total", "asked", "expected"), [
    (0, 1, (1, 1, 0)), (100, 1, (1, 1, 100)), (101, 2, (2, 2, 1)), (101, 9, (2, 2, 1)), (101, -3, (1, 2, 100)),
])
def test_long_lists_come_in_pages_of_a_hundred(total: int, asked: int, expected: tuple[int, int, int]) -> None:
    found = sheet([row(n) for n in range(total)], asked)
    assert (found.number, found.count, len(found.rows)) == expected
    assert found.found == total


def test_an_exempt_hour_is_neither_done_nor_left() -> None:
    assert shares(row(1), 3840) == {"is-done": 100 * 600 / 3840, "is-exempt": 100 * 60 / 3840}


def test_searching_does_not_see_width_case_space_or_syllabary() -> None:
    assert folded("ﾔﾏﾀﾞ ハナ") == folded("やまだ　はな")
