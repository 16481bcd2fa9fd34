"""What the office does to an account, and the trace that it leaves."""
import pytest
from flask import Flask

from lms.clock import FixedClock
from lms.errors import Invalid, NotFound
from lms.people import services as people
from lms.people.services import NewPerson, PersonView
from tests.people.conftest import EMAIL, OFFICE, PASSWORD

MARRIED = NewPerson(email="A.Tanaka@city.shirahama.example", family_name="田中", given_name="明里", kana="たなか あかり")


def test_a_password_that_is_taken_away_opens_nothing_any_more(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        session = people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        token = people.create_api_token(sato.id, "連携", 30, clock.now()).secret
        people.take_password(sato.id, "office", clock.now())
        assert people.actor_of_session(session, clock.now()) is None
        assert people.actor_of_token(token, clock.now()) is None
        with pytest.raises(Invalid):
            people.sign_in(EMAIL, PASSWORD, OFFICE, clock.now())
        assert people.without_password([sato.id]) == {sato.id}


def test_a_person_who_married_and_moved_keeps_their_account(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        changed = people.change_person(sato.id, MARRIED, "office", clock.now())
        assert (changed.id, changed.name, changed.kana) == (sato.id, "田中 明里", "タナカ アカリ")
        assert people.sign_in("a.tanaka@city.shirahama.example", PASSWORD, OFFICE, clock.now())
        assert people.find_person_by_email(EMAIL) is None


def test_each_act_says_who_and_when_but_keeps_no_old_name(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        people.change_person(sato.id, MARRIED, "n.hayashi", clock.now())
        first, _ = people.account_changes_of(sato.id), people.change_person(sato.id, MARRIED, "n.hayashi", clock.now())
        assert [(c.what, c.by, c.at) for c in first] == [(("email", "family_name", "kana"), "n.hayashi", clock.now())]
        assert people.account_changes_of(sato.id) == first  # what is the same is no change
        people.take_password(sato.id, "n.hayashi", clock.now())
        assert ("password",) in [c.what for c in people.account_changes_of(sato.id)]


def test_what_does_not_fit_changes_nothing(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with any_database_app.app_context():
        people.create_person(NewPerson("taken@city.example", "森", "拓也"), clock.now())
        for new, fields in ((NewPerson("taken@city.example", "田中"), {"email"}), (NewPerson("x"), {"email", "family_name"})):
            with pytest.raises(Invalid) as caught:
                people.change_person(sato.id, new, "office", clock.now())
            assert set(caught.value.errors) == fields
        assert people.person(sato.id) == sato
        assert people.account_changes_of(sato.id) == []


def test_nobody_is_changed_who_does_not_exist(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        with pytest.raises(NotFound):
            people.change_person("nobody", MARRIED, "office", clock.now())
        with pytest.raises(NotFound):
            people.take_password("nobody", "office", clock.now())


def test_a_new_password_ends_the_tokens_of_the_old_one(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        token = people.create_api_token(sato.id, "連携", 30, clock.now()).secret
        people.change_password(sato.id, PASSWORD, "another long password", clock.now())
        assert people.actor_of_token(token, clock.now()) is None
        assert people.api_tokens_of(sato.id, clock.now()) == []
