"""The secretariat helps the people of its rounds: a new link for a forgotten password, another name, a role taken back."""
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.access import Grant, Role
from lms.clock import FixedClock
from lms.errors import NotFound
from lms.invitations import services as invitations
from lms.invitations.rules import may_help, may_revoke
from lms.people import services as people
from tests.cohorts.conftest import Round, Visit, Visitor, messages

PASSWORD = "a long and quiet river"
SECRETARIAT, HERE, THERE = Grant(Role.SECRETARIAT), Grant(Role.SECRETARIAT, "r1"), Grant(Role.SECRETARIAT, "r2")


@pytest.mark.parametrize(("helper", "rounds", "held", "may"), [
    ({SECRETARIAT}, set(), {Grant(Role.AUDITOR)}, True),
    ({HERE}, {"r1"}, {Grant(Role.TRAINEE)}, True),
    ({HERE}, {"r2"}, {Grant(Role.TRAINEE)}, False),
    ({HERE}, set(), {Grant(Role.TRAINEE)}, False),
    ({HERE}, {"r1"}, {Grant(Role.TRAINEE), Grant(Role.LECTURER, "r1")}, True),
    ({HERE}, {"r1"}, {Grant(Role.TRAINEE), THERE}, False),  # a link to their account would lead into another round
    ({HERE}, {"r1"}, {SECRETARIAT}, False),
    ({Grant(Role.AUDITOR), Grant(Role.TRAINEE, "r1")}, {"r1"}, {Grant(Role.TRAINEE)}, False),
])
def test_who_may_help_whom(helper: set[Grant], rounds: set[str], held: set[Grant], may: bool) -> None:
    assert may_help(frozenset(helper), frozenset(rounds), frozenset(held)) is may


@pytest.mark.parametrize(("helper", "grant", "may"), [
    (SECRETARIAT, Grant(Role.LECTURER), True), (HERE, Grant(Role.LECTURER, "r1"), True),
    (HERE, Grant(Role.LECTURER, "r2"), False), (HERE, Grant(Role.LECTURER), False),
])
def test_a_role_is_taken_back_where_one_answers_for_it(helper: Grant, grant: Grant, may: bool) -> None:
    assert may_revoke(frozenset({helper}), grant) is may


def link_in(answer: Any) -> str:
    return str(answer.text.split("http://localhost/welcome/")[1].split("<")[0])


def test_a_forgotten_password_becomes_a_new_link(
    app: Flask, cohort: Round, office: Visitor, visit: Visit, clock: FixedClock,
) -> None:
    hanako = visit(person=cohort.persons[0])
    assert f"/people/{hanako.person_id}" in office.get(f"/enrollments/{cohort.enrollments[0]}").text
    assert "hanako@example.jp" in office.get(f"/people/{hanako.person_id}").text
    answer = office.post(f"/people/{hanako.person_id}/reset")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert hanako.get("/account").status_code == 302
    with app.app_context():
        assert invitations.accept_invitation(link_in(answer), PASSWORD, clock.now()).id == hanako.person_id
        assert [c.by for c in people.account_changes_of(hanako.person_id)] == [office.person_id]
    assert link_in(answer) not in office.get(f"/people/{hanako.person_id}").text


def test_an_older_link_does_not_come_back_to_life(app: Flask, cohort: Round, clock: FixedClock) -> None:
    """Whose link was never used, because a password came another way: a reset must not open it again."""
    with app.app_context():
        old = invitations.invite(cohort.persons[0], "office", clock.now())
        people.set_password(cohort.persons[0], PASSWORD, clock.now())
        new = invitations.start_afresh(cohort.persons[0], "office", clock.now())
        with pytest.raises(NotFound):
            invitations.invited_person(old, clock.now())
        assert invitations.invited_person(new, clock.now() + timedelta(days=13)).id == cohort.persons[0]


def test_a_new_address_ends_the_links_that_went_to_the_old_one(app: Flask, cohort: Round, office: Visitor, clock: FixedClock) -> None:
    with app.app_context():
        old = invitations.invite(cohort.persons[0], "office", clock.now())
    details = {"email": "hanako@city.example", "family_name": "青山", "given_name": "花子", "kana": "アオヤマ ハナコ", "latin_name": ""}
    answer = office.post(f"/people/{cohort.persons[0]}/details", details)
    assert (answer.status_code, answer.location) == (303, f"/people/{cohort.persons[0]}?done=changed")
    assert "青山 花子" in office.get(answer.location).text
    with app.app_context(), pytest.raises(NotFound):
        invitations.invited_person(old, clock.now())


