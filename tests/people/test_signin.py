"""Signing in over the services and the pages."""
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from lms.access import Role
from lms.app import create_app
from lms.clock import FixedClock
from lms.db import db
from lms.errors import Invalid, TooMany
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL, PASSWORD, form_token, sign_in, stand_in

OFFICE, HOME = "203.0.113.9", "198.51.100.7"


def again(app: Flask, clock: FixedClock) -> Flask:
    """A second process over the same database."""
    return create_app(app.extensions["lms.settings"], plugins=stand_in(), clock=clock)


def fail(clock: FixedClock, email: str = EMAIL, address: str = OFFICE) -> Invalid:
    with pytest.raises(Invalid) as caught:
        people.sign_in(email, "not the password", address, clock.now())
    return caught.value


def test_signing_in_opens_a_session(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        token = people.sign_in("A.Sato@City.Midorikawa.example", PASSWORD, OFFICE, clock.now(), "Windows, Edge")
        actor = people.actor_of_session(token, clock.now())
        assert actor and (actor.person_id, actor.name, actor.has(Role.TRAINEE)) == (sato.id, "佐藤 明里", True)
        assert people.sessions_of(sato.id, clock.now())[0].device == "Windows, Edge"


def test_the_database_holds_no_token_and_no_password(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        secret = people.create_api_token(sato.id, "連携", 30, clock.now()).secret
        stored = str([db.session.execute(text(f"select * from {table}")).all()
                      for table in ("lms_person", "lms_signin_session", "lms_api_token", "lms_signin_attempt")])
    assert token not in stored
    assert secret not in stored
    assert PASSWORD not in stored
    assert OFFICE not in stored
    assert "argon2id$v=19$m=19456,t=2,p=1$" in stored


def test_the_same_password_typed_full_width(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        assert people.sign_in(EMAIL, "ｔｓｕｎａｇｕ to hito wo １２", OFFICE, clock.now())


def test_no_account_sounds_like_a_wrong_password(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        known, unknown = fail(clock), fail(clock, "nobody@city.midorikawa.example")
    assert known.errors == unknown.errors
    assert known.members == unknown.members


def test_no_account_takes_as_long_as_a_wrong_password(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    def fastest(email: str) -> float:
        taken = []
        for _ in range(4):
            began = time.process_time()
            fail(clock, email)
            taken.append(time.process_time() - began)
        return min(taken)

    with app.app_context():
        fail(clock, "warm@up.example")
        known, unknown = fastest(EMAIL), fastest("nobody@city.midorikawa.example")
    assert 0.5 < unknown / known < 2


def test_a_person_without_password_cannot_sign_in(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        people.create_person(people.NewPerson(email="new@c.example", given_name="スカルノ"), clock.now())
        assert fail(clock, "new@c.example").members["left"] == 4
        with pytest.raises(Invalid):
            people.sign_in("new@c.example", "", OFFICE, clock.now())


def test_five_failures_stop_the_account_for_15_minutes(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with any_database_app.app_context():
        assert [fail(clock).members["left"] for _ in range(4)] == [4, 3, 2, 1]
        with pytest.raises(TooMany) as caught:
            people.sign_in(EMAIL, "not the password", OFFICE, clock.now())
        assert caught.value.members["retry_after"] == 15 * 60
        clock.advance(timedelta(minutes=14))
        with pytest.raises(TooMany) as caught:
            people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        assert caught.value.members["retry_after"] == 60
        clock.advance(timedelta(minutes=1))
        assert people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())


def test_a_stop_is_not_lengthened_by_knocking(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        for _ in range(5):
            with pytest.raises((Invalid, TooMany)):
                people.sign_in(EMAIL, "not the password", OFFICE, clock.now())
        for _ in range(14):
            clock.advance(timedelta(minutes=1))
            with pytest.raises(TooMany):
                people.sign_in(EMAIL, "not the password", OFFICE, clock.now())
        clock.advance(timedelta(minutes=1))
        assert fail(clock).members["left"] == 4


def test_a_stranger_far_away_does_not_lock_the_owner_out(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        for _ in range(5):
            with pytest.raises((Invalid, TooMany)):
                people.sign_in(EMAIL, "not the password", HOME, clock.now())
        assert people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())


def test_success_starts_the_count_afresh(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        for _ in range(4):
            fail(clock)
        people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        assert fail(clock).members["left"] == 4


def test_one_network_may_not_try_many_accounts(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        for n in range(49):
            fail(clock, f"guess{n}@city.example")
        with pytest.raises(TooMany):
            people.sign_in("guess49@city.example", "not the password", OFFICE, clock.now())
        with pytest.raises(TooMany):
            people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        assert people.sign_in(EMAIL, PASSWORD, HOME, clock.now())


def test_two_processes_share_one_count(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    left = []
    for process in (any_database_app, other := again(any_database_app, clock), any_database_app, other):
        with process.app_context():
            left.append(fail(clock).members["left"])
    assert left == [4, 3, 2, 1]
    with other.app_context(), pytest.raises(TooMany):
        people.sign_in(EMAIL, "not the password", OFFICE, clock.now())
    with any_database_app.app_context(), pytest.raises(TooMany):
        people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())


def test_guesses_in_parallel_gain_nothing(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    processes = [any_database_app, again(any_database_app, clock)]

    def guess(n: int) -> str:
        with processes[n % 2].app_context():
            try:
                people.sign_in(EMAIL, f"guess number {n}", OFFICE, clock.now())
            except (Invalid, TooMany) as error:
                return "looked" if isinstance(error, Invalid) else "stopped"
        return "in"

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert outcomes.count("looked") <= 5
    assert "in" not in outcomes


# Sessions ----------------------------------------------------------------------------------------------

def test_silence_ends_a_session_of_staff_after_30_minutes(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        people.grant_role(sato.id, Role.SECRETARIAT, "test", clock.now())
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        for _ in range(3):
            clock.advance(timedelta(minutes=29))
            assert people.actor_of_session(token, clock.now())
        clock.advance(timedelta(minutes=30))
        assert people.actor_of_session(token, clock.now()) is None


def test_a_session_of_staff_ends_after_a_day_however_busy(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        people.grant_role(sato.id, Role.AUDITOR, "test", clock.now())
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        for _ in range(71):
            clock.advance(timedelta(minutes=20))
            assert people.actor_of_session(token, clock.now())
        clock.advance(timedelta(minutes=20))
        assert people.actor_of_session(token, clock.now()) is None


def test_a_trainee_may_pause_half_a_day_and_stay_a_week(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        for _ in range(15):
            clock.advance(timedelta(hours=11))
            assert people.actor_of_session(token, clock.now())
        clock.advance(timedelta(hours=3))
        assert people.actor_of_session(token, clock.now()) is None


def test_a_role_taken_away_is_gone_at_the_next_request(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        people.grant_role(sato.id, Role.LECTURER, "test", clock.now(), "cohort-1")
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        actor = people.actor_of_session(token, clock.now())
        assert actor
        assert actor.may(Role.LECTURER, cohort="cohort-1")
        assert not actor.may(Role.LECTURER, cohort="cohort-2")
        people.revoke_role(sato.id, Role.LECTURER, "test", clock.now(), "cohort-1")
        actor = people.actor_of_session(token, clock.now())
        assert actor
        assert not actor.has(Role.LECTURER)


def test_a_request_asks_the_database_once_and_writes_once_a_minute(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    asked: list[str] = []
    with app.app_context():
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        db.session.rollback()
        event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2].split()[0]))
        counts = []
        for seconds in (59, 1, 59, 1):
            clock.advance(timedelta(seconds=seconds))
            people.actor_of_session(token, clock.now())
            counts.append([word for word in asked if word in ("SELECT", "UPDATE")])
            asked.clear()
    assert counts == [["SELECT"], ["SELECT", "UPDATE"], ["SELECT"], ["SELECT", "UPDATE"]]


def test_changing_the_password_ends_the_other_sessions(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        here, there = (people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now()) for _ in range(2))
        actor = people.actor_of_session(here, clock.now())
        assert actor
        people.change_password(sato.id, PASSWORD, "another long password", clock.now(), actor.session_id)
        assert people.actor_of_session(here, clock.now())
        assert people.actor_of_session(there, clock.now()) is None
        with pytest.raises(Invalid):
            people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        assert people.sign_in(EMAIL, "another long password", OFFICE, clock.now())


def test_the_present_password_cannot_be_guessed_in_a_borrowed_session(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        for _ in range(4):
            with pytest.raises(Invalid):
                people.change_password(sato.id, "a guess", "another long password", clock.now())
        for guess in ("a guess", PASSWORD):
            with pytest.raises(TooMany):
                people.change_password(sato.id, guess, "another long password", clock.now())


def test_a_token_works_until_its_day_or_its_revocation(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        first, second = (people.create_api_token(sato.id, "連携", 30, clock.now()) for _ in range(2))
        actor = people.actor_of_token(first.secret, clock.now())
        assert actor
        assert (actor.person_id, actor.session_id) == (sato.id, None)
        people.revoke_api_token(sato.id, first.token.id, clock.now())
        assert people.actor_of_token(first.secret, clock.now()) is None
        clock.advance(timedelta(days=30))
        assert people.actor_of_token(second.secret, clock.now()) is None
        assert people.api_tokens_of(sato.id, clock.now()) == []


def test_an_address_belongs_to_one_person(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with any_database_app.app_context(), pytest.raises(Invalid) as caught:
        people.create_person(people.NewPerson(email=EMAIL.upper(), given_name="別人"), clock.now())
    assert list(caught.value.errors) == ["email"]


def test_the_same_organization_twice_is_a_conflict(app: Flask, clock: FixedClock) -> None:
    from lms.errors import Conflict

    with app.app_context():
        city = people.create_organization("緑川市　国際課", people.OrganizationKind.LOCAL_GOVERNMENT)
        with pytest.raises(Conflict):
            people.create_organization("緑川市 国際課", people.OrganizationKind.NATIONAL)
        new = people.NewPerson(email="x@c.example", given_name="スカルノ", organization_id=city.id)
        person = people.create_person(new, clock.now())
        assert people.people_named([person.id, "unknown"]) == {person.id: person}
        assert person.organization == city
        assert people.organizations() == [city]
        with pytest.raises(Invalid):
            people.create_person(people.NewPerson(email="y@c.example", given_name="ハッタ", organization_id="?"), clock.now())


# Pages -------------------------------------------------------------------------------------------------

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
