"""The house before the storm: the shipped programs and items, and trainees in the middle of their tests."""
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from flask import Flask

from assessments.attempts.kinds import COMPREHENSION_TEST
from assessments.items import services as items
from lms import migrations
from lms.access import Role
from lms.app import create_app
from lms.clock import SystemClock
from lms.demo import CODE, make_demo
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.records import services as records
from lms.settings import Settings
from lms.web.access import SESSION_COOKIE, csrf_token_of

PASSWORD = "tsunagu to hito wo 12"
KINDS = ("good",) * 6 + ("no-locks",) * 2 + ("failing", "memory")


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt of one browser. ``kind``: what works in it, see machine.mjs."""

    n: int
    cookie: str
    token: str
    enrollment: str
    activity: str
    tabs: int
    actions: int
    submits: bool
    kind: str
    seed: int


def prepare(settings: Settings, attempts: int, actions: tuple[int, int], seed: int) -> list[dict[str, Any]]:
    """A fresh database gets everything; what the browsers are to do. ``actions``: of one browser, at least and at most."""
    app = create_app(settings)
    with app.app_context():
        cohort = load(app, SystemClock().now())
        return [asdict(task) for task in tasks(cohort, attempts, actions, Random(seed))]


def load(app: Flask, now: datetime) -> CohortView:
    migrations.upgrade(app)
    programs.load(now)
    items.load_shipped(now)
    make_demo(now)
    cohort = enrollments.cohort_by_code(CODE)
    assert cohort is not None
    return cohort


def tasks(cohort: CohortView, attempts: int, actions: tuple[int, int], chance: Random) -> Iterator[Task]:
    tests = [a.id for a in programs.program(cohort.program_version).activities if a.kind == COMPREHENSION_TEST.name]
    now = SystemClock().now()
    trainees = [trainee(cohort, n, now) for n in range(-(-attempts // len(tests)))]
    for n in range(attempts):
        enrollment, session = trainees[n % len(trainees)]
        yield Task(
            n, f"{SESSION_COOKIE}={session}", csrf_token_of(session), enrollment, tests[n // len(trainees)],
            tabs=chance.randint(2, 5), actions=chance.randint(*actions), submits=chance.random() < 0.2,
            kind=chance.choice(KINDS), seed=chance.getrandbits(31))


def trainee(cohort: CohortView, n: int, now: datetime) -> tuple[str, str]:
    """Somebody who has done everything once, and so may take every test again: the enrollment and an open session."""
    person = people.create_person(NewPerson(f"storm{n}@city.example", "試験", f"{n}", "シケン"), now, PASSWORD)
    people.grant_role(person.id, Role.TRAINEE, records.SYSTEM, now)
    enrolled = enrollments.enroll(cohort.id, person.id, None, records.SYSTEM, now)
    for minutes, activity in enumerate(reversed(programs.program(cohort.program_version).activities), 1):
        verb = "passed" if activity.gate == "passed" or activity.of else "completed"
        records.append(enrolled.id, verb, activity.id, at=now - timedelta(minutes=minutes), by=person.id)
    return enrolled.id, people.sign_in(person.email, PASSWORD, f"10.0.0.{n % 250}", now)
