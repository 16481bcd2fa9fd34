"""The pages, the files and the JSON of item statistics."""
import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.items import services as items
from assessments.items.models import ItemVersionRow
from assessments.statistics import pages, services
from lms.access import Role
from lms.db import transaction
from tests.bench.queries import counted
from tests.conftest import MORNING
from tests.statistics.conftest import LECTURE_TEST, REVIEW, Visit
from tests.statistics.filled import PROGRAM, Simulation, fill

HOME = f"/statistics/{PROGRAM}/{LECTURE_TEST}"
API = f"/api/v1{HOME}"
READERS = (Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)


@pytest.fixture
def lecturer(visit: Visit) -> FlaskClient:
    return visit(Role.LECTURER)


def suspect(app: Flask) -> str:
    with app.app_context():
        return services.statistics_of(PROGRAM, LECTURE_TEST).analysis.flags[0].item


def every_address(app: Flask) -> list[str]:
    item = suspect(app)
    return ["/statistics", HOME, f"{HOME}/{item}", f"{HOME}/items.csv", f"{HOME}/choices.csv",
            "/api/v1/statistics", API, f"{API}/items/{item}"]


def lines(answer: Any) -> list[dict[str, str]]:
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("role", [*Role, None])
def test_lecturers_the_office_and_auditors_may_look(filled: Flask, visit: Visit, role: Role | None) -> None:
    client = visit(role)
    expected = {200} if role in READERS else {403} if role else {302, 401}
    assert {client.get(path).status_code for path in every_address(filled)} <= expected
    shown = "問題の統計" in client.get("/account" if role else "/sign-in").text
    assert shown == (role in READERS)


def test_without_submissions_the_pages_say_how_they_come(house: Flask, lecturer: FlaskClient) -> None:
    assert "提出されたテストはまだありません" in lecturer.get("/statistics").text
    page = lecturer.get(HOME)
    assert (page.status_code, "このテストの提出はまだありません" in page.text, "items.csv" in page.text) == (200, True, False)
    assert lines(lecturer.get(f"{HOME}/items.csv")) == []
    assert lecturer.get(API).json["scores"]["alpha"]["reason"] == "too-few-sheets"


@pytest.mark.parametrize("path", [
    f"/statistics/{PROGRAM}/A1", f"/statistics/nothing/{LECTURE_TEST}", f"{HOME}/nothing", f"/statistics/{PROGRAM}/A1/items.csv",
    f"/statistics/{PROGRAM}/A1/choices.csv", f"/api/v1/statistics/{PROGRAM}/A1", f"{API}/items/nothing"])
def test_what_is_no_test_or_no_item_is_not_found(filled: Flask, lecturer: FlaskClient, path: str) -> None:
    assert lecturer.get(path).status_code == 404


def test_the_list_says_where_to_look_first(filled: Flask, lecturer: FlaskClient) -> None:
    found = lecturer.get("/statistics").text
    assert found.index(f"/{LECTURE_TEST}\"") < found.index(f"/{REVIEW}\"")
    assert "300件" in found and "240名" in found


def test_a_test_tells_its_flags_in_words_before_its_numbers(filled: Flask, lecturer: FlaskClient) -> None:
    page = lecturer.get(HOME).text
    assert "正答の設定が正しいか確認してください" in page
    assert page.index("正答を確認") < page.index("すべての問題 12問")
    assert re.search(r"\d+〜\d+%", page) and "R8-1" not in re.sub(r"R8-1 の期", "", page)


def test_first_and_last_attempts_are_links_and_stay_chosen(filled: Flask, lecturer: FlaskClient) -> None:
    first, last = (lecturer.get(f"{HOME}?attempts={choice}").text for choice in ("first", "last"))
    assert [row(first)] * 2 == [row(lecturer.get(f"{HOME}{query}").text) for query in ("", "?attempts=<b>")]
    assert row(first) != row(last) and f"{HOME}/items.csv?attempts=last" in last and f"{HOME}/{suspect(filled)}?attempts=last" in last
    assert re.findall(r'aria-current="page">([^<]+)</a></li>', last)[-1] == "最後の受験"


def row(page: str) -> str:
    """The facts of the test."""
    return page.partition('<dl class="facts">')[2].partition("</dl>")[0]


def test_an_item_shows_its_choices_with_the_key(filled: Flask, lecturer: FlaskClient) -> None:
    page = lecturer.get(f"{HOME}/{suspect(filled)}").text
    assert page.count('<span class="badge ok">') == 1 and "<svg" in page and "期による違い" in page
    assert "R8-2 の期" in page and "下位3分の1の人では" in page


