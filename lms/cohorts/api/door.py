"""What the JSON routes of this room share: typed pieces and the shape of answers."""
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from lms.access import Role, only
from lms.cohorts.fields import YEARS
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortRow, CohortView, EnrollmentView
from lms.periods import Window, civil_day
from lms.web.api import Api

api = Api("cohorts", "lms.cohorts")

READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def iso_day(value: Any) -> date:
    """``2027-06-01`` and nothing else; years as in the forms."""
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        raise ValueError("not a day")
    day = date.fromisoformat(value)
    if day.year not in YEARS:
        raise ValueError("not a day of these centuries")
    return day


CivilDay = Annotated[date, BeforeValidator(iso_day)]
# Several lines of text without other control characters.
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$", max_length=2000)]
Limit = Annotated[int, Field(ge=1, le=500)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class WindowOut:
    """Half-open: ``closes_at`` is not inside; ``last_day`` is the last day in Tokyo that is."""

    opens_at: datetime
    closes_at: datetime
    first_day: date
    last_day: date

    @classmethod
    def of(cls, window: Window) -> "WindowOut":
        return cls(window.opens, window.closes, civil_day(window.opens), window.last_day)


def windows_of(found: CohortView) -> dict[str, WindowOut]:
    return {name: WindowOut.of(window) for name, window in found.dates.items()}


@dataclass(frozen=True, slots=True)
class CohortOut:
    """``windows`` with the extensions that were given to everybody; ``size`` counts people."""

    id: str
    code: str
    title: dict[str, str]
    program_version: str
    windows: dict[str, WindowOut]
    size: int

    @classmethod
    def of(cls, found: CohortView, size: int) -> "CohortOut":
        return cls(found.id, found.code, dict(found.title), found.program_version, windows_of(found), size)


@dataclass(frozen=True, slots=True)
class EnrollmentOut:
    """``windows`` as in the round; a personal extension shows in the standing."""

    id: str
    person_id: str
    cohort_id: str
    cohort_title: dict[str, str]
    program_version: str
    organization: str
    windows: dict[str, WindowOut]

    @classmethod
    def of(cls, found: EnrollmentView) -> "EnrollmentOut":
        return cls(found.id, found.person_id, found.cohort_id, dict(found.cohort_title), found.program_version,
                   found.organization, windows_of(enrollments.cohort(found.cohort_id)))


@dataclass(frozen=True, slots=True)
class RowOut:
    """One trainee of a round, in minutes of standard study time of finished lectures. ``pace`` as on the page."""

    enrollment_id: str
    person_id: str
    name: str
    kana: str
    email: str
    organization: str
    pace: str
    minutes_done: int
    minutes_exempt: int
    minutes_left: int
    minutes_a_day: int
    closes_at: datetime | None
    last_day: date | None
    last_studied_at: datetime | None

    @classmethod
    def of(cls, row: CohortRow) -> "RowOut":
        load = row.load
        return cls(row.enrollment_id, row.person_id, row.name, row.kana, row.email, row.organization,
                   str(load.pace), load.minutes_done, load.minutes_exempt, load.minutes_left, load.pace_minutes,
                   load.closes, load.last_day, load.last_at)
