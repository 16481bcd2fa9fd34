"""A contractor that teaches round R9-1, and visitors of every role. The clock stands at 10 June 2027, ten days into the round.

The program's lectures are the shipped ones; of the plugin only this room's pages and routes are there.
"""
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from lms.people import services as people
from lms.people.services import NewPerson
from lms.plugins import Plugin
from scorm_export.contractors import services
from scorm_export.contractors.api import api
from scorm_export.contractors.pages import MENU, pages
from scorm_export.results.outcome import Outcome, Way
from scorm_export.results.services import Envelope, receive
from tests.cohorts.conftest import Round, Visit, Visitor, visits
from tests.conftest import MORNING
from tests.heart import ground
from tests.heart.rounds import enrolled, open_round

PROGRAM, OFFICE = "fnsc-training", "office"
BEGUN = datetime(2027, 6, 9, 1, 0, tzinfo=UTC)


@pytest.fixture
def plugins() -> list[Plugin] | None:
    return [ground.plugin, Plugin(name="scorm_export", api=(api,), pages=(pages,), nav=MENU)]


@dataclass(frozen=True)
class Taught:
    """A contractor by its id, the round that it teaches, and the id of a person who works for it."""

    id: str
    cohort: Round
    person: str

    @property
    def path(self) -> str:
        return f"/contractors/{self.id}"


def taught_round(code: str = "R9-1", *names: str) -> Round:
    found = open_round(code)
    return Round(found.id, [enrolled(found.id, name) for name in names], [])


def somebody(email: str = "k.ito@contractor.example") -> str:
    return people.create_person(NewPerson(email, "伊藤", "健", "イトウ ケン"), MORNING).id


def contracted(name: str, cohort: Round, person: str) -> Taught:
    """It may take lectures A1 and B1, and its results do not count yet."""
    made = services.create_contractor(name, OFFICE, MORNING)
    services.set_cohorts(made.id, [cohort.id])
    services.set_lectures(made.id, PROGRAM, ["A1", "B1"])
    services.add_member(made.id, person, OFFICE, MORNING)
    return Taught(made.id, cohort, person)


def arrived(contractor_id: str, learner: str, lecture: str = "A1", success: bool | None = True) -> str:
    """A result came home; how it stands."""
    outcome = Outcome(learner, lecture, BEGUN, completed=True, success=success, score=None if success is None else 0.8)
    return str(receive(Envelope(contractor_id, PROGRAM, Way.CSV, OFFICE), outcome, MORNING).result.standing)


@pytest.fixture
def contractor(app: Flask) -> Taught:
    """株式会社まなび, with hanako and taro as trainees."""
    with app.app_context():
        return contracted("株式会社まなび", taught_round("R9-1", "hanako", "taro"), somebody())


@pytest.fixture
def visit(app: Flask, clock: FixedClock) -> Visit:
    return visits(app, clock)


@pytest.fixture
def office(visit: Visit) -> Visitor:
    return visit(Role.SECRETARIAT)


@pytest.fixture
def ito(visit: Visit, contractor: Taught) -> Visitor:
    """Works for the contractor."""
    return visit(person=contractor.person)


