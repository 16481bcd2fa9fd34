"""What the first page answers, and who will miss the window: how much is left, by when, at which pace."""
from datetime import datetime
from typing import Any

import pytest

from lms.enrollments import rules
from lms.enrollments.home import Home, home, ruler
from lms.enrollments.rules import Pace, Workload, by_risk
from lms.programs.kinds import Partial
from lms.programs.progress import Fact
from lms.programs.standing import study_pace
from tests.heart.ground import (
    DATES,
    all_but,
    attended,
    extended,
    fact,
    jst,
    mastered,
    progress,
    review,
    shipped,
    stand,
    waived,
    watched,
)

BEFORE = jst("05-20 10:00")
JULY = jst("07-10 09:00")
CLOSES = jst("08-01")

# Who will miss the window -------------------------------------------------------------------------------

WORKLOADS: list[tuple[str, list[Fact], datetime, tuple[str, float, float, float, int]]] = [
    # what is asked: pace, hours done, exempt, left, minutes a day
    ("nobody has begun", [], BEFORE, ("not-begun", 0, 0, 64, 65)),
    ("the first day", [], jst("06-01 09:00"), ("on-time", 0, 0, 64, 65)),
    ("exempt hours are not owed", waived("D3"), jst("06-01 09:00"), ("on-time", 0, 4, 60, 60)),
    ("32 days left, at two hours a day", [], jst("06-30 09:00"), ("on-time", 0, 0, 64, 120)),
    ("31 days left", [], jst("07-01 09:00"), ("late", 0, 0, 64, 125)),
    ("22 days left, at three hours a day", [], jst("07-10 09:00"), ("late", 0, 0, 64, 175)),
    ("21 days left", [], jst("07-11 09:00"), ("at-risk", 0, 0, 64, 185)),
    ("an extension brings days", extended("learning", jst("08-09")), jst("07-11 09:00"), ("late", 0, 0, 64, 135)),
    ("all attended, not passed", all_but(), jst("07-31 09:00"), ("on-time", 64, 0, 0, 0)),
    ("passed", [*all_but(), *review("passed")], jst("07-31 09:00"), ("passed", 64, 0, 0, 0)),
    ("the window is over", attended("A1", "B1"), CLOSES, ("expired", 5, 0, 59, 0)),
    ("passed before it was over", [*all_but(), *review("passed")], CLOSES, ("passed", 64, 0, 0, 0)),
    ("withdrawn", [*mastered("A1"), fact("withdrawn", "program")], jst("06-30 09:00"), ("ended", 4, 0, 60, 115)),
]


@pytest.mark.parametrize(("facts", "now", "expected"), [row[1:] for row in WORKLOADS], ids=[row[0] for row in WORKLOADS])
def test_the_workload_says_who_will_miss_the_window(facts: list[Fact], now: datetime, expected: tuple[Any, ...]) -> None:
    load = rules.workload(shipped(), DATES, progress(facts), now)
    hours = [m / 60 for m in (load.minutes_done, load.minutes_exempt, load.minutes_left)]
    assert (str(load.pace), *hours, load.pace_minutes) == expected


def test_without_dates_nobody_has_begun() -> None:
    load = rules.workload(shipped(), {}, progress([]), JULY)
    assert (load.pace, load.closes, load.pace_minutes) == (Pace.NOT_BEGUN, None, 0)


def test_the_order_of_risk_begins_with_whom_help_still_reaches() -> None:
    loads = [Workload(pace, 0, 0, 0, minutes, None, None) for pace in Pace for minutes in (10, 300)]
    ordered = sorted(loads, key=by_risk)
    assert [(str(x.pace), x.pace_minutes) for x in ordered[:4]] == [("at-risk", 300), ("at-risk", 10), ("late", 300), ("late", 10)]
    assert [str(x.pace) for x in ordered[::2]] == ["at-risk", "late", "on-time", "not-begun", "expired", "passed", "ended"]


# The first page ---------------------------------------------------------------------------------------

