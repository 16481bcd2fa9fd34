"""Rows, the views of them, and the ground that decisions stand on; shared by the services of this package."""
from collections.abc import Mapping

from sqlalchemy import bindparam, inspect, select

from lms.db import db
from lms.enrollments.models import Cohort, CohortWindow, Decision, Enrollment
from lms.enrollments.views import CohortView, DecisionView, EnrollmentView
from lms.errors import Invalid, NotFound
from lms.people import services as people
from lms.periods import Window
from lms.programs import services as programs
from lms.programs.definition import Program
from lms.programs.progress import Progress
from lms.records import services as records

# Made once, because every page asks: an enrollment with its round, a row for each window of the round.
WITH_WINDOWS = (
    select(Enrollment.id, Enrollment.person_id, Enrollment.cohort_id, Enrollment.organization_id, Cohort.title_ja, Cohort.title_en,
           Cohort.program_version_id, CohortWindow.name, *inspect(CohortWindow).attrs.window.columns)
    .join(Cohort, Cohort.id == Enrollment.cohort_id).outerjoin(CohortWindow, CohortWindow.cohort_id == Cohort.id)
    .where(Enrollment.id == bindparam("enrollment")))


def cohort_row(cohort_id: str) -> Cohort:
    row = db.session.get(Cohort, cohort_id)
    if row is None:
        raise NotFound(cohort=cohort_id)
    return row


def windows_of(row: Cohort) -> dict[str, Window]:
    return {w.name: w.window for w in row.windows}


def cohort_view(row: Cohort) -> CohortView:
    extended = {e.window: e.closes_at for e in sorted(row.extensions, key=lambda e: e.closes_at)}
    return CohortView(row.id, row.code, {"ja": row.title_ja, "en": row.title_en}, row.program_version_id,
                      windows_of(row), extended)


def decision_view(row: Decision) -> DecisionView:
    return DecisionView(
        row.enrollment_id, row.kind, row.subject, row.closes_at, row.reason, row.evidence, row.by, row.at)


def refuse(problems: Mapping[str, str | None]) -> None:
    errors = {name: message for name, message in problems.items() if message}
    if errors:
        raise Invalid(errors)


def enrollment(enrollment_id: str) -> EnrollmentView:
    """Kept as long as the session, which is one request: what the view holds never changes, and a page asks often."""
    kept: dict[str, EnrollmentView] = db.session.info.setdefault("enrollments", {})
    if enrollment_id not in kept:
        kept[enrollment_id] = _enrollment(enrollment_id)
    return kept[enrollment_id]


def _enrollment(enrollment_id: str) -> EnrollmentView:
    rows = db.session.execute(WITH_WINDOWS, {"enrollment": enrollment_id}).all()
    if not rows:
        raise NotFound(enrollment=enrollment_id)
    row = rows[0]
    return EnrollmentView(
        row.id, row.person_id, row.cohort_id, {"ja": row.title_ja, "en": row.title_en}, row.program_version_id,
        people.organization_name(row.organization_id),
        {each.name: Window(each.opens_at, each.closes_at) for each in rows if each.name})


def held_cohort(cohort_id: str) -> Cohort:
    """The cohort, with nobody enrolled and no extension granted by others until the transaction ends."""
    row = db.session.get(Cohort, cohort_id, with_for_update=True, populate_existing=True)
    return row or cohort_row(cohort_id)


def held_ground(enrollment_id: str) -> tuple[Program, Mapping[str, Window], Progress]:
    """As ``ground``, with no fact written by others until the transaction ends."""
    records.hold(enrollment_id)
    return ground(enrollment_id)


def ground(enrollment_id: str) -> tuple[Program, Mapping[str, Window], Progress]:
    view = enrollment(enrollment_id)
    return programs.program(view.program_version), view.dates, records.progress_of(enrollment_id)
