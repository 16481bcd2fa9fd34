"""Where requests meet the house: strange identifiers, languages, statuses and what a refusal carries."""
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.access import PUBLIC, SIGNED_IN, Role
from lms.errors import Invalid, TooMany
from lms.people import services as people
from lms.plugins import Plugin
from lms.web.access import SESSION_COOKIE
from lms.web.api import Api
from lms.web.pages import Pages
from lms.web.words import locale
from tests.conftest import MORNING, MakeApp
from tests.web.conftest import PASSWORD, Visitor, visitor


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The core with a few routes of the test's own."""
    pages, api = Pages("edges", __name__), Api("edges", __name__)

    @pages.page("/named/<name>", access=PUBLIC)
    def named(name: str) -> str:
        return f"this is {name}"

    @pages.page("/below/<path:path>", access=PUBLIC)
    def below(path: str) -> str:
        return f"this is {path}"

    @pages.page("/later", access=PUBLIC)
    def later() -> str:
        raise TooMany(retry_after=60)

    @pages.page("/spoken", access=SIGNED_IN)
    def spoken() -> str:
        return f"in {locale()}"

    @api.operation("POST", "/edges", access=PUBLIC, status=204, problems=(Invalid,))
    def refuse() -> None:
        raise Invalid({"reason": "使えない文字が含まれています。"})

    return make_app(plugins=[Plugin(name="tests.heart", pages=(pages,), api=(api,))])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def trainee(app: Flask) -> Visitor:
    with app.app_context():
        return visitor(Role.TRAINEE)


@pytest.fixture
def browser(app: Flask, trainee: Visitor) -> FlaskClient:
    return signed_in(app, trainee)


def signed_in(app: Flask, who: Visitor) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        client.set_cookie(SESSION_COOKIE, people.sign_in(who.email, PASSWORD, "127.0.0.1", MORNING))
    return client


@pytest.mark.parametrize("name", ["%00", "a%00b", "a%0A", "%ED%A0%80", "a" * 65])
def test_what_no_identifier_can_be_is_not_looked_up(client: FlaskClient, name: str) -> None:
    assert client.get("/named/A1-test_2.x").text == "this is A1-test_2.x"
    assert client.get(f"/named/{name}").status_code == 404


def test_a_path_may_have_parts_but_no_control_characters(client: FlaskClient) -> None:
    assert client.get("/below/js/a%20b.js").text == "this is js/a b.js"
    assert client.get("/below/js/a%00b").status_code == 404


@pytest.mark.parametrize("path", ["/cohorts/%00", "/enrollments/a%00b", "/people/%00", "/media/%00", "/problems/%00"])
def test_a_nul_is_not_found_on_any_database(make_app: MakeApp, any_database_app: Flask, path: str) -> None:
    with any_database_app.app_context():
        office = visitor(Role.SECRETARIAT)
    assert signed_in(any_database_app, office).get(path).status_code == 404


@pytest.mark.parametrize(("language", "message"), [
    ("ja", "使えない文字が含まれています。"), ("en", "It contains characters that cannot be used.")])
def test_what_is_wrong_with_a_field_is_said_in_the_language_of_the_request(
    client: FlaskClient, language: str, message: str,
) -> None:
    answer = client.post("/api/v1/edges", json={}, headers={"Accept-Language": language})
    assert answer.json
    assert (answer.status_code, answer.json["errors"]) == (422, {"reason": message})


def test_a_range_that_is_not_there_keeps_its_status(client: FlaskClient) -> None:
    answer = client.get("/static/tsunagu.css", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")
    told = client.get("/static/tsunagu.css", headers={"Range": "bytes=99999999-", "Accept": "application/json"})
    assert told.json
    assert (told.json["status"], told.json["type"]) == (416, "/problems/malformed")


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_whoever_is_told_to_wait_is_told_how_long(client: FlaskClient, kind: str) -> None:
    answer = client.get("/later", headers={"Accept": kind})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_an_unknown_address_knows_who_asks(browser: FlaskClient, client: FlaskClient) -> None:
    answer = browser.get("/nowhere")
    assert (answer.status_code, "佐藤 明里 様" in answer.text) == (404, True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/nowhere").status_code == 404


def spoken(client: FlaskClient, path: str = "/spoken", **headers: str) -> Any:
    return client.get(path, headers={"Accept-Language": "ja", **headers}).text


def test_a_language_that_was_chosen_is_kept_for_the_person(app: Flask, browser: FlaskClient, trainee: Visitor) -> None:
    assert spoken(browser) == "in ja"
    assert spoken(browser, "/spoken?lang=en") == "in en"
    other = signed_in(app, trainee)  # another device, which has no cookie
    assert spoken(other) == "in en"
    bearer = {"Authorization": f"Bearer {trainee.token}"}
    assert spoken(app.test_client(), **bearer) == "in en"
    with app.app_context():
        assert people.person(trainee.person_id).locale == "en"


def test_the_device_s_own_choice_comes_before_the_stored_one(app: Flask, browser: FlaskClient, trainee: Visitor) -> None:
    spoken(browser, "/spoken?lang=en")
    here = signed_in(app, trainee)
    here.set_cookie("tsunagu_lang", "ja")
    assert spoken(here) == "in ja"


@pytest.mark.parametrize("path", ["/spoken", "/spoken?lang=fr", "/nowhere?lang=en", "/api/v1/me?lang=en"])
def test_nothing_is_stored_that_nobody_chose(app: Flask, browser: FlaskClient, trainee: Visitor, path: str) -> None:
    browser.get(path, headers={"Accept-Language": "en"})
    with app.app_context():
        assert people.person(trainee.person_id).locale is None
