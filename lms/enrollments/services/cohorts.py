"""Cohorts: rounds of a program with their windows, and who is in them."""
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from lms.db import db, transaction
from lms.enrollments import rules
from lms.enrollments.models import Cohort, CohortWindow, Enrollment
from lms.enrollments.services.rows import cohort_row, cohort_view, refuse, windows_of
from lms.enrollments.views import CohortRow, CohortView
from lms.errors import Conflict
from lms.ids import new_id
from lms.people import services as people
from lms.periods import Window
from lms.programs import services as programs
from lms.programs.definition import Words
from lms.records import services as records

AT_ONCE = 20_000  # values in one statement: SQLite takes 32,766, PostgreSQL 65,535


def create_cohort(
    code: str, program_id: str, title: Words, starts: Mapping[str, date], ends: Mapping[str, date], now: datetime
) -> CohortView:
    """A round with its windows. Raises as ``planned_windows`` does."""
    version = programs.newest(program_id)
    with transaction() as session:
        windows = planned_windows(code, program_id, title, starts, ends)
        row = Cohort(id=new_id(), code=code, program_version_id=version.id, title_ja=title["ja"],
                     title_en=title["en"], created_at=now)
        row.windows = [CohortWindow(cohort_id=row.id, name=name, window=w) for name, w in windows.items()]
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:  # another one was made at the same moment
            raise taken_code(code) from error
        return cohort_view(row)


def planned_windows(
    code: str, program_id: str, title: Words, starts: Mapping[str, date], ends: Mapping[str, date]
) -> dict[str, Window]:
    """What ``create_cohort`` would store. Raises Invalid by field or window, also where the training takes more
    than half a year (as ``starts``), and Conflict where the code is taken."""
    program = programs.program(programs.newest(program_id).id)
    windows, errors = rules.plan(program, starts, ends)
    refuse({**rules.problems_of_titles(code, title), **errors})
    if cohort_by_code(code):
        raise taken_code(code)
    return windows


def taken_code(code: str) -> Conflict:
    return Conflict("同じ記号の期が、すでにあります。", code=code)


def cohorts() -> list[CohortView]:
    """All cohorts, the newest first."""
    rows = db.session.scalars(
        select(Cohort).options(selectinload(Cohort.extensions)).order_by(Cohort.created_at.desc()))
    return [cohort_view(row) for row in rows]


def cohort(cohort_id: str) -> CohortView:
    return cohort_view(cohort_row(cohort_id))


def cohort_by_code(code: str) -> CohortView | None:
    row = db.session.scalars(select(Cohort).where(Cohort.code == code)).first()
    return cohort_view(row) if row else None


def cohort_rows(cohort_id: str, now: datetime) -> list[CohortRow]:
    """Everyone in a cohort, who will miss the window first. The number of queries does not grow with the cohort."""
    found = cohort_row(cohort_id)
    program, dates = programs.program(found.program_version_id), windows_of(found)
    enrolled = db.session.execute(
        select(Enrollment.id, Enrollment.person_id, Enrollment.organization_id)
        .where(Enrollment.cohort_id == cohort_id)).all()
    progress = records.progress_of_many([row.id for row in enrolled])
    named = people.people_named(row.person_id for row in enrolled)
    places = {o.id: o.name for o in people.organizations()}
    rows = [CohortRow(
        row.id, row.person_id, named[row.person_id].name, named[row.person_id].kana, named[row.person_id].email,
        places.get(row.organization_id or "", ""), rules.workload(program, dates, progress[row.id], now))
        for row in enrolled]
    return sorted(rows, key=lambda r: (rules.by_risk(r.load), r.kana, r.enrollment_id))


def persons_in(cohort_id: str) -> set[str]:
    return set(db.session.scalars(select(Enrollment.person_id).where(Enrollment.cohort_id == cohort_id)))


def ids_in(cohort_ids: Iterable[str]) -> dict[str, str]:
    """Person id by enrollment id, for everybody in some cohorts."""
    rows = db.session.execute(select(Enrollment.id, Enrollment.person_id).where(Enrollment.cohort_id.in_(sorted(set(cohort_ids))))
                              .order_by(Enrollment.id))
    return {row.id: row.person_id for row in rows}


def sizes() -> dict[str, int]:
    """How many people each cohort has; a cohort without any is left out."""
    counted = select(Enrollment.cohort_id, func.count()).group_by(Enrollment.cohort_id)
    return {cohort_id: size for cohort_id, size in db.session.execute(counted)}


def size_of(cohort_id: str) -> int:
    return db.session.scalar(
        select(func.count()).select_from(Enrollment).where(Enrollment.cohort_id == cohort_id)) or 0


def cohort_ids_of(enrollment_ids: Iterable[str]) -> dict[str, str]:
    """The cohort of each enrollment; one that does not exist is left out."""
    wanted, found = sorted(set(enrollment_ids)), {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = db.session.execute(
            select(Enrollment.id, Enrollment.cohort_id).where(Enrollment.id.in_(wanted[start:start + AT_ONCE])))
        found.update({row.id: row.cohort_id for row in rows})
    return found