MOCK = jst("07-20 09:00")  # ui/home.ja.html: 13 lectures attended, D3 exempt, E2-05 watched, 3 h 15 of D2 seen
MOCK_FACTS = [*attended("A1", "B1", "B2", "B3", "B4", "C1", "C2", "D1", "E1", "E2-01", "E2-02", "E2-03", "E2-04"),
              *waived("D3"), *watched("E2-05"), fact("initialized", "D2")]


def page(facts: list[Fact], now: datetime, **seen: int) -> Home:
    partial = {name.replace("_", "-"): Partial(minutes) for name, minutes in seen.items()}
    return home(shipped(), stand(facts, now), partial, now)


def looks(view: Home) -> dict[str, str]:
    return {line.activity.id: line.look for m in view.modules for line in m.lines}


def test_the_first_page_counts_as_the_drawn_one_does() -> None:
    view = page(MOCK_FACTS, MOCK, D2=195)
    assert (view.next and view.next.activity.id, view.next_line and view.next_line.minutes_seen) == ("D2", 195)
    assert (view.days_left, view.stage_number) == (12, 1)
    assert view.counts == {"all": 27, "done": 13, "exempt": 1, "left": 13}
    assert [s.activity.id for s in view.waiting] == ["E2-05-test"]
    effort = view.effort
    assert (effort.done, effort.exempt, effort.left, effort.total) == (1995, 240, 1605, 3840)
    assert (effort.per_day, effort.per_weekday, effort.weekdays) == (135, 180, 9)  # 2 h 15, 3 h on 9 weekdays
    assert [m.done for m in view.modules] == [1, 4, 2, 2, 5]
    assert [m.settled for m in view.modules] == [True, True, True, False, False]
    assert [m.minutes for m in view.modules] == [240, 360, 360, 1440, 1440]


NEXT = [
    ("on the first day", [], "A1"),
    ("once A is begun", [fact("initialized", "A1")], "A1"),
    ("once A is watched", watched("A1"), "A1-test"),
    ("once A is mastered", mastered("A1"), "B1"),
    ("what is begun goes first", [*mastered("A1"), fact("initialized", "E3")], "E3"),
    ("then a waiting test", [*mastered("A1"), *watched("E2-05")], "E2-05-test"),
    ("what is begun before a waiting test", [*mastered("A1"), *watched("B1"), fact("initialized", "C1")], "C1"),
    ("an exempt lecture is passed over", [*mastered("A1"), *waived("B1")], "B2"),
    ("an exempt lecture that is begun too", [*mastered("A1"), *waived("B1"), fact("initialized", "B1")], "B2"),
    ("after all lectures", all_but(), "review-test"),
    ("after a failed review test", [*all_but(), *review("failed")], "review-test"),
    ("after the pass", [*all_but(), *review("passed")], None),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in NEXT], ids=[row[0] for row in NEXT])
def test_there_is_one_next_action(facts: list[Fact], expected: str | None) -> None:
    view = page(facts, JULY)
    assert (view.next and view.next.activity.id) == expected


@pytest.mark.parametrize(("facts", "now", "seen", "expected"), [
    ([], JULY, {}, {"A1": "open", "B1": "locked", "E3": "locked"}),
    ([], BEFORE, {}, {"A1": "locked", "B1": "locked"}),
    ([], JULY, {"A1": 10}, {"A1": "started"}),
    ([fact("initialized", "A1")], JULY, {}, {"A1": "started"}),
    (watched("A1"), JULY, {}, {"A1": "wait", "B1": "locked"}),
    (mastered("A1"), JULY, {}, {"A1": "done", "B1": "open"}),
    (waived("D3"), JULY, {}, {"D3": "exempt"}),
    (waived("D3"), JULY, {"D3": 30}, {"D3": "exempt"}),
    (mastered("A1"), CLOSES, {"B1": 30}, {"A1": "done", "B1": "closed"}),
])
def test_each_lecture_looks_as_it_stands(
    facts: list[Fact], now: datetime, seen: dict[str, int], expected: dict[str, str]
) -> None:
    assert expected.items() <= looks(page(facts, now, **seen)).items()


