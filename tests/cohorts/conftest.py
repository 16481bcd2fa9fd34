"""A round with people in it, and visitors of every role. The clock stands at 10 June 2027, ten days into the round."""
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.access import Role
from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.plugins import Plugin
from lms.web.access import SESSION_COOKIE, csrf_token_of
from tests.heart import ground
from tests.heart.rounds import enrolled, open_round

PASSWORD = "tsunagu to hito wo 12"


@dataclass
class Visitor:
    """A browser of somebody who is signed in, or of nobody. ``post`` sends the form's token by itself."""

    client: FlaskClient
    person_id: str = ""
    token: str = ""

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.post(path, data={"csrf_token": csrf_token_in(self), **(data or {})}, **options)

    def send(self, path: str, body: Any, method: str = "POST") -> Any:
        return self.client.open(f"/api/v1{path}", method=method, json=body,
                                headers={"X-CSRF-Token": csrf_token_in(self)})

    def ask(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")


def csrf_token_in(visitor: Visitor) -> str:
    with visitor.client.application.app_context():
        return csrf_token_of(visitor.token) if visitor.token else ""


@pytest.fixture
def plugins() -> list[Plugin] | None:
    return [ground.plugin]


@dataclass(frozen=True)
class Round:
    """``enrollments`` are ids, in the order of enrolling; ``persons`` the ids of the same people."""

    id: str
    enrollments: list[str]
    persons: list[str]


@pytest.fixture
def cohort(app: Flask) -> Round:
    """R9-1 with three trainees."""
    with app.app_context():
        found = open_round()
        ids = [enrolled(found.id, name) for name in ("hanako", "taro", "jiro")]
        return Round(found.id, ids, [enrollments.enrollment(i).person_id for i in ids])


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(app: Flask, clock: FixedClock) -> Visit:
    """``visit(Role.SECRETARIAT, cohort=None)``: signed in with one role; ``visit()``: nobody; ``person=``: as them."""
    return visits(app, clock)


@pytest.fixture
def visit_of(clock: FixedClock) -> Callable[[Flask], Visitor]:
    """The secretariat of an application of the test's own."""
    return lambda app: visits(app, clock)(Role.SECRETARIAT)


def visits(app: Flask, clock: FixedClock) -> Visit:
    made: list[int] = []

    def make(role: Role | None = None, cohort: str | None = None, person: str | None = None) -> Visitor:
        if role is None and person is None:
            return Visitor(app.test_client())
        made.append(1)
        with app.app_context():
            if person is None:
                email = f"visitor{len(made)}@agency.example"
                person = people.create_person(NewPerson(email, "林", "直子", "ハヤシ ナオコ"), clock.now(), PASSWORD).id
            else:
                email = people.person(person).email
                people.set_password(person, PASSWORD, clock.now())
            if role:
                people.grant_role(person, role, "test", clock.now(), cohort)
            token = people.sign_in(email, PASSWORD, "127.0.0.1", clock.now())
        client = app.test_client()
        client.set_cookie(SESSION_COOKIE, token)
        return Visitor(client, person, token)

    return make


@pytest.fixture
def office(visit: Visit) -> Visitor:
    return visit(Role.SECRETARIAT)


def messages(html: str) -> dict[str, str]:
    """Field to the message that stands at it."""
    found = re.findall(r'<p class="error" id="e-([^"]+)">.*?<span>(.*?)</span>', html, re.DOTALL)
    return dict(found)
