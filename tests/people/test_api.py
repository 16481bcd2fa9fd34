"""The same over JSON."""
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL, PASSWORD

CREDENTIALS = {"email": EMAIL, "password": PASSWORD}
SESSIONS = "/api/v1/sessions"


@pytest.fixture
def secret(app: Flask, sato: PersonView, clock: FixedClock) -> str:
    with app.app_context():
        return people.create_api_token(sato.id, "連携", 30, clock.now()).secret


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_signing_in_gives_a_cookie_and_the_token_for_changes(client: FlaskClient, sato: PersonView) -> None:
    answer = client.post(SESSIONS, json=CREDENTIALS)
    assert answer.status_code == 201
    token = {"X-CSRF-Token": answer.json["csrf_token"]}
    assert client.get("/api/v1/me").json["csrf_token"] == token["X-CSRF-Token"]
    assert client.put("/api/v1/me/furigana", json={"on": True}, headers=token).status_code == 204
    assert client.get("/api/v1/me").json["person"]["furigana"] is True
    assert client.delete(f"{SESSIONS}/current", headers=token).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_a_change_without_the_token_is_a_forgery(client: FlaskClient, sato: PersonView) -> None:
    client.post(SESSIONS, json=CREDENTIALS)
    for answer in (client.put("/api/v1/me/furigana", json={"on": True}), client.post(SESSIONS, json=CREDENTIALS),
                   client.delete(f"{SESSIONS}/current"), client.post("/api/v1/me/tokens", json={"label": "x"})):
        assert answer.status_code == 403
        assert answer.json["type"] == "/problems/forged-request"


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 201), ({"Sec-Fetch-Site": "same-origin"}, 201), ({"Origin": "http://localhost"}, 201),
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403), ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
])
def test_another_site_cannot_sign_a_visitor_in(
    client: FlaskClient, sato: PersonView, headers: dict[str, str], status: int,
) -> None:
    assert client.post(SESSIONS, json=CREDENTIALS, headers=headers).status_code == status


@pytest.mark.parametrize("mimetype", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_foreign_form_can_send_does_not_sign_in(client: FlaskClient, sato: PersonView, mimetype: str) -> None:
    body = f'{{"email": "{EMAIL}", "password": "{PASSWORD}"}}'
    assert client.post(SESSIONS, data=body, content_type=mimetype).status_code == 403


def test_an_ended_session_does_not_stand_in_the_way_of_a_new_one(client: FlaskClient, sato: PersonView) -> None:
    client.set_cookie("tsunagu_session", "long ended")
    assert client.post(SESSIONS, json=CREDENTIALS).status_code == 201


def test_a_wrong_password_is_a_problem_at_its_field(client: FlaskClient, sato: PersonView) -> None:
    for left in (4, 3, 2, 1):
        answer = client.post(SESSIONS, json={**CREDENTIALS, "password": "wrong"})
        assert (answer.status_code, answer.json["left"], list(answer.json["errors"])) == (422, left, ["password"])
    answer = client.post(SESSIONS, json={**CREDENTIALS, "password": "wrong"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


@pytest.mark.parametrize("body", [
    {}, {"email": EMAIL}, {**CREDENTIALS, "extra": 1}, {"email": 1, "password": 2}, {**CREDENTIALS, "email": "a\x00@b.example"},
    {**CREDENTIALS, "password": "x" * 1001},
])
def test_credentials_that_do_not_fit(client: FlaskClient, sato: PersonView, body: dict[str, object]) -> None:
    assert client.post(SESSIONS, json=body).status_code == 422


def test_a_program_acts_with_a_token_and_needs_no_other(app: Flask, sato: PersonView, secret: str) -> None:
    client = app.test_client()
    me = client.get("/api/v1/me", headers=bearing(secret)).json
    assert (me["person"]["name"], me["roles"][0]["role"], me["csrf_token"]) == ("佐藤 明里", "trainee", None)
    assert client.put("/api/v1/me/furigana", json={"on": True}, headers=bearing(secret)).status_code == 204
    assert client.get("/api/v1/me", headers=bearing("x" + secret)).status_code == 401


def test_a_token_makes_no_tokens(client: FlaskClient, secret: str) -> None:
    assert client.post("/api/v1/me/tokens", json={"label": "x"}, headers=bearing(secret)).status_code == 403
    assert client.delete(f"{SESSIONS}/current", headers=bearing(secret)).status_code == 403


def test_tokens_are_made_listed_and_revoked(client: FlaskClient, sato: PersonView) -> None:
    token = {"X-CSRF-Token": client.post(SESSIONS, json=CREDENTIALS).json["csrf_token"]}
    made = client.post("/api/v1/me/tokens", json={"label": "連携", "days": 30}, headers=token)
    assert made.status_code == 201
    listed = client.get("/api/v1/me/tokens").json["items"]
    assert listed == [made.json["token"]]
    assert made.json["secret"] not in str(listed)
    path = f"/api/v1/me/tokens/{listed[0]['id']}"
    assert client.delete(path, headers=token).status_code == 204
    assert client.delete(path, headers=token).status_code == 404
    assert client.get("/api/v1/me", headers=bearing(made.json["secret"])).status_code == 401


@pytest.mark.parametrize("body", [{"label": ""}, {"label": "x" * 81}, {"label": "x", "days": 0}, {"label": "x", "days": "9"}])
def test_a_token_that_does_not_fit(client: FlaskClient, sato: PersonView, body: dict[str, object]) -> None:
    token = {"X-CSRF-Token": client.post(SESSIONS, json=CREDENTIALS).json["csrf_token"]}
    assert client.post("/api/v1/me/tokens", json=body, headers=token).status_code == 422