def test_a_locked_lecture_says_what_opens_it() -> None:
    lines = {line.activity.id: line for m in page([], JULY).modules for line in m.lines}
    assert lines["B1"].shut_by == ("A1", "A1-test")


@pytest.mark.parametrize(("facts", "now", "viewable"), [
    (waived("D3"), JULY, False), (waived("D3"), BEFORE, False), ([*mastered("A1"), *waived("D3")], JULY, True),
    ([*mastered("A1"), *waived("D3")], CLOSES, False),
])
def test_an_exempt_lecture_can_be_seen_while_its_door_is_open(facts: list[Fact], now: datetime, viewable: bool) -> None:
    [line] = [line for m in page(facts, now).modules for line in m.lines if line.activity.id == "D3"]
    assert (line.look, line.viewable) == ("exempt", viewable)


def test_before_the_opening_the_pace_is_that_of_the_first_day() -> None:
    early, first = page([], BEFORE), page([], jst("06-01 09:00"))
    assert (early.days_left, early.effort) == (first.days_left, first.effort)
    assert (first.days_left, first.effort.per_day, first.effort.weekdays) == (61, 65, 44)


def test_passing_the_review_test_is_told_by_the_window_not_by_a_number() -> None:
    assert not page(all_but(), JULY).passed
    done = page([*all_but(), *review("passed")], JULY)
    assert (done.passed, done.finished) == (True, False)


def test_an_end_that_lies_ahead_is_no_end_yet() -> None:
    facts = [*mastered("A1"), fact("withdrawn", "program", JULY)]
    assert [stand(facts, at).ended for at in (jst("07-10 08:59"), JULY)] == [None, "withdrawn"]
    loads = [rules.workload(shipped(), DATES, progress(facts), at).pace for at in (jst("06-10 08:59"), JULY)]
    assert loads == [Pace.ON_TIME, Pace.ENDED]


def test_more_seen_than_there_is_counts_once() -> None:
    view = page([], JULY, A1=999)
    assert (view.effort.done, view.effort.left) == (240, 3600)


def test_the_review_test_stands_apart_and_what_is_inert_is_not_shown() -> None:
    assert [s.activity.id for s in page([], JULY).others] == ["review-test"]


@pytest.mark.parametrize(("facts", "now", "number"), [
    ([], JULY, 1), (all_but(), JULY, 2), ([*all_but(), *review("passed")], JULY, 3), ([], CLOSES, 1),
])
def test_the_stage_is_the_first_that_is_not_done(facts: list[Fact], now: datetime, number: int) -> None:
    assert page(facts, now).stage_number == number


def test_after_the_window_nothing_is_left_to_pace() -> None:
    view = page(mastered("A1"), CLOSES)
    assert (view.days_left, view.effort.per_day, view.effort.left, view.next) == (0, 0, 3600, None)


@pytest.mark.parametrize(("left", "days", "minutes"), [
    (0, 10, 0), (1, 10, 5), (50, 10, 5), (51, 10, 10), (1605, 12, 135), (3840, 61, 65), (60, 1, 60), (61, 1, 65), (100, 0, 0),
])
def test_the_pace_is_rounded_up_to_five_minutes_so_that_it_fits(left: int, days: int, minutes: int) -> None:
    assert study_pace(left, days) == minutes


@pytest.mark.parametrize(("now", "gone"), [
    (BEFORE, 0), (jst("06-01 00:00"), 0), (jst("07-20 09:00"), 49), (jst("07-31 23:59"), 60), (jst("09-01"), 61),
])
def test_the_ruler_has_a_line_for_each_day(now: datetime, gone: int) -> None:
    ticks, today = ruler(DATES["learning"], now)
    assert (len(ticks), sum(t.gone for t in ticks), today) == (61, gone, 6 * gone)
