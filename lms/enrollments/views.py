"""What the services of this room answer with."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lms.enrollments.rules import Workload
from lms.periods import Window
from lms.programs.definition import Activity, Words


@dataclass(frozen=True, slots=True)
class CohortView:
    """One round. ``windows`` as they were promised first; ``extended`` holds later ends that were given to everybody."""

    id: str
    code: str
    title: Words
    program_version: str
    windows: Mapping[str, Window]
    extended: Mapping[str, datetime] = field(default_factory=dict)

    def window(self, name: str) -> Window | None:
        """As it stands for somebody without an extension of their own."""
        first = self.windows.get(name)
        return first and Window(first.opens, max(first.closes, self.extended.get(name, first.closes)))

    @property
    def dates(self) -> Mapping[str, Window]:
        """All windows as they stand for somebody without an extension of their own."""
        return {name: found for name in self.windows if (found := self.window(name))}


@dataclass(frozen=True, slots=True)
class EnrollmentView:
    """One person in one cohort. ``organization`` is a name, empty where none is known."""

    id: str
    person_id: str
    cohort_id: str
    cohort_title: Words
    program_version: str
    organization: str
    dates: Mapping[str, Window]


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One line of the cohort page."""

    enrollment_id: str
    person_id: str
    name: str
    kana: str
    email: str
    organization: str
    load: Workload


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One exemption or extension, given or taken back. ``kind`` is its verb, ``by`` a person's id."""

    enrollment_id: str
    kind: str
    subject: str
    closes_at: datetime | None
    reason: str
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """An activity that is open to a person, and the window it is open in, extensions included."""

    activity: Activity
    window: Window
