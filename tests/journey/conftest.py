"""A real round of the shipped program with a trainee in it; the clock stands ten days into its two months."""
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson, OrganizationKind
from tests.conftest import MORNING
from tests.heart import rounds

PASSWORD = "tsunagu to hito wo 12"
EMAIL = "a.sato@city.midorikawa.example"


@dataclass(frozen=True)
class Round:
    """Ids of a cohort, of one enrollment in it, and of the person enrolled."""

    cohort: str
    enrollment: str
    person: str


def open_round(app: Flask) -> Round:
    """From 1 June to 31 July 2027, with one trainee."""
    with app.app_context():
        cohort = rounds.open_round()
        person = join(EMAIL, Role.TRAINEE)
        place = people.create_organization("緑川市 多文化共生課", OrganizationKind.LOCAL_GOVERNMENT)
        return Round(cohort.id, enrollments.enroll(cohort.id, person, place.id, "test", MORNING).id, person)


def join(email: str, role: Role) -> str:
    """A person with one role; their id."""
    person = people.create_person(NewPerson(email, "佐藤", "明里", "サトウ アカリ"), MORNING, PASSWORD)
    people.grant_role(person.id, role, "test", MORNING)
    return person.id


def verified(app: Flask) -> tuple[int, str]:
    """What ``lms records verify`` says of the ledger: exit code and text."""
    done: Any = app.test_cli_runner().invoke(args=["records", "verify"])
    return done.exit_code, done.output


@pytest.fixture
def studying(loaded_app: Flask) -> Round:
    return open_round(loaded_app)
