"""What the services of this room answer with."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lms.programs.definition import Activity, Program
from scorm_export.dispatch.rules import Limits, State, end_of


@dataclass(frozen=True, slots=True)
class DispatchView:
    """``cap`` learners until the end of ``last_day``; ``revoked_at`` with its reason once somebody has ended it."""

    id: str
    contractor_id: str
    program: str
    lectures: tuple[str, ...]
    tests: tuple[str, ...]
    language: str
    origins: tuple[str, ...]
    cap: int
    last_day: date
    at: datetime
    by: str
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_reason: str

    def parts_of(self, program: Program) -> list[Activity]:
        """What it holds, in the program's order."""
        return [activity for activity in program.activities if activity.id in (*self.lectures, *self.tests)]

    @property
    def limits(self) -> Limits:
        return Limits(self.lectures, self.tests, self.cap, end_of(self.last_day), self.revoked_at is not None, self.origins)


@dataclass(frozen=True, slots=True)
class TermsView:
    cap: int
    last_day: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Figures:
    """``learners`` are the registrations that the cap counts; ``active`` of them were there in the last seven days.

    ``completed`` counts lectures, one for each learner; ``current`` and ``older``: registrations
    of lectures by the version last seen.
    """

    learners: int = 0
    active: int = 0
    completed: int = 0
    current: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class DispatchLine:
    """A dispatch as the lists show it."""

    dispatch: DispatchView
    contractor: str
    state: State
    figures: Figures


@dataclass(frozen=True, slots=True)
class VersionLine:
    """How many learners saw a version last. ``is_newest``: it is what goes out now."""

    lecture: str
    version: str
    learners: int
    is_newest: bool


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """One learner of a dispatch. ``enrollment_id`` and ``name`` only where the contractor has said whom it means.

    ``begun``, ``completed``, ``passed`` and ``older`` count lectures, ``tests`` the tests passed at the center.
    """

    learner: str
    enrollment_id: str | None
    name: str
    begun: int
    completed: int
    passed: int
    older: int
    tests: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class TakenView:
    name: str
    edition: str
    part: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StopView:
    reason: str
    at: datetime
    by: str
    lifted_at: datetime | None
    lifted_by: str | None


@dataclass(frozen=True, slots=True)
class Launched:
    """A lecture, or the door to a test, as it is opened. ``session``: its number goes with every report.

    ``html`` is the body, of a lecture with its data island.
    """

    registration: str
    session: int
    version: str
    suspended: str
    completed: bool
    success: bool | None
    score: float | None
    html: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """What was achieved, as the center has it."""

    completed: bool
    success: bool | None
    score: float | None
