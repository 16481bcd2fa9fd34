"""The core alone, and people who can sign in."""
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.access import Role
from lms.clock import FixedClock
from lms.people import services as people
from lms.people.services import NewPerson, PersonView

PASSWORD = "tsunagu to hito wo 12"
EMAIL = "a.sato@city.midorikawa.example"
OFFICE, HOME = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(plugins=[])


@pytest.fixture
def sato(app: Flask, clock: FixedClock) -> PersonView:
    """A trainee with a password."""
    with app.app_context():
        new = NewPerson(email=EMAIL, family_name="佐藤", given_name="明里", kana="さとう あかり")
        person = people.create_person(new, clock.now(), PASSWORD)
        people.grant_role(person.id, Role.TRAINEE, "test", clock.now())
        return person


def form_token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', client.get(path).text)
    assert found, f"{path} has no form"
    return found[1]


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL, **more: str) -> Any:
    data = {"csrf_token": form_token(client), "email": email, "password": password, **more}
    return client.post("/sign-in", data=data)


@pytest.fixture
def signed_in(client: FlaskClient, sato: PersonView) -> FlaskClient:
    assert sign_in(client).status_code == 303
    return client
