"""How long a session, a role or a token holds."""
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from lms.access import Role
from lms.clock import FixedClock
from lms.db import db
from lms.errors import Invalid, TooMany
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL, OFFICE, PASSWORD


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
        first = people.create_api_token(sato.id, "連携", 30, clock.now())
        clock.advance(timedelta(minutes=1))
        second = people.create_api_token(sato.id, "集計", 30, clock.now())
        actor = people.actor_of_token(first.secret, clock.now())
        assert actor
        assert (actor.person_id, actor.session_id) == (sato.id, None)
        people.revoke_api_token(sato.id, first.token.id, clock.now())
        assert people.actor_of_token(first.secret, clock.now()) is None
        assert people.actor_of_token(second.secret, clock.now())
        clock.advance(timedelta(days=30))
        assert people.actor_of_token(second.secret, clock.now()) is None
        assert people.api_tokens_of(sato.id, clock.now()) == []
