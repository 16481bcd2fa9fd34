"""Who is enrolled."""
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.enrollments import rules
from lms.enrollments.models import Enrollment
from lms.enrollments.services.decisions import decide
from lms.enrollments.services.rows import cohort_row, enrollment, held_cohort, windows_of
from lms.enrollments.views import EnrollmentView
from lms.errors import Conflict
from lms.ids import new_id
from lms.people import services as people
from lms.programs import services as programs
from lms.programs.progress import Progress, Verb
from lms.records import services as records

OF_PERSON = (select(Enrollment.id).where(Enrollment.person_id == bindparam("person"))
             .order_by(Enrollment.enrolled_at.desc(), Enrollment.id))  # made once, because every page asks
ACTIVE_ELSEWHERE = "別の期を受講中です。同時に受講できるのは一つの期だけです(裁定A41)。"


def enroll(cohort_id: str, person_id: str, organization_id: str | None, by: str, now: datetime) -> EnrollmentView:
    """Register one person; Conflict where they are in the cohort already, or at work in another one (ruling A41)."""
    with transaction() as session:
        people.hold([person_id])
        cohort = held_cohort(cohort_id)
        if active_elsewhere([person_id], cohort_id, now):
            raise Conflict(ACTIVE_ELSEWHERE, person=person_id)
        row = Enrollment(id=new_id(), person_id=person_id, cohort=cohort, organization_id=organization_id,
                         enrolled_at=now)
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:  # the table decides, also when two ask at one moment
            raise Conflict("この方は、すでにこの期に登録されています。", person=person_id) from error
        records.open_ledger(row.id, now, by)
        for e in cohort.extensions:
            decide(row.id, Verb.EXTENDED, e.window, e.reason, "", e.closes_at, by, now)
        return enrollment(row.id)


def active_elsewhere(person_ids: Collection[str], cohort_id: str, now: datetime) -> set[str]:
    """Those of them who are at work in another round. The number of queries grows with the rounds, not the people."""
    rows = db.session.execute(select(Enrollment.id, Enrollment.person_id, Enrollment.cohort_id).where(
        Enrollment.person_id.in_(person_ids), Enrollment.cohort_id != cohort_id)).all()
    progress = records.progress_of_many([row.id for row in rows])
    return {row.person_id for row in rows if _is_active(row.cohort_id, progress[row.id], now)}


def _is_active(cohort_id: str, progress: Progress, now: datetime) -> bool:
    row = cohort_row(cohort_id)
    return rules.is_active(programs.program(row.program_version_id), windows_of(row), progress, now)


def current_enrollment(person_id: str, now: datetime) -> EnrollmentView | None:
    """The enrollment a person is working on: the running round's, else the next one to open, else the last one.

    There is one active at a time, but one may be registered for the next round while waiting (ruling A41).
    """
    ids = db.session.scalars(OF_PERSON, {"person": person_id}).all()
    if len(ids) < 2:
        return enrollment(ids[0]) if ids else None
    progress = records.progress_of_many(ids)
    return min(map(enrollment, ids), key=lambda view: rules.closeness(view.dates, progress[view.id], now))


def rounds_of(person_ids: Collection[str]) -> dict[str, set[str]]:
    """Ids of the cohorts that each person is in; who is in none is left out."""
    found: dict[str, set[str]] = {}
    for person_id, cohort_id in db.session.execute(
            select(Enrollment.person_id, Enrollment.cohort_id).where(Enrollment.person_id.in_(person_ids))):
        found.setdefault(person_id, set()).add(cohort_id)
    return found
