"""Rulings of domain.md 2.4 on what the secretariat plans and decides: windows, exemptions, extensions, pace."""
from datetime import date, datetime, timedelta

import pytest

from lms.enrollments import rules
from lms.periods import civil_day
from lms.programs.progress import Fact, Progress, fold
from lms.programs.standing import standing
from tests.heart.ground import (
    DATES,
    LECTURES,
    all_but,
    extended,
    fact,
    jst,
    mastered,
    progress,
    review,
    shipped,
    unwaived,
    waived,
    watched,
)

TICK = timedelta(microseconds=1)
OPENS, CLOSES = jst("06-01"), jst("08-01")
JULY, LAST_DAY = jst("07-10 09:00"), jst("07-31 09:00")
ALL = all_but()
PASSED = [*ALL, *review("passed")]

# A9: the two months and three months of a round by its first day.
WINDOWS = [
    ("A9-whole-months", "learning", "2027-06-01", "2027-07-31"),
    ("A9-middle-of-a-month", "learning", "2027-08-05", "2027-10-04"),
    ("A9-28-december", "learning", "2026-12-28", "2027-02-27"),
    ("A9-29-december", "learning", "2026-12-29", "2027-02-28"),
    ("A9-30-december", "learning", "2026-12-30", "2027-02-28"),
    ("A9-31-december", "learning", "2026-12-31", "2027-02-28"),
    ("A9-31-december-before-a-leap-day", "learning", "2027-12-31", "2028-02-29"),
    ("A9-30-june", "learning", "2027-06-30", "2027-08-29"),
    ("A9-practice-three-months", "practice", "2027-08-10", "2027-11-09"),
    ("A9-practice-from-a-31st", "practice", "2027-08-31", "2027-11-30"),
    ("A9-practice-into-a-leap-day", "practice", "2027-11-30", "2028-02-29"),
]


@pytest.mark.parametrize(("window", "first", "last"), [row[1:] for row in WINDOWS], ids=[row[0] for row in WINDOWS])
def test_a_window_ends_by_the_civil_code(window: str, first: str, last: str) -> None:
    windows, errors = rules.cohort_windows(shipped(), {window: date.fromisoformat(first)}, {})
    assert errors == {}
    assert windows[window].last_day == date.fromisoformat(last)
    now = windows[window].closes
    shut = standing(shipped(), {"learning": windows[window]}, Progress(), now).activities["A1"].refusal
    assert shut is not None
    assert shut.reason == "window-closed"


def may_waive(activity: str, facts: list[Fact]) -> str | None:
    return rules.refusal_to_waive(shipped(), fold(facts), activity)


def may_unwaive(activity: str, facts: list[Fact]) -> str | None:
    return rules.refusal_to_unwaive(shipped(), fold(facts), activity)


def may_extend(until: str, facts: list[Fact], now: datetime = JULY, window: str = "learning") -> str | None:
    return rules.refusal_to_extend_one(shipped(), DATES, fold(facts), window, civil_day(jst(until)), now)


