"""The house with its demo data and busy trainees, and the scenes that they play."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from flask import Flask

from lms import migrations
from lms.access import Role
from lms.app import create_app
from lms.clock import SystemClock
from lms.demo import CODE, make_demo
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.ids import new_id
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.records import services as records
from tests.bench.load import Request
from tests.bench.queries import counted

STUDIED = ("A1", "A1-test", "B1", "B1-test", "B2", "C1", "C1-test")

Scene = tuple[str, list[Request], int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Each scene: its name, one request for each client, and how often one of them asks the database."""

    scenes: list[Scene]


def prepare(clients: int) -> Prepared:
    """Demo data in ``LMS_INSTANCE`` with a window that is open today, and ``clients`` trainees in the middle of it."""
    app = create_app()
    with app.app_context():
        cohort = load(app, SystemClock().now())
        trainees = [headers_of(cohort, n, SystemClock().now()) for n in range(clients)]
    for trainee in trainees:
        ask(app, Request("GET", "/api/v1/lectures/A1", trainee))
        ask(app, Request("GET", "/api/v1/lectures/B3", trainee))
    return Prepared([
        scene(app, "trainee home page", [Request("GET", "/", trainee) for trainee in trainees]),
        scene(app, "lecture page", [Request("GET", "/lectures/A1", trainee) for trainee in trainees]),
        scene(app, "answer save", [saving(app, trainee) for trainee in trainees]),
    ])


def load(app: Flask, now: datetime) -> CohortView:
    """As ``lms demo`` does; the demo cohort."""
    migrations.upgrade(app)
    programs.load(now)
    for plugin in app.extensions["lms.plugins"]:
        if plugin.load:
            plugin.load()
    make_demo(now)
    cohort = enrollments.cohort_by_code(CODE)
    assert cohort is not None
    return cohort


def headers_of(cohort: CohortView, n: int, now: datetime) -> dict[str, str]:
    """Of a new trainee who has studied some lectures."""
    person = people.create_person(NewPerson(f"bench{n}@city.example", "試験", f"{n}", "シケン"), now)
    people.grant_role(person.id, Role.TRAINEE, records.SYSTEM, now)
    enrolled = enrollments.enroll(cohort.id, person.id, None, records.SYSTEM, now)
    for age, activity in enumerate(reversed(STUDIED), 1):
        verb = "passed" if activity.endswith("-test") else "completed"
        records.append(enrolled.id, verb, activity, at=now - timedelta(hours=age), by=person.id)
    token = people.create_api_token(person.id, "bench", 1, now)
    return {"Authorization": f"Bearer {token.secret}", "Accept-Encoding": "gzip"}


def saving(app: Flask, trainee: Mapping[str, str]) -> Request:
    """Saves of one attempt: each changes the answer to its first question, on top of the change before."""
    attempt = ask(app, Request("POST", "/api/v1/tests/A1-test/attempts", trainee))["id"]
    revisions = count()

    def body(_call: int) -> dict[str, object]:
        revision = next(revisions)
        return {"response": [revision % 2], "client_id": new_id(), "base_revision": revision}

    headers = {**trainee, "Content-Type": "application/json"}
    return Request("PUT", f"/api/v1/attempts/{attempt}/answers/1", headers, body)


def scene(app: Flask, name: str, requests: list[Request]) -> Scene:
    """The second request of a kind counts: the first one fills what a process keeps."""
    ask(app, requests[0])
    with counted(app) as queries:
        ask(app, requests[0])
    return name, requests, len(queries)


def ask(app: Flask, request: Request):  # type: ignore[no-untyped-def]
    """The JSON of an answer, None for a page; RuntimeError where it is refused."""
    body = request.body(0) if request.body else None
    answer = app.test_client().open(
        request.path, method=request.method, headers={**request.headers, "Accept-Encoding": ""}, json=body)
    if answer.status_code >= 400:
        raise RuntimeError(f"{request.method} {request.path}: {answer.status_code} {answer.text[:300]}")
    return answer.get_json(silent=True)
