"""One person and several rounds: which one they work on, and when they may join another (ruling A41)."""
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.db import transaction
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.errors import Conflict, Invalid
from lms.records import services as records
from tests.heart.ground import ENDS, STARTS, all_but, fact, jst, review
from tests.heart.rounds import BEFORE, OFFICE, TITLE, enrolled, open_round
from tests.heart.test_enrollments import tell

JULY = jst("07-10 09:00")
WAITING = jst("12-01 09:00")  # all is done but the announcement of 20 December
SPRING = {name: day.replace(year=2028) for name, day in STARTS.items()}
SPRING_ENDS = {name: day.replace(year=2028) for name, day in ENDS.items()}


def round_from(code: str, starts: dict[str, date], ends: dict[str, date]) -> str:
    return enrollments.create_cohort(code, "fnsc-training", TITLE, starts, ends, BEFORE).id


@pytest.fixture
def person(trainee: str) -> str:
    return enrollments.enrollment(trainee).person_id


@pytest.fixture
def later(cohort: CohortView) -> str:
    """A round a year later, its id."""
    return round_from("R10-1", SPRING, SPRING_ENDS)


@pytest.mark.parametrize(("now", "code"), [
    (BEFORE, "R9-1"), (JULY, "R9-1"), (jst("08-02"), "R9-1"), (WAITING, "R9-1"), (jst("2028-01-10"), "R10-1"),
    (jst("2028-06-10"), "R10-1"), (jst("2029-06-10"), "R10-1"),
])
def test_the_round_that_runs_is_the_one_worked_on(cohort: CohortView, person: str, later: str, now: datetime, code: str) -> None:
    enrollments.enroll(later, person, None, OFFICE, WAITING)
    found = enrollments.current_enrollment(person, now)
    assert found
    assert enrollments.cohort(found.cohort_id).code == code


def test_a_round_that_was_left_is_worked_on_no_more(trainee: str, person: str, later: str) -> None:
    tell(trainee, [fact("deferred", "program", JULY)])
    second = enrollments.enroll(later, person, None, OFFICE, JULY + timedelta(hours=1))
    assert enrollments.current_enrollment(person, JULY + timedelta(days=1)) == second


def test_a_round_with_an_open_window_goes_before_one_whose_result_is_awaited(cohort: CohortView, person: str) -> None:
    starts = {"learning": date(2027, 12, 1)}
    second = enrollments.enroll(round_from("R9-2", starts, {}), person, None, OFFICE, WAITING)
    assert enrollments.current_enrollment(person, WAITING) == second


NOT_YET, MISSED = jst("05-25"), jst("08-02")


@pytest.mark.parametrize(("facts", "now", "may"), [
    ([], NOT_YET, True), ([], JULY, False), ([], MISSED, True), ([fact("withdrawn", "program", JULY)], JULY, True),
    ([*all_but(), *review("passed")], JULY, False), ([*all_but(), *review("passed")], jst("11-26 12:00"), False),
    ([*all_but(), *review("passed")], jst("11-27"), True), ([*all_but(), *review("passed")], jst("2028-01-01"), True),
], ids=["before it began", "at work", "missed it", "left it", "passed the review test", "on the last day", "waiting", "after it"])
def test_nobody_works_in_two_rounds(trainee: str, person: str, later: str, facts: list[Any], now: datetime, may: bool) -> None:
    tell(trainee, facts)
    if may:
        assert enrollments.enroll(later, person, None, OFFICE, now).cohort_id == later
    else:
        with pytest.raises(Conflict, match="裁定A41"):
            enrollments.enroll(later, person, None, OFFICE, now)
        assert enrollments.size_of(later) == 0


# At one moment -------------------------------------------------------------------------------------------

def test_a_code_wished_for_by_many_at_one_moment_is_given_once(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        open_round("first")

    def work(_: int) -> str:
        with any_database_app.app_context():
            try:
                return round_from("R9-1", STARTS, ENDS)
            except Conflict:
                return "conflict"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(8)))
    assert answers.count("conflict") == 7


def test_whoever_joins_while_a_round_is_extended_has_the_later_end_too(any_database_app: Flask) -> None:
    app = any_database_app
    with app.app_context():
        opened = open_round().id

    def work(n: int) -> str | None:
        with app.app_context():
            if n % 4:
                return enrolled(opened, f"p{n}")
            enrollments.extend_cohort(opened, "learning", date(2027, 8, 1) + timedelta(days=n // 4), "停止", OFFICE, JULY)
            return None

    with ThreadPoolExecutor(1) as extender, ThreadPoolExecutor(6) as joiners:
        moves = [extender.submit(work, n) for n in range(0, 24, 4)]
        ids = [i for i in joiners.map(work, [n for n in range(24) if n % 4]) if i]
        for move in moves:
            move.result()
    with app.app_context():
        assert {enrollments.window_of(i, "A1").closes for i in ids} == {jst("08-07")}


def test_a_pass_written_while_an_exemption_is_withdrawn_is_seen(any_database_app: Flask) -> None:
    """Ruling A5. The one who passes holds the ledger first; the office waits, then looks."""
    app = any_database_app
    with app.app_context():
        trainee = enrolled(open_round().id, "trainee")
        tell(trainee, all_but("D3"))
        enrollments.grant_exemption(trainee, "D3", "資格", "登録証", OFFICE, JULY)

    def withdraw() -> str:
        with app.app_context():
            try:
                enrollments.withdraw_exemption(trainee, "D3", "誤り", OFFICE, JULY)
            except Invalid as error:
                return error.errors["activity"]
            return "withdrawn"

    with ThreadPoolExecutor(1) as pool, app.app_context():
        with transaction():
            tell(trainee, review("passed", JULY))
            waiting = pool.submit(withdraw)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
        assert "裁定A5" in waiting.result(10)
        assert list(records.verify()) == []