def test_what_does_not_fit_comes_back_with_what_was_typed(cohort: Round, office: Visitor) -> None:
    answer = office.post(f"/people/{cohort.persons[0]}/details", {"email": "nowhere", "family_name": "青山"})
    assert (answer.status_code, set(messages(answer.text))) == (422, {"email"})
    assert 'value="nowhere"' in answer.text


def test_a_role_is_taken_back(app: Flask, cohort: Round, office: Visitor, visit: Visit) -> None:
    lecturer = visit(Role.LECTURER, cohort.id)
    assert "講師" in office.get(f"/people/{lecturer.person_id}").text
    answer = office.post(f"/people/{lecturer.person_id}/roles/revocation", {"role": "lecturer", "cohort": cohort.id})
    assert answer.status_code == 303
    with app.app_context():
        assert people.roles_of(lecturer.person_id) == []
    again = office.post(f"/people/{lecturer.person_id}/roles/revocation", {"role": "lecturer", "cohort": cohort.id})
    assert again.status_code == 404


def test_the_secretariat_of_one_round_helps_its_own_people_only(
    app: Flask, cohort: Round, office: Visitor, visit: Visit, clock: FixedClock,
) -> None:
    here, elsewhere = visit(Role.SECRETARIAT, cohort.id), visit(Role.SECRETARIAT, "another round")
    for person, helper, status in ((cohort.persons[0], here, 201), (cohort.persons[0], elsewhere, 404), (office.person_id, here, 404)):
        assert helper.post(f"/people/{person}/reset").status_code == status
        assert helper.send(f"/people/{person}/password-resets", None).status_code == status
    with app.app_context():
        people.grant_role(cohort.persons[0], Role.LECTURER, "office", clock.now())
    assert here.post(f"/people/{cohort.persons[0]}/roles/revocation", {"role": "lecturer"}).status_code == 404


def test_nobody_locks_themselves_out(app: Flask, office: Visitor) -> None:
    assert office.post(f"/people/{office.person_id}/reset").status_code == 422
    assert office.post(f"/people/{office.person_id}/roles/revocation", {"role": "secretariat"}).status_code == 422
    assert office.get(f"/people/{office.person_id}").status_code == 200


def test_by_json(app: Flask, cohort: Round, office: Visitor, visit: Visit, clock: FixedClock) -> None:
    person = cohort.persons[0]
    made = office.send(f"/people/{person}/password-resets", None)
    assert made.status_code == 201
    assert made.json["link"].startswith("http://localhost/welcome/")
    details = {"email": "hanako@city.example", "family_name": "青山", "given_name": "花子", "kana": "", "latin_name": ""}
    assert office.send(f"/people/{person}", details, "PUT").json["name"] == "青山 花子"
    assert office.send(f"/people/{person}", {**details, "email": "x"}, "PUT").status_code == 422
    found = office.ask(f"/people/{person}").json
    assert (found["person"]["email"], [c["what"] for c in found["changes"]]) == (
        "hanako@city.example", [["password"], ["email", "family_name", "given_name", "kana"]])
    lecturer = visit(Role.LECTURER)
    assert office.send(f"/people/{lecturer.person_id}/roles/lecturer", None, "DELETE").status_code == 204
    assert office.send(f"/people/{lecturer.person_id}/roles/nothing", None, "DELETE").status_code == 404
    assert lecturer.ask(f"/people/{person}").status_code == 403


def test_a_stopped_sign_in_does_not_spoil_a_new_password(app: Flask, cohort: Round, visit: Visit, clock: FixedClock) -> None:
    with app.app_context():
        token = invitations.invite(cohort.persons[0], "office", clock.now())
    guest = visit()
    for _ in range(5):
        guest.client.post("/api/v1/sessions", json={"email": "hanako@example.jp", "password": "guess after guess"})
    form = guest.get(f"/welcome/{token}").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = guest.client.post(f"/welcome/{token}", data={"csrf_token": form, "new_password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    clock.advance(timedelta(minutes=16))
    signed_in = guest.client.post("/api/v1/sessions", json={"email": "hanako@example.jp", "password": PASSWORD})
    assert signed_in.status_code == 201
