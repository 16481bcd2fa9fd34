"""Rulings A6 and A7 as golden rows: engaged now, and hours before the application."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrollments.eligibility import Criteria, Engagement, hours_before, refusal

APPLIED = date(2027, 4, 1)
YEAR = (date(2026, 4, 1), date(2027, 3, 31))  # 365 days before the application
NOW_ON = date(2028, 3, 31)
ROUND = Criteria(waiving=frozenset({"social-worker"}))
FULL, LONG_AGO = Engagement(date(2026, 4, 1), NOW_ON, 40), Engagement(date(2020, 4, 1), date(2024, 3, 31), 40)

ROWS: list[tuple[str, list[Engagement], list[str], str | None]] = [
    ("A7-a-year-full-time", [FULL], [], None),  # 365 / 7 x 40 = 2,085 hours
    ("A7-exactly-the-hours", [Engagement(APPLIED - timedelta(days=350), NOW_ON, 39)], [], None),  # 50 weeks x 39 = 1,950
    ("A7-one-week-short", [Engagement(APPLIED - timedelta(days=343), NOW_ON, 39)], [], "too-little-experience"),  # 1,911
    ("A7-half-time-for-two-years", [Engagement(date(2025, 4, 1), NOW_ON, 20)], [], None),
    ("A7-half-time-for-one-year", [Engagement(date(2026, 4, 1), NOW_ON, 20)], [], "too-little-experience"),
    ("A7-two-employers-one-after-the-other",
     [Engagement(date(2025, 4, 1), date(2026, 3, 31), 20), Engagement(date(2026, 4, 1), NOW_ON, 20)], [], None),
    ("A7-two-employers-at-once-count-once",
     [Engagement(date(2026, 4, 1), NOW_ON, 20), Engagement(date(2026, 4, 1), NOW_ON, 20)], [], "too-little-experience"),
    ("A7-a-gap-takes-nothing-away", [LONG_AGO, Engagement(APPLIED, NOW_ON, 10)], [], None),
    ("A7-after-the-application-counts-nothing", [Engagement(APPLIED, NOW_ON, 40)], [], "too-little-experience"),
    ("A6-a-qualification-waives-experience", [Engagement(APPLIED, NOW_ON, 10)], ["social-worker"], None),
    ("A6-another-qualification-does-not", [Engagement(APPLIED, NOW_ON, 10)], ["career-consultant"], "too-little-experience"),
    ("A6-but-never-being-engaged", [LONG_AGO], ["social-worker"], "not-engaged"),
    ("A6-nor-for-the-experienced", [LONG_AGO], [], "not-engaged"),
]


@pytest.mark.parametrize(("work", "qualifications", "answer"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_eligibility_follows_the_ruling(work: list[Engagement], qualifications: list[str], answer: str | None) -> None:
    assert refusal(work, qualifications, APPLIED, ROUND) == answer


def test_the_rows_cite_both_rulings_and_are_told_apart() -> None:
    assert {row[0].partition("-")[0] for row in ROWS} == {"A6", "A7"}
    assert len({row[0] for row in ROWS}) == len(ROWS)


days = st.integers(-900, 400).map(lambda n: APPLIED + timedelta(days=n))
engagements = st.builds(Engagement, days, days, st.integers(1, 60))


@given(st.lists(engagements, max_size=4), engagements)
def test_more_work_is_never_less_experience(work: list[Engagement], more: Engagement) -> None:
    assert hours_before([*work, more], APPLIED) >= hours_before(work, APPLIED)
    assert hours_before([*work, *work], APPLIED) == hours_before(work, APPLIED)


def test_a_year_has_its_days() -> None:
    assert hours_before([Engagement(*YEAR, 7)], APPLIED) == 365
