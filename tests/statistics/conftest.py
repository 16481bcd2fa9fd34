"""Simulated people at shipped tests, and visitors of every role."""
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.attempts.services.rows import tests_of
from assessments.items import services as items
from lms.access import Role
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.web.access import SESSION_COOKIE
from tests.conftest import MORNING
from tests.statistics.filled import PROGRAM, Simulation, fill, loaded_pool

PASSWORD = "tsunagu to hito wo 12"
LECTURE_TEST, REVIEW = "A1-test", "review-test"
Visit = Callable[[Role | None], FlaskClient]


@pytest.fixture
def house(app: Flask) -> Flask:
    """Programs and items are loaded; nobody has taken a test."""
    with app.app_context():
        loaded_pool(MORNING, [])
    return app


@pytest.fixture
def filled(house: Flask) -> Flask:
    """120 people in three rounds at A1's test, where the first item is miskeyed, and 60 at the review test."""
    with house.app_context():
        own = items.pool(PROGRAM, ["A1"], MORNING.date())
        fill(Simulation(LECTURE_TEST, own, 5, 240, ("R9-1", "R8-1", "R8-2"), goal=4, miskeyed=frozenset({own[0].id})))
        tests = {test.activity.id: test for test in tests_of(programs.program(programs.newest(PROGRAM).id))}
        fill(Simulation(REVIEW, items.pool(PROGRAM, tests[REVIEW].lectures, MORNING.date()), 40, 60, goal=28))
    return house


@pytest.fixture
def visit(app: Flask) -> Visit:
    """``visit(Role.LECTURER)``: a browser of somebody with that role; ``visit(None)``: of nobody."""
    return lambda role: signed_in(app, role)


def signed_in(app: Flask, role: Role | None) -> FlaskClient:
    client = app.test_client()
    if role is not None:
        client.set_cookie(SESSION_COOKIE, session_of(app, role))
    return client


def session_of(app: Flask, role: Role) -> str:
    with app.app_context():
        email = f"{role}@agency.example"
        person = people.create_person(NewPerson(email, "森", "拓也", "モリ タクヤ"), MORNING, PASSWORD)
        people.grant_role(person.id, role, "test", MORNING)
        return people.sign_in(email, PASSWORD, "127.0.0.1", MORNING)
