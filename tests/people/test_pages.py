"""The forms of this room."""
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL, HOME, PASSWORD, form_token, sign_in


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client: FlaskClient, sato: PersonView) -> None:
    asked = client.get("/account")
    assert asked.location == "/sign-in?next=/account"
    answer = sign_in(client, next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "佐藤 明里" in client.get("/account").text


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client: FlaskClient, sato: PersonView, wish: str) -> None:
    assert "evil" not in client.get("/sign-in", query_string={"next": wish}).text.split("<main")[1].split("<footer")[0]
    assert sign_in(client, next=wish).location == "/"
    assert client.get("/sign-in", query_string={"next": wish}).location == "/"


def test_a_wrong_password_keeps_the_address_and_says_what_is_left(client: FlaskClient, sato: PersonView) -> None:
    answer = sign_in(client, "not the password")
    assert answer.status_code == 422
    assert "メールアドレスかパスワードが違います。もう一度入力してください。あと4回で15分間止まります。" in answer.text
    assert EMAIL in answer.text
    assert "not the password" not in answer.text


def test_a_stopped_account_says_how_long(client: FlaskClient, sato: PersonView) -> None:
    answers = [sign_in(client, "not the password") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "900"
    assert "あと15分で" in answers[-1].text


def test_a_form_without_its_token_is_refused(client: FlaskClient, sato: PersonView) -> None:
    form_token(client)
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert client.get("/account").status_code == 302


def test_the_token_of_one_visit_is_worth_nothing_in_another(app: Flask, client: FlaskClient, sato: PersonView) -> None:
    stolen = form_token(app.test_client())
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "csrf_token": stolen})
    assert answer.status_code == 403


def test_a_planted_session_cookie_is_not_adopted(client: FlaskClient, sato: PersonView) -> None:
    client.set_cookie("tsunagu_session", "planted")
    assert sign_in(client).status_code == 303
    cookie = client.get_cookie("tsunagu_session")
    assert cookie
    assert cookie.value != "planted"
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_each_sign_in_has_a_session_of_its_own(app: Flask, sato: PersonView) -> None:
    first, second = app.test_client(), app.test_client()
    sign_in(first)
    sign_in(second)
    assert first.get_cookie("tsunagu_session") != second.get_cookie("tsunagu_session")


def test_a_token_for_forms_does_not_outlive_the_visit_before_sign_in(signed_in: FlaskClient, app: Flask) -> None:
    before = form_token(app.test_client())
    assert form_token(signed_in, "/account") != before


def test_signing_out_ends_the_session_on_the_server(app: Flask, signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("tsunagu_session")
    assert cookie
    token = form_token(signed_in, "/account")
    assert signed_in.post("/sign-out", data={"csrf_token": token}).location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("tsunagu_session", cookie.value)
    assert thief.get("/account").status_code == 302


def test_nobody_is_signed_out_by_another_site(signed_in: FlaskClient) -> None:
    assert signed_in.post("/sign-out").status_code == 403
    assert signed_in.get("/account").status_code == 200


def test_a_session_is_ended_from_another_device(app: Flask, signed_in: FlaskClient) -> None:
    other = app.test_client()
    sign_in(other)
    path = re.search(r'action="(/account/sessions/[^/"]+/revocation)"', signed_in.get("/account").text)
    assert path
    token = form_token(signed_in, "/account")
    assert signed_in.post(path[1], data={"csrf_token": token}).status_code == 303
    assert other.get("/account").status_code == 302
    assert signed_in.get("/account").status_code == 200


def test_another_persons_session_and_token_are_not_found(app: Flask, signed_in: FlaskClient, clock: FixedClock) -> None:
    with app.app_context():
        new = people.NewPerson(email="b@c.example", given_name="別人")
        other = people.create_person(new, clock.now(), PASSWORD)
        secret = people.sign_in("b@c.example", PASSWORD, HOME, clock.now())
        session_id = people.sessions_of(other.id, clock.now())[0].id
        token_id = people.create_api_token(other.id, "連携", 30, clock.now()).token.id
    form = {"csrf_token": form_token(signed_in, "/account")}
    for path in (f"/account/sessions/{session_id}/revocation", f"/account/tokens/{token_id}/revocation"):
        assert signed_in.post(path, data=form).status_code == 404
    with app.app_context():
        assert people.actor_of_session(secret, clock.now())


def test_a_token_is_shown_once(signed_in: FlaskClient) -> None:
    form = {"csrf_token": form_token(signed_in, "/account"), "label": "勤怠との連携", "days": "30"}
    made = signed_in.post("/account/tokens", data=form)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    secret = re.search(r'id="secret" readonly value="([^"]+)"', made.text)
    assert secret
    assert secret[1] not in signed_in.get("/account").text
    assert "勤怠との連携" in signed_in.get("/account").text


def test_a_bad_token_form_keeps_what_was_typed(signed_in: FlaskClient) -> None:
    form = {"csrf_token": form_token(signed_in, "/account"), "label": "勤怠との連携", "days": "9999999"}
    answer = signed_in.post("/account/tokens", data=form)
    assert answer.status_code == 422
    assert 'value="勤怠との連携"' in answer.text
    assert "有効期間は1日から365日の間で指定してください。" in answer.text


def test_a_short_new_password_is_refused_at_its_field(signed_in: FlaskClient) -> None:
    form = {"csrf_token": form_token(signed_in, "/account"), "current_password": PASSWORD, "new_password": "short"}
    answer = signed_in.post("/account/password", data=form)
    assert answer.status_code == 422
    assert 'id="e-new_password"' in answer.text


def test_furigana_can_be_switched(signed_in: FlaskClient) -> None:
    form = {"csrf_token": form_token(signed_in, "/account"), "furigana": "on"}
    signed_in.post("/account/furigana", data=form)
    assert 'value="on" checked' in signed_in.get("/account").text
    signed_in.post("/account/furigana", data={"csrf_token": form["csrf_token"]})
    assert 'value="on" checked' not in signed_in.get("/account").text
