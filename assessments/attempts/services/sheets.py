"""Submitted attempts as statistics want them: what was asked, what it was worth, and what was chosen."""
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Text, func, select, type_coerce

from assessments.attempts import corrections
from assessments.attempts.corrections import VOID
from assessments.attempts.models import Attempt, ItemCorrection
from assessments.attempts.services.correcting import corrections_of
from assessments.items import services as items
from assessments.items.answering import POINTS
from assessments.items.item import Item
from lms.db import db
from lms.enrollments import services as enrollments

VERSION = re.compile(r'\["([^"]+)"')  # of a question: ["id","kind",[order]]
LIST = re.compile(r"\[[^\[\]]*\]")


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
    return {activity: Submissions(count, latest, corrected) for activity, count, latest in rows if latest}


def submitted_sheets(activity: str, cohort_ids: Collection[str]) -> list[SubmittedSheet]:
    """Those of some cohorts, the earliest first. The number of queries does not grow with the sheets."""
    form, given = (type_coerce(column, Text) for column in (Attempt.form, Attempt.given))
    rows = db.session.execute(
        select(Attempt.enrollment_id, Attempt.person_id, form, Attempt.marks, given, Attempt.goal)
        .where(Attempt.activity == activity, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.submitted_at, Attempt.id)).all()
    cohorts = enrollments.cohort_ids_of(row[0] for row in rows)
    return [SubmittedSheet(person, cohorts[enrollment], _versions(form), tuple(marks), _positions(given),
                           sum(marks) >= goal * POINTS)
            for enrollment, person, form, marks, given, goal in rows if cohorts.get(enrollment) in cohort_ids]


# Forms and choices are read from their JSON as text: a million small lists, made and dropped at once, keep the
# garbage collector busy for seconds in a process as large as this one.

def _versions(form: str) -> tuple[str, ...]:
    """The first element of each question of ``Attempt.form``."""
    return tuple(map(_same, VERSION.findall(form)))


def _positions(given: str) -> tuple[tuple[int, ...], ...]:
    """``[[1],[],[0,2]]`` as tuples."""
    return tuple(map(_numbers, LIST.findall(given[1:-1])))


@lru_cache(maxsize=4096)
def _same(version: str) -> str:
    """One string for all sheets that hold a version."""
    return version


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[int, ...]:
    return tuple(json.loads(text))


def asked_items(version_ids: Iterable[str]) -> dict[str, AskedItem]:
    """By version, in the order asked for."""
    found = items.versions(version_ids)
    faulty = corrections_of(found)
    return {key: AskedItem(corrections.corrected(version.item, faulty.get(key)), key in faulty and faulty[key].kind == VOID)
            for key, version in found.items()}
