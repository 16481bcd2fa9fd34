"""One house for all tests of a module here, with a person and an API token for each role."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.access import Role
from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from tests.apps import Builder
from tests.conftest import MORNING, MakeApp
from tests.databases import Databases
from tests.web.school import enroll_here
from tests.web.school import school as school_plugin

BEFORE = datetime(2027, 5, 1, tzinfo=UTC)  # tokens outlive every moment that the tests visit
PASSWORD = "tsunagu to hito wo 12"


@dataclass(frozen=True)
class Visitor:
    """Someone who may ask: ``token`` is for the API."""

    person_id: str
    email: str
    token: str


@dataclass(frozen=True)
class House:
    """``visitors`` by role. The trainee is in ``cohort`` by ``enrollment``, both ids."""

    app: Flask
    visitors: dict[Role, Visitor]
    cohort: str
    enrollment: str


@pytest.fixture(scope="module")
def house(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Everything that is installed, loaded, with a cohort that studies the shipped training now."""
    builder = Builder(sqlite_databases, FixedClock(MORNING), tmp_path_factory.mktemp("house"))
    app = builder(loaded=True)
    with app.app_context():
        visitors = {role: visitor(role) for role in Role}
        programs.load(MORNING)
        cohort = enrollments.create_cohort("now", "fnsc-training", {"ja": "今の期", "en": "This round"},
                                           {"learning": date(2027, 6, 1)}, {}, MORNING)
        enrolled = enrollments.enroll(cohort.id, visitors[Role.TRAINEE].person_id, None, "test", MORNING)
    yield House(app, visitors, cohort.id, enrolled.id)
    builder.close()


def visitor(role: Role) -> Visitor:
    email = f"{role.value}@city.midorikawa.example"
    person = people.create_person(NewPerson(email, "佐藤", "明里", "さとう あかり"), MORNING, PASSWORD)
    people.grant_role(person.id, role, "test", MORNING)
    return Visitor(person.id, email, people.create_api_token(person.id, "test", 365, BEFORE).secret)


@dataclass(frozen=True)
class School:
    """``enrollment``: that of ``trainee``."""

    app: Flask
    trainee: Visitor
    enrollment: str


@pytest.fixture
def school(make_app: MakeApp, tmp_path: Path) -> School:
    """The core with a small program of its own, and a trainee in it."""
    app = make_app(plugins=[school_plugin(tmp_path)])
    with app.app_context():
        trainee = visitor(Role.TRAINEE)
        return School(app, trainee, enroll_here(trainee.person_id))


@pytest.fixture
def client(school: School) -> FlaskClient:
    client = school.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {school.trainee.token}"
    return client
