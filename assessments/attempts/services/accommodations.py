"""Extra time in tests for one person (ruling A14): a decision with its reason, effective at once, also in a running test."""
from datetime import datetime

from sqlalchemy import select

from assessments.attempts import rules
from assessments.attempts.models import Accommodation, Attempt
from assessments.attempts.services.rows import due, owned, test_of
from assessments.attempts.views import AccommodationView, TimeView
from lms.db import db, transaction
from lms.errors import Invalid
from lms.ids import new_id


def accommodations_of(person_id: str) -> list[AccommodationView]:
    """Every decision, the newest first; that one counts."""
    rows = db.session.scalars(select(Accommodation).where(Accommodation.person_id == person_id)
                              .order_by(Accommodation.at.desc(), Accommodation.id))
    return [AccommodationView(row.percent, row.reason, row.by, row.at) for row in rows]


def accommodate(person_id: str, percent: int, reason: str, by: str, now: datetime) -> AccommodationView:
    """``percent`` of everybody's time, 100 to take extra time back. What is promised in a running test is kept.

    Raises Invalid by field.
    """
    errors = rules.problems_of_accommodation(percent, reason)
    if errors:
        raise Invalid(errors)
    with transaction() as session:
        session.add(Accommodation(id=new_id(), person_id=person_id, percent=percent, reason=reason.strip(), by=by, at=now))
        session.flush()
        running = session.scalars(select(Attempt).where(
            Attempt.person_id == person_id, Attempt.submitted_at.is_(None)).with_for_update())
        for row in running:
            row.deadline = due(session, row, test_of(row.enrollment_id, row.activity))
    return accommodations_of(person_id)[0]


def time_left(attempt_id: str, person_id: str, now: datetime) -> TimeView:
    """Until when the person's own attempt may be answered, by the server's clock."""
    session = db.session()
    row = owned(session, attempt_id, person_id)
    deadline = due(session, row, test_of(row.enrollment_id, row.activity))
    return TimeView(deadline, max(0, int((deadline - now).total_seconds())), row.submitted_at)
