"""Who is enrolled."""
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.enrollments import rules
from lms.enrollments.models import Enrollment
from lms.enrollments.services.decisions import decide
from lms.enrollments.services.rows import enrollment, enrollment_view, held_cohort
from lms.enrollments.views import EnrollmentView
from lms.errors import Conflict
from lms.ids import new_id
from lms.programs.progress import Verb
from lms.records import services as records


def enroll(cohort_id: str, person_id: str, organization_id: str | None, by: str, now: datetime) -> EnrollmentView:
    """Register one person; Conflict where they are in the cohort already."""
    with transaction() as session:
        row = Enrollment(id=new_id(), person_id=person_id, cohort=held_cohort(cohort_id),
                         organization_id=organization_id, enrolled_at=now)
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:  # the table decides, also when two ask at one moment
            raise Conflict("この方は、すでにこの期に登録されています。", person=person_id) from error
        records.open_ledger(row.id, now, by)
        for e in row.cohort.extensions:
            decide(row.id, Verb.EXTENDED, e.window, e.reason, "", e.closes_at, by, now)
        return enrollment_view(row)


def current_enrollment(person_id: str, now: datetime) -> EnrollmentView | None:
    """The enrollment a person is working on: the running round's, else the next one to open, else the last one.

    There is one active at a time, but one may be registered for the next round while waiting (ruling A41).
    """
    ids = db.session.scalars(select(Enrollment.id).where(Enrollment.person_id == person_id)
                             .order_by(Enrollment.enrolled_at, Enrollment.id))
    found = [enrollment(key) for key in ids]
    return min(found, key=lambda view: rules.closeness(view.dates, now), default=None)


def is_elsewhere(person_id: str, cohort_id: str) -> bool:
    """Whether a person is in another round too."""
    return db.session.scalar(select(Enrollment.id).where(
        Enrollment.person_id == person_id, Enrollment.cohort_id != cohort_id).limit(1)) is not None
