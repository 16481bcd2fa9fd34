"""Submitted attempts as statistics want them: what was asked, what it was worth, and what was chosen."""
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assessments.attempts import corrections
from assessments.attempts.corrections import VOID
from assessments.attempts.models import Attempt, ItemCorrection
from assessments.attempts.services.correcting import corrections_of
from assessments.items import services as items
from assessments.items.answering import POINTS
from assessments.items.item import Item
from lms.db import db
from lms.enrollments import services as enrollments


@dataclass(frozen=True, slots=True)
class SubmittedSheet:
    """``versions``, ``marks`` (points of ``POINTS``) and ``given`` (written positions chosen) are in form order."""

    person_id: str
    cohort_id: str
    versions: tuple[str, ...]
    marks: tuple[int, ...]
    given: tuple[tuple[int, ...], ...]
    passed: bool


@dataclass(frozen=True, slots=True)
class Submissions:
    """Of one test in all programs; another value whenever a sheet may have changed. ``corrections`` counts all there are."""

    count: int
    latest: datetime
    corrections: int


@dataclass(frozen=True, slots=True)
class AskedItem:
    """The item with its present key; ``is_void``: everyone who was asked has the points (ruling A17)."""

    item: Item
    is_void: bool


def submissions() -> dict[str, Submissions]:
    """By activity; one without submitted attempts is left out."""
    corrected = db.session.scalar(select(func.count()).select_from(ItemCorrection)) or 0
    rows = db.session.execute(
        select(Attempt.activity, func.count(), func.max(Attempt.submitted_at))
        .where(Attempt.submitted_at.is_not(None)).group_by(Attempt.activity))
    return {activity: Submissions(count, latest, corrected) for activity, count, latest in rows}


def submitted_sheets(activity: str, cohort_ids: Collection[str]) -> list[SubmittedSheet]:
    """Those of some cohorts, the earliest first. The number of queries does not grow with the sheets."""
    columns = (Attempt.enrollment_id, Attempt.person_id, Attempt.form, Attempt.marks, Attempt.given, Attempt.goal)
    rows = db.session.execute(
        select(*columns).where(Attempt.activity == activity, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.submitted_at, Attempt.id)).all()
    cohorts = enrollments.cohort_ids_of({row.enrollment_id for row in rows})
    return [SubmittedSheet(row.person_id, cohorts[row.enrollment_id], tuple([question[0] for question in row.form]),
                           tuple(row.marks), tuple(map(tuple, row.given)), sum(row.marks) >= row.goal * POINTS)
            for row in rows if cohorts.get(row.enrollment_id) in cohort_ids]


def asked_items(version_ids: Iterable[str]) -> dict[str, AskedItem]:
    """By version, in the order asked for."""
    found = items.versions(version_ids)
    faulty = corrections_of(found)
    return {key: AskedItem(corrections.corrected(version.item, faulty.get(key)), key in faulty and faulty[key].kind == VOID)
            for key, version in found.items()}