def test_more_than_a_hundred_items_are_on_pages(filled: Flask, lecturer: FlaskClient) -> None:
    home = f"/statistics/{PROGRAM}/{REVIEW}"
    with filled.app_context():
        all_of_them = {one.id for one in services.statistics_of(PROGRAM, REVIEW).analysis.items}
    one, two = (set(re.findall(rf"{home}/([0-9a-f-]{{36}})", lecturer.get(f"{home}?page={n}").text)) for n in (1, 2))
    assert len(all_of_them) > 100 == len(one) and one | two == all_of_them and not one & two



# Files -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("choice", ["first", "last"])
def test_the_file_of_items_is_the_analysis(filled: Flask, lecturer: FlaskClient, choice: str) -> None:
    found = lines(lecturer.get(f"{HOME}/items.csv?attempts={choice}"))
    with filled.app_context():
        expected = services.statistics_of(PROGRAM, LECTURE_TEST, choice).analysis.items
    assert [(row["version"], int(row["n"]), float(row["facility"]), float(row["discrimination"])) for row in found] == [
        (one.id, one.n, one.facility, one.discrimination) for one in expected]


def test_the_file_of_choices_is_the_analysis(filled: Flask, lecturer: FlaskClient) -> None:
    answer = lecturer.get(f"{HOME}/choices.csv")
    found = lines(answer)
    with filled.app_context():
        expected = services.statistics_of(PROGRAM, LECTURE_TEST).analysis.items
    assert [(row["version"], int(row["choice"]), int(row["count"]), row["right"]) for row in found] == [
        (one.id, c.position + 1, c.count, str(int(c.right))) for one in expected for c in one.choices]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{PROGRAM}-{LECTURE_TEST}-first-choices.csv"'
    assert "Content-Length" not in answer.headers and answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_formula_in_a_text_is_only_shown(house: Flask, lecturer: FlaskClient) -> None:
    """Texts come from authors; negative numbers stay numbers."""
    with house.app_context():
        own = items.pool(PROGRAM, ["A1"], MORNING.date())
        with transaction() as session:
            row = session.get_one(ItemVersionRow, own[0].id)
            choices = [{**choice, "text": {"ja": "＝1+1", "en": "+1"}} for choice in row.payload["choices"]]
            row.payload = {**row.payload, "stem": {"ja": "=1+1", "en": "@x"}, "choices": choices}
        house.extensions.pop("assessments.items")
        fill(Simulation(LECTURE_TEST, own, 5, 60, miskeyed=frozenset({own[0].id})))
    found = [row for row in lines(lecturer.get(f"{HOME}/items.csv")) if row["version"] == own[0].id]
    assert found[0]["stem"] == "'=1+1" and float(found[0]["discrimination"]) < 0
    assert {row["text"] for row in lines(lecturer.get(f"{HOME}/choices.csv")) if row["version"] == own[0].id} == {"'＝1+1"}


def test_names_are_guarded_too(filled: Flask) -> None:
    class Asked:
        asked = {"-1": type("One", (), {"item": type("Item", (), {"id": "=a"})})}

    assert pages.named(Asked, "-1") == ("'=a", "'-1")  # type: ignore[arg-type]


# JSON --------------------------------------------------------------------------------------------------

def test_the_json_is_the_analysis(filled: Flask, lecturer: FlaskClient) -> None:
    found = lecturer.get(f"{API}?attempts=last").json
    with filled.app_context():
        expected = services.statistics_of(PROGRAM, LECTURE_TEST, "last")
    assert found["attempts"] == "last" and found["counts"]["attempts"] == 300 and found["passed"] == expected.passed
    assert [one["statistics"]["facility"] for one in found["items"]] == [one.facility for one in expected.analysis.items]
    assert [flag["code"] for flag in found["flags"]] == [flag.code for flag in expected.analysis.flags]
    assert sum(one["count"] for one in found["bins"]) == 240
    assert lecturer.get(f"{API}?attempts=both").status_code == 422


def test_the_json_of_an_item(filled: Flask, lecturer: FlaskClient) -> None:
    item = suspect(filled)
    found = lecturer.get(f"{API}/items/{item}", headers={"Accept-Language": "en"}).json
    assert found["item"]["version"] == item and len(found["choices"]) == len(found["item"]["statistics"]["choices"])
    assert sum(fifth["n"] for fifth in found["curve"]) == found["item"]["statistics"]["n"]
    assert found["flags"][0]["sentence"].isascii() and len(found["comparisons"]) == 2


def test_the_json_of_all_tests(filled: Flask, lecturer: FlaskClient) -> None:
    found = lecturer.get("/api/v1/statistics").json["items"]
    assert [(one["activity"], one["attempts"]) for one in found[:3]] == [(LECTURE_TEST, 300), (REVIEW, 75), (found[2]["activity"], 0)]


def test_a_second_look_asks_little_of_the_database(filled: Flask, lecturer: FlaskClient) -> None:
    for path in every_address(filled):
        lecturer.get(path)
        with counted(filled) as statements:
            lecturer.get(path)
        assert len(statements) <= 8, (path, statements)
