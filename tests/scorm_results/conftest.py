"""A contractor that teaches round R9-1, and a trainee of it."""
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.results import services
from scorm_export.results.outcome import Outcome, Way
from scorm_export.results.services import Envelope
from tests.heart import rounds
from tests.heart.ground import jst

PROGRAM = "fnsc-training"
NOW = jst("06-10 10:00")


@dataclass(frozen=True)
class Ground:
    """Ids of a contractor, a round and an enrollment, and the trainee's mail address."""

    contractor: str
    cohort: str
    enrollment: str
    email: str

    def send(self, outcome: Outcome, now: datetime = NOW, way: Way = Way.CSV, report: str = ""):
        return services.receive(Envelope(self.contractor, PROGRAM, way, "test", report), outcome, now)

    def credit(self, allowed: bool = True) -> None:
        contractors.decide_credit(self.contractor, allowed, "契約のとおり", "test", NOW)

    def facts(self) -> list[tuple[str, str]]:
        """Verb and activity of everything but the registration."""
        return [(str(row.fact.verb), row.fact.activity) for row in records.history(self.enrollment)][1:]


def said(lecture: str = "A1", learner: str = "hanako@example.jp", **more) -> Outcome:
    return Outcome(learner, lecture, more.pop("at", NOW - timedelta(hours=1)), **more)


def make_ground() -> Ground:
    cohort = rounds.open_round()
    enrollment = rounds.enrolled(cohort.id, "hanako")
    made = contractors.create_contractor("青葉研修センター", "test", NOW)
    contractors.set_cohorts(made.id, [cohort.id])
    contractors.set_lectures(made.id, PROGRAM, ["A1", "B1", "B2"])
    return Ground(made.id, cohort.id, enrollment, people.person(enrollments.enrollment(enrollment).person_id).email)


@pytest.fixture
def ground(any_database_app: Flask):
    """On SQLite and on PostgreSQL; an application context is open."""
    with any_database_app.app_context():
        yield make_ground()
