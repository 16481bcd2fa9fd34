"""Proving who one is: the password, and the limits on guessing it."""
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import text

from lms.access import Role
from lms.app import create_app
from lms.clock import FixedClock
from lms.db import db
from lms.errors import Invalid, TooMany
from lms.people import passwords
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL, HOME, OFFICE, PASSWORD


def again(app: Flask, clock: FixedClock) -> Flask:
    """A second process over the same database."""
    return create_app(app.extensions["lms.settings"], plugins=[], clock=clock)


def fail(clock: FixedClock, email: str = EMAIL, address: str = OFFICE) -> Invalid:
    with pytest.raises(Invalid) as caught:
        people.sign_in(email, "not the password", address, clock.now())
    return caught.value


def test_signing_in_opens_a_session(app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with app.app_context():
        token = people.sign_in("A.Sato@City.Midorikawa.example", PASSWORD, OFFICE, clock.now(), "Windows, Edge")
        actor = people.actor_of_session(token, clock.now())
        assert actor
        assert (actor.person_id, actor.name, actor.has(Role.TRAINEE)) == (sato.id, "佐藤 明里", True)
        assert people.sessions_of(sato.id, clock.now())[0].device == "Windows, Edge"


@pytest.fixture
def costly_passwords(monkeypatch: pytest.MonkeyPatch, quick_passwords: PasswordHasher) -> Iterator[None]:
    monkeypatch.setattr(passwords, "HASHER", quick_passwords)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@pytest.mark.usefixtures("costly_passwords")
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


@pytest.mark.usefixtures("costly_passwords")
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
    together = Barrier(12)

    def guess(n: int) -> str:
        with processes[n % 2].app_context():
            db.session.execute(text("select 1"))  # connected before the start
            together.wait()
            try:
                people.sign_in(EMAIL, f"guess number {n}", OFFICE, clock.now())
            except (Invalid, TooMany) as error:
                return "looked" if isinstance(error, Invalid) else "stopped"
        return "in"

    with any_database_app.app_context():
        for _ in range(3):
            fail(clock)
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert outcomes.count("looked") <= 1  # of two more failures, the second is told of the stop
    assert "in" not in outcomes
