import pytest
from flask import Flask

from lms.clock import FixedClock
from lms.invitations import services as invitations
from lms.people import services as people
from tests.conftest import MakeApp
from tests.heart import ground
from tests.heart.rounds import open_round
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


@pytest.fixture
def round_(make_app: MakeApp) -> tuple[Flask, str]:
    """The core with the round R9-1, and the round's id."""
    app = make_app(plugins=[ground.plugin])
    with app.app_context():
        return app, open_round("R9-1").id


def test_a_role_and_a_token_for_somebody(round_: tuple[Flask, str], clock: FixedClock) -> None:
    app, cohort = round_
    runner = app.test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    granted = runner.invoke(args=["people", "grant", "--email", EMAIL, "--role", "lecturer", "--cohort", "R9-1"])
    assert granted.exit_code == 0
    secret = runner.invoke(args=["people", "token", "--email", EMAIL, "--label", "連携"]).output.strip()
    with app.app_context():
        actor = people.actor_of_token(secret, clock.now())
    assert actor
    assert {(grant.role.value, grant.cohort) for grant in actor.grants} == {("secretariat", None), ("lecturer", cohort)}


def test_an_unknown_address_is_said(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["people", "grant", "--email", "x@y.example", "--role", "lecturer"])
    assert (answer.exit_code, "x@y.example" in answer.output) == (1, True)


@pytest.mark.parametrize("command", ["grant", "revoke"])
def test_a_round_that_does_not_exist_is_said(round_: tuple[Flask, str], command: str) -> None:
    """A role in a round that nobody has would look like a grant and open nothing."""
    app, runner = round_[0], round_[0].test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    answer = runner.invoke(args=["people", command, "--email", EMAIL, "--role", "lecturer", "--cohort", "R9-2"])
    assert (answer.exit_code, "R9-2" in answer.output) == (1, True)
    with app.app_context():
        person = people.find_person_by_email(EMAIL)
        assert person
        assert len(people.roles_of(person.id)) == 1


def test_a_role_is_taken_back(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    revoke = ["people", "revoke", "--email", EMAIL, "--role", "secretariat"]
    assert runner.invoke(args=revoke).exit_code == 0
    again = runner.invoke(args=revoke)
    assert (again.exit_code, "secretariat" in again.output) == (1, True)


def test_a_forgotten_password_is_replaced_by_a_link(app: Flask, clock: FixedClock) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    answer = runner.invoke(args=["people", "reset", "--email", EMAIL])
    token = answer.output.split("/welcome/")[1].split()[0]
    with app.app_context():
        found = people.find_person_by_email(EMAIL)
        assert found
        assert people.without_password([found.id])
        assert invitations.invited_person(token, clock.now()).email == EMAIL
        assert [change.by for change in people.account_changes_of(found.id)] == ["command-line"]


def test_a_name_and_an_address_are_changed_and_the_rest_stays(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")
    change = ["people", "change", "--email", EMAIL]
    assert runner.invoke(args=[*change, "--name", "田中 明里", "--kana", "タナカ アカリ"]).exit_code == 0
    assert runner.invoke(args=[*change, "--new-email", "x"]).exit_code == 1
    assert runner.invoke(args=[*change, "--new-email", "tanaka@city.example"]).exit_code == 0
    with app.app_context():
        found = people.find_person_by_email("tanaka@city.example")
        assert found
        assert (found.name, found.kana) == ("田中 明里", "タナカ アカリ")
