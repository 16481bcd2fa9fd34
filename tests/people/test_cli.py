from flask import Flask

from lms.clock import FixedClock
from lms.people import services as people
from tests.people.conftest import EMAIL, OFFICE, PASSWORD

CREATE = ["people", "create", "--email", EMAIL, "--name", "佐藤　明里", "--role", "secretariat"]


def test_the_first_account_comes_from_the_command_line(app: Flask, clock: FixedClock) -> None:
    made = app.test_cli_runner().invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    assert (made.exit_code, "佐藤 明里" in made.output) == (0, True)
    assert PASSWORD not in made.output
    with app.app_context():
        token = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        actor = people.actor_of_session(token, clock.now())
    assert actor
    assert [grant.role for grant in actor.grants] == ["secretariat"]


def test_what_does_not_fit_is_said_and_nothing_is_made(app: Flask) -> None:
    made = app.test_cli_runner().invoke(args=CREATE, input="short\nshort\n")
    assert made.exit_code == 1
    assert "12文字以上" in made.output
    with app.app_context():
        assert people.find_person_by_email(EMAIL) is None


def test_a_role_and_a_token_for_somebody(app: Flask, clock: FixedClock) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    granted = runner.invoke(args=["people", "grant", "--email", EMAIL, "--role", "lecturer", "--cohort", "cohort-1"])
    assert granted.exit_code == 0
    secret = runner.invoke(args=["people", "token", "--email", EMAIL, "--label", "連携"]).output.strip()
    with app.app_context():
        actor = people.actor_of_token(secret, clock.now())
    assert actor
    assert {(grant.role.value, grant.cohort) for grant in actor.grants} == {("secretariat", None), ("lecturer", "cohort-1")}


def test_an_unknown_address_is_said(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["people", "grant", "--email", "x@y.example", "--role", "lecturer"])
    assert (answer.exit_code, "x@y.example" in answer.output) == (1, True)
