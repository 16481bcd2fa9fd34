"""The words of the first page, with a program of two stages that is none of ours."""
from pathlib import Path

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.records import services as records
from tests.cohorts.conftest import Visitor, visits
from tests.conftest import MORNING, MakeApp
from tests.heart.ground import jst
from tests.web.school import BOOKS, enroll_here, school

MISSED = "期間内未修了"
ALL = [(f"book-{n}", "completed") for n in range(1, BOOKS + 1)] + [("book-1-test", "completed"), ("exam", "passed")]


@pytest.fixture
def house(make_app: MakeApp, tmp_path: Path) -> Flask:
    return make_app([school(tmp_path)])


@pytest.fixture
def enrollment(house: Flask) -> str:
    with house.app_context():
        return enroll_here(people.create_person(NewPerson("akari@example.jp", "佐藤", "明里"), MORNING).id)


@pytest.fixture
def akari(house: Flask, clock: FixedClock, enrollment: str) -> Visitor:
    with house.app_context():
        person = enrollments.enrollment(enrollment).person_id
    return visits(house, clock)(Role.TRAINEE, person=person)


def write(house: Flask, enrollment: str, facts: list[tuple[str, str]]) -> None:
    with house.app_context():
        for activity, verb in facts:
            records.append(enrollment, verb, activity, at=MORNING, by="test")


def test_the_stages_are_counted_not_presumed(akari: Visitor) -> None:
    assert "次にすること(2段階の1・読む)" in akari.get("/").text


def test_before_the_opening_no_day_is_counted_yet(akari: Visitor, house: Flask, clock: FixedClock) -> None:
    clock.at = jst("2027-05-31 12:00")
    page = visits(house, clock)(person=akari.person_id).get("/").text
    assert "受講は 6月1日(火) に始まります" in page
    assert "今日を含めて" not in page
    assert MISSED not in page


def test_whoever_did_everything_in_the_window_missed_nothing(akari: Visitor, house: Flask, enrollment: str) -> None:
    write(house, enrollment, ALL)
    page = akari.get("/").text
    assert "いまの段階(2段階の2)" in page
    assert "総合確認テストに合格しました" in page
    assert "次は認定です" in page
    assert MISSED not in page


def test_whoever_did_not_is_told_after_the_window(akari: Visitor, house: Flask, enrollment: str, clock: FixedClock) -> None:
    write(house, enrollment, ALL[:-1])
    assert MISSED not in akari.get("/").text
    clock.at = jst("2027-08-01")
    assert MISSED in visits(house, clock)(person=akari.person_id).get("/").text


def test_an_exempt_lecture_is_offered_while_it_can_be_seen(
    akari: Visitor, house: Flask, enrollment: str, clock: FixedClock
) -> None:
    with house.app_context():
        enrollments.grant_exemption(enrollment, "book-2", "資格", "登録証", "test", MORNING)
    page = akari.get("/").text
    assert "免除されています。見ることはできます。" in page
    assert '<a href="/door/book-2">' in page
    clock.at = jst("2027-08-01")
    late = visits(house, clock)(person=akari.person_id).get("/").text
    assert "免除されています。" in late
    assert "見ることはできます" not in late
    assert '<a href="/door/book-2">' not in late
