"""Making a round: its dates are shown before they become a promise."""
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.enrollments import services as enrollments
from lms.plugins import Plugin
from lms.programs import services as programs
from tests.cohorts.conftest import Visit, Visitor, messages
from tests.conftest import MakeApp
from tests.heart import ground
from tests.heart.ground import DATES, ENDS, STARTS, jst


@pytest.fixture(autouse=True)
def _programs(app: Flask) -> None:
    with app.app_context():
        programs.load(jst("05-01"))


def form(**more: str) -> dict[str, Any]:
    days = {**STARTS, **{f"{name}-end": day for name, day in ENDS.items()}}
    parts = {f"{name}-{part}": str(getattr(day, part)) for name, day in days.items() for part in ("year", "month", "day")}
    return {"title_ja": "令和9年度 第1期", "title_en": "FY2027 round 1", "code": "R9-1", **parts, "step": "check", **more}


def test_the_dates_are_shown_and_then_stored(app: Flask, office: Visitor) -> None:
    check = office.post("/cohorts/new", form())
    assert check.status_code == 200
    assert "7月31日(土)" in check.text
    assert "令和9年11月26日" in check.text
    with app.app_context():
        assert enrollments.cohorts() == []
    done = office.post("/cohorts/new", form(step="do"), follow_redirects=True)
    assert "新しい期を作りました" in done.text
    with app.app_context():
        found = enrollments.cohort_by_code("R9-1")
        assert found
        assert found.windows == DATES


def test_going_back_keeps_what_was_typed(office: Visitor) -> None:
    page = office.post("/cohorts/new", form(step="edit", title_ja="試しの期")).text
    assert 'value="試しの期"' in page
    assert 'name="learning-year"' in page


@pytest.mark.parametrize(("wrong", "fields"), [
    ({"title_ja": ""}, {"title_ja"}), ({"title_en": " "}, {"title_en"}), ({"title_ja": "あ" * 201}, {"title_ja"}),
    ({"title_en": "a\x00b"}, {"title_en"}),
    ({"code": ""}, {"code"}), ({"code": "第1期"}, {"code"}), ({"code": "x" * 65}, {"code"}), ({"code": "../x"}, {"code"}),
    ({"learning-day": ""}, {"learning"}), ({"learning-month": "2", "learning-day": "30"}, {"learning"}),
    ({"learning-year": "", "learning-month": "", "learning-day": ""}, {"learning"}),
    ({"practice-year": "x"}, {"practice"}),
    ({"assignment-end-day": "1"}, {"assignment-end"}),  # before it begins
    ({"practice-month": "7"}, {"practice"}),  # before the assignment
    ({"practice-day": "9"}, {"practice"}),  # on the last day of the assignment
    ({"completion-test-month": "12", "completion-test-day": "1", "completion-test-end-month": "12", "completion-test-end-day": "1"},
     {"learning"}),  # the whole is longer than half a year
    ({"title_ja": "", "code": ""}, {"title_ja", "code"}),
])
@pytest.mark.parametrize("step", ["check", "do"])
def test_a_wrong_round_comes_back_with_messages_and_what_was_typed(
    wrong: dict[str, str], fields: set[str], step: str, app: Flask, office: Visitor
) -> None:
    answer = office.post("/cohorts/new", form(step=step, **wrong))
    assert (answer.status_code, set(messages(answer.text))) == (422, fields)
    assert 'value="2027"' in answer.text
    with app.app_context():
        assert enrollments.cohorts() == []


def test_a_code_is_used_once(office: Visitor) -> None:
    office.post("/cohorts/new", form(step="do"))
    answer = office.post("/cohorts/new", form())
    assert (answer.status_code, set(messages(answer.text))) == (409, {"code"})


SUMMER = """
id = "summer"
version = "1"
title = { ja = "夏の研修", en = "Summer program" }
source = { ja = "試験", en = "Test" }

[[windows]]
id = "summer"
title = { ja = "夏", en = "Summer" }

[[stages]]
id = "reading"
title = { ja = "講義", en = "Lectures" }
window = "summer"

[[activities]]
id = "M1"
kind = "lecture"
stage = "reading"
title = { ja = "一", en = "One" }
minutes = 60
"""


def test_a_program_with_other_windows_can_have_rounds_too(make_app: MakeApp, visit_of: Callable[[Flask], Visitor], tmp_path: Path) -> None:
    folder = tmp_path / "summer"
    folder.mkdir()
    (folder / "program.toml").write_text(SUMMER, encoding="utf-8")
    app = make_app([Plugin(name="tests.heart", activity_kinds=tuple(ground.KINDS.values()), programs=(folder,))])
    with app.app_context():
        programs.load(jst("05-01"))
    day = {"summer-year": "2027", "summer-month": "7", "summer-day": "1"}
    sent = {"title_ja": "夏", "title_en": "Summer", "code": "S1", "program": "summer", **day}
    office = visit_of(app)
    assert office.post("/cohorts/new", {**sent, "step": "check"}).status_code == 200
    assert office.post("/cohorts/new", {**sent, "step": "do"}, follow_redirects=True).status_code == 200
    assert "夏" in office.get("/cohorts").text


def test_an_unknown_program_is_not_found(office: Visitor) -> None:
    assert office.get("/cohorts/new?program=nonsense").status_code == 404


def test_only_the_secretariat_of_all_rounds_makes_new_ones(visit: Visit) -> None:
    scoped = visit(Role.SECRETARIAT, cohort="one-round")
    assert scoped.get("/cohorts/new").status_code == 403
    assert scoped.post("/cohorts/new", form(step="do")).status_code == 403
