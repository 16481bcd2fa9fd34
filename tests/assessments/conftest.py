"""A trainee of round R9-1 whose lecture A1 is watched, and what a test of the tests needs to know."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask

from assessments.attempts.models import Attempt
from assessments.attempts.services.rows import answers_of, questions_of
from assessments.items import services as items
from lms.access import Role
from lms.db import db
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.rules import NewPerson
from lms.programs import services as programs
from lms.records import services as records
from tests.heart.ground import ENDS, LECTURES, STARTS, jst

BEFORE = jst("05-20 10:00")
NOW = jst("06-10 10:00")
LAST_EVENING = jst("07-31 23:30")
CLOSES = jst("08-01 00:00")
PASSWORD = "tsunagu to hito wo 12"


@dataclass(frozen=True)
class Trainee:
    person: str
    enrollment: str
    email: str


@pytest.fixture
def ground(app: Flask) -> str:
    """The id of a cohort; programs and items are loaded."""
    with app.app_context():
        programs.load(BEFORE)
        items.load_shipped(BEFORE)
        title = {"ja": "令和9年度 第1期", "en": "FY2027 round 1"}
        return enrollments.create_cohort("R9-1", "fnsc-training", title, STARTS, ENDS, BEFORE).id


def enrolled(cohort: str, name: str) -> Trainee:
    person = people.create_person(NewPerson(f"{name}@example.jp", "緑川", name, "ミドリカワ"), BEFORE, PASSWORD)
    people.grant_role(person.id, Role.TRAINEE, "test", BEFORE)
    found = enrollments.enroll(cohort, person.id, None, "office", BEFORE)
    return Trainee(person.id, found.id, f"{name}@example.jp")


def watched(trainee: Trainee, *lectures: str, at: datetime = BEFORE) -> None:
    for lecture in lectures:
        records.append(trainee.enrollment, "completed", lecture, at=at, by=trainee.person)


def attended_all(trainee: Trainee) -> None:
    watched(trainee, *LECTURES)
    for lecture in LECTURES:
        records.append(trainee.enrollment, "passed", f"{lecture}-test", at=BEFORE, by=trainee.person)


@pytest.fixture
def trainee(app: Flask, ground: str) -> Trainee:
    with app.app_context():
        found = enrolled(ground, "akari")
        watched(found, "A1")
        return found


@pytest.fixture
def other(app: Flask, ground: str) -> Trainee:
    with app.app_context():
        return enrolled(ground, "other")


@pytest.fixture
def inside(app: Flask, trainee: Trainee) -> Iterator[Trainee]:
    """The trainee, within an application context for the whole test."""
    with app.app_context():
        yield trainee


def right_answers(attempt_id: str) -> dict[int, list[int]]:
    """The right positions as shown, by question: from the tables, because nothing else tells them yet."""
    attempt = db.session.get(Attempt, attempt_id)
    assert attempt
    found = questions_of(attempt)
    keys = items.versions([q.version for q in found])
    return {q.position: [shown for shown, place in enumerate(q.order) if place in keys[q.version].item.key] for q in found}


def journal(attempt_id: str) -> dict[int, list[int]]:
    attempt = db.session.get(Attempt, attempt_id, populate_existing=True)
    assert attempt
    return {position: answer.response for position, answer in answers_of(db.session(), attempt).items()}
