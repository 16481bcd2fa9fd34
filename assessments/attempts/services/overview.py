"""A test before it begins: what it asks for, until when, and the attempts so far."""
from datetime import datetime

from sqlalchemy import select

from assessments.attempts import rules
from assessments.attempts.models import Attempt
from assessments.attempts.services.rows import minutes_of, test_of
from assessments.attempts.views import AttemptLine, TestView
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Refused


def overview(enrollment_id: str, activity_id: str, now: datetime) -> TestView:
    """NotFound where the activity is no test. Reads only, and says nothing about whether the door is open."""
    test = test_of(enrollment_id, activity_id)
    closes = enrollments.window_of(enrollment_id, activity_id).closes
    lines = history(enrollment_id, activity_id)
    running = next((line.id for line in lines if line.submitted_at is None), None)
    minutes = minutes_of(db.session(), test, enrollments.enrollment(enrollment_id).person_id)
    return TestView(
        activity_id, test.activity.title, test.activity.of, test.parameters.items,
        rules.needed(test.parameters.items, test.parameters.passing_score), test.activity.gate == "passed",
        minutes, closes, rules.deadline(now, minutes, closes), running, lines)


def refusal_to_start(enrollment_id: str, activity_id: str, now: datetime) -> Refused | None:
    """Why the test cannot be begun now, or None."""
    try:
        enrollments.require_open(enrollment_id, activity_id, now)
    except Refused as error:
        return error
    return None


def history(enrollment_id: str, activity_id: str) -> tuple[AttemptLine, ...]:
    """Every attempt at a test, the newest first."""
    rows = db.session.scalars(
        select(Attempt).where(Attempt.enrollment_id == enrollment_id, Attempt.activity == activity_id)
        .order_by(Attempt.number.desc()))
    return tuple(_line(row) for row in rows)


def _line(row: Attempt) -> AttemptLine:
    score = None if row.marks is None or row.goal is None else rules.score(row.marks, row.goal)
    return AttemptLine(row.id, row.number, row.started_at, row.deadline, row.submitted_at, score)
