"""From the office's link to a password of one's own."""
from datetime import timedelta

import pytest
from flask import Flask

from lms.clock import FixedClock
from lms.errors import Invalid, NotFound
from lms.invitations import services as invitations
from lms.people import services as people
from tests.cohorts.conftest import Round, Visit, Visitor, messages

PASSWORD = "a long and quiet river"


@pytest.fixture
def token(app: Flask, cohort: Round, clock: FixedClock) -> str:
    with app.app_context():
        return invitations.invite(cohort.persons[0], "office", clock.now())


def form_token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_link_sets_a_password_and_signs_in(token: str, visit: Visit) -> None:
    guest = visit()
    page = guest.get(f"/welcome/{token}")
    assert "緑川 hanako 様" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    answer = guest.client.post(f"/welcome/{token}", data={"csrf_token": form_token(page.text), "new_password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert guest.get("/account").status_code == 200


@pytest.mark.parametrize("password", ["", "short", "hanako@example.jp", "x" * 201])
def test_a_weak_password_comes_back_and_the_link_stays_good(password: str, token: str, visit: Visit) -> None:
    guest = visit()
    page = guest.get(f"/welcome/{token}").text
    answer = guest.client.post(f"/welcome/{token}", data={"csrf_token": form_token(page), "new_password": password})
    assert (answer.status_code, set(messages(answer.text))) == (422, {"new_password"})
    assert not password or password not in answer.text.replace('value="hanako@example.jp"', "")
    assert guest.get(f"/welcome/{token}").status_code == 200


def test_a_link_is_good_once_and_the_others_go_with_it(app: Flask, cohort: Round, clock: FixedClock, token: str) -> None:
    with app.app_context():
        second = invitations.invite(cohort.persons[0], "office", clock.now())
        invitations.accept_invitation(token, PASSWORD, clock.now())
        for used in (token, second):
            with pytest.raises(NotFound):
                invitations.accept_invitation(used, "another long password", clock.now())


def test_a_link_is_good_for_fourteen_days(app: Flask, token: str, clock: FixedClock) -> None:
    with app.app_context():
        last = clock.now() + timedelta(days=14)
        assert invitations.invited_person(token, last - timedelta(seconds=1)).email == "hanako@example.jp"
        with pytest.raises(NotFound):
            invitations.invited_person(token, last)


def test_nobody_who_has_a_password_is_invited(app: Flask, cohort: Round, token: str, clock: FixedClock) -> None:
    with app.app_context():
        invitations.accept_invitation(token, PASSWORD, clock.now())
        with pytest.raises(Invalid):
            invitations.invite(cohort.persons[0], "office", clock.now())
        assert set(invitations.invite_all(cohort.persons, "office", clock.now())) == set(cohort.persons[1:])


@pytest.mark.parametrize("forged", ["x", "x" * 43, "%F0%9F%98%80", "%00"])
def test_a_forged_link_opens_nothing(forged: str, cohort: Round, visit: Visit) -> None:
    assert visit().get(f"/welcome/{forged}").status_code == 404


def test_a_password_that_was_set_another_way_ends_the_invitation(app: Flask, cohort: Round, token: str, clock: FixedClock) -> None:
    """A link lying in an old mail must not open an account that somebody uses."""
    with app.app_context():
        people.set_password(cohort.persons[0], PASSWORD, clock.now())
        with pytest.raises(NotFound):
            invitations.accept_invitation(token, "another long password", clock.now())


def test_by_json(app: Flask, cohort: Round, token: str, visit: Visit) -> None:
    guest = visit()
    answer = guest.client.post("/api/v1/invitation-acceptances", json={"token": token, "new_password": "short"})
    assert (answer.status_code, (answer.json or {}).get("type")) == (422, "/problems/invalid")
    assert guest.client.post("/api/v1/invitation-acceptances", json={"token": token, "new_password": PASSWORD}).status_code == 204
    signed_in = guest.client.post("/api/v1/sessions", json={"email": "hanako@example.jp", "password": PASSWORD})
    assert signed_in.status_code == 201


def test_the_office_can_make_the_links_anew(cohort: Round, office: Visitor) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/invitations.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert (len(lines), answer.headers["Cache-Control"]) == (4, "no-store")
    link = lines[1].rsplit('"', 2)[1]
    assert office.get(link.removeprefix("http://localhost")).status_code == 200