WAIVED = [*all_but("D3"), *waived("D3")]
# What the secretariat may decide; a refusal contains the words.
DECISIONS: list[tuple[str, str | None, str | None]] = [
    ("A3-a-is-never-exempt", may_waive("A1", []), "裁定A3"),
    ("A3-not-even-when-mastered", may_waive("A1", mastered("A1")), "裁定A3"),
    ("A3-others-may-be", may_waive("D3", []), None),
    ("A3-a-test-is-no-lecture", may_waive("D3-test", []), "研修課程にありません"),
    ("A3-the-review-test-is-no-lecture", may_waive("review-test", []), "研修課程にありません"),
    ("A3-an-unknown-lecture", may_waive("Z9", []), "研修課程にありません"),
    ("A5-granted-in-the-middle-of-a-lecture", may_waive("D3", watched("D3")), None),
    ("A5-not-granted-twice", may_waive("D3", waived("D3")), "すでに免除"),
    ("A5-granted-again-after-withdrawal", may_waive("D3", [*waived("D3"), *unwaived("D3")]), None),
    ("A5-withdrawn-before-the-pass", may_unwaive("D3", WAIVED), None),
    ("A5-withdrawn-after-a-fail", may_unwaive("D3", [*WAIVED, *review("failed")]), None),
    ("A5-not-withdrawn-after-the-pass", may_unwaive("D3", [*WAIVED, *review("passed")]), "裁定A5"),
    ("A5-not-withdrawn-what-was-not-given", may_unwaive("D3", []), "免除されていません"),
    ("A13-by-one-day", may_extend("08-01", []), None),
    ("A13-not-to-the-same-day", may_extend("07-31", []), "今の期限より後"),
    ("A13-not-to-an-earlier-day", may_extend("07-30", []), "今の期限より後"),
    ("A13-practice-within-half-a-year", may_extend("11-24", [], window="practice"), None),
    ("A13-the-round-not-beyond-half-a-year", may_extend("12-01", [], window="completion-test"), "裁定A13"),
    ("A13-the-round-to-the-last-day-of-half-a-year", may_extend("11-30", [], window="completion-test"), None),
    ("A14-up-to-the-day-before-practice", may_extend("08-09", []), None),
    ("A14-not-into-practice", may_extend("08-10", []), "裁定A14"),
    ("A14-nothing-before-practice-runs-into-it", may_extend("08-10", [], window="assignment"), "裁定A14"),
    ("A14-after-the-close", may_extend("08-05", [], jst("08-03")), None),
    ("A14-not-into-the-past", may_extend("08-02", [], jst("08-03")), "今の期限より後"),
    ("A14-not-less-than-was-granted", may_extend("08-03", extended("learning", jst("08-06"))), "今の期限より後"),
    ("A14-more-than-was-granted", may_extend("08-06", extended("learning", jst("08-06"))), None),
    ("A14-no-such-window", may_extend("08-06", [], window="summer"), "日程にありません"),
]


@pytest.mark.parametrize(("refusal", "words"), [row[1:] for row in DECISIONS], ids=[row[0] for row in DECISIONS])
def test_a_decision_follows_the_ruling(refusal: str | None, words: str | None) -> None:
    if words is None:
        assert refusal is None
    else:
        assert refusal is not None
        assert words in refusal


# A12: the remaining hours against the remaining days (rounded up to five minutes), and how they are called.
PACES = [
    ("A12-on-the-first-day", [], OPENS, "on-time", 65),
    ("A12-before-the-window", [], OPENS - TICK, "not-begun", 65),
    ("A12-two-weeks-before-with-28-hours", all_but(*LECTURES[11:]), jst("07-18 09:00"), "on-time", 120),
    ("A12-and-on-the-day-after", all_but(*LECTURES[11:]), jst("07-19 09:00"), "late", 130),
    ("A12-and-on-the-fifth-day-after", all_but(*LECTURES[11:]), jst("07-23 09:00"), "at-risk", 190),
    ("A12-in-the-last-days-with-much", mastered("A1"), jst("07-25 09:00"), "at-risk", 515),
    ("A12-on-the-last-day-with-all-attended", ALL, LAST_DAY, "on-time", 0),
    ("A12-after-the-close", mastered("A1"), CLOSES, "expired", 0),
    ("A12-passed", PASSED, LAST_DAY, "passed", 0),
    ("A14-extended-and-in-time", [*all_but("E3"), *extended("learning", jst("08-03"))], jst("07-31 09:00"), "on-time", 80),
    ("A13-after-the-cohorts-close", [*mastered("A1"), *extended("learning", jst("08-03"))], CLOSES, "at-risk", 1800),
    ("A4-exempt-hours-are-not-owed", [*all_but("D3"), *waived("D3")], LAST_DAY, "on-time", 0),
    ("A15-deferred", [fact("deferred", "program", JULY)], JULY, "ended", 175),
]


@pytest.mark.parametrize(("facts", "now", "pace", "minutes"), [row[1:] for row in PACES], ids=[row[0] for row in PACES])
def test_the_pace_follows_the_ruling(facts: list[Fact], now: datetime, pace: str, minutes: int) -> None:
    load = rules.workload(shipped(), DATES, progress(facts), now)
    assert (load.pace, load.pace_minutes) == (pace, minutes)
