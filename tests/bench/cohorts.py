"""The secretariat's cohort page at 60, 600 and 6,000 enrollments: time, and queries that must not grow."""
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from lms import migrations
from lms.app import create_app
from lms.clock import SystemClock
from lms.db import db, transaction
from lms.demo import CODE, make_demo
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.programs.definition import Activity
from lms.records import services as records
from lms.settings import Settings
from tests.bench.queries import counted

SIZES = (60, 600, 6000)
AT_ONCE = 200


def cohort_lines() -> list[str]:
    """One line a size: milliseconds, ratio of time to ratio of size (1.0 or less is linear), queries."""
    lines, before = [f"{'enrollments':>12}{'ms':>9}{'growth / size':>15}{'queries':>9}"], None
    for size in SIZES:
        milliseconds, queries = cohort_page(size)
        growth = "" if before is None else f"{milliseconds / before[1] / (size / before[0]):.2f}"
        lines.append(f"{size:>12}{milliseconds:>9.0f}{growth:>15}{queries:>9}")
        before = (size, milliseconds)
    return lines


def cohort_page(size: int) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        app = create_app(Settings(f"sqlite:///{instance}/bench.db", "bench", instance))
        with app.app_context():
            address = fill(app, size)
            token = secretariat_token()
        client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
        assert client.get(address, headers=headers).status_code == 200
        with counted(app) as queries:
            client.get(address, headers=headers)
        return 1000 * statistics.median(timed(client, address, headers) for _ in range(3)), len(queries)


def timed(client, address: str, headers: dict[str, str]) -> float:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    client.get(address, headers=headers)
    return time.perf_counter() - began


def fill(app: Flask, size: int) -> str:
    """A cohort of ``size`` trainees of whom each has finished another number of lectures; the page's address."""
    now = SystemClock().now()
    migrations.upgrade(app)
    programs.load(now)
    make_demo(now)
    cohort = enrollments.cohort_by_code(CODE)
    assert cohort is not None
    studied = programs.program(cohort.program_version).studied
    present = enrollments.size_of(cohort.id)
    for start in range(present, size, AT_ONCE):
        with transaction():
            for n in range(start, min(start + AT_ONCE, size)):
                add(cohort.id, n, studied[:n % 6], now)
        db.session.remove()
    return f"/cohorts/{cohort.id}"


def add(cohort_id: str, n: int, finished: Sequence[Activity], now: datetime) -> None:
    person = people.create_person(NewPerson(f"t{n}@bench.example", "試験", f"{n}", "シケン"), now)
    enrolled = enrollments.enroll(cohort_id, person.id, None, records.SYSTEM, now)
    for activity in finished:
        records.append(enrolled.id, "completed", activity.id, at=now - timedelta(hours=n % 200), by=person.id)


def secretariat_token() -> str:
    person = people.find_person_by_email("n.hayashi@agency.example")
    assert person is not None
    return people.create_api_token(person.id, "bench", 1, SystemClock().now()).secret
