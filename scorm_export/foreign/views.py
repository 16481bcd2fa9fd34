"""What the services of this room answer with."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.programs.definition import Words
from scorm_export.foreign.learning import Outcome, Values
from scorm_export.foreign.parts import Edition, Part


@dataclass(frozen=True, slots=True)
class ForeignView:
    """A package that was taken in. ``size`` in bytes as it came, ``by`` a person's id."""

    id: str
    title: str
    edition: Edition
    parts: tuple[Part, ...]
    digest: str
    size: int
    files: int
    contractor_id: str | None
    at: datetime
    by: str

    def part(self, number: int) -> Part | None:
        return self.parts[number] if 0 <= number < len(self.parts) else None


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """``until`` is None while trainees see it; ``since_by`` and ``until_by`` are persons' ids."""

    id: str
    program: str
    lecture: str
    foreign_id: str
    title: Words
    since: datetime
    since_by: str
    until: datetime | None
    until_by: str | None


@dataclass(frozen=True, slots=True)
class StateView:
    """Where a trainee stands with one part. ``saved_at`` is when the content's last commit was stored."""

    part: int
    outcome: Outcome
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A package as a trainee meets it below a lecture. ``states`` by part; a part that was never opened has none."""

    attachment: AttachmentView
    package: ForeignView
    states: Mapping[int, StateView]

    @property
    def begun(self) -> bool:
        return bool(self.states)

    @property
    def completed(self) -> bool:
        return all(n in self.states and self.states[n].outcome.completed for n in range(len(self.package.parts)))


@dataclass(frozen=True, slots=True)
class Session:
    """What our script begins with: ``given`` by us, and ``said`` by the content in earlier sessions.

    ``number`` goes with every commit; None where nothing is recorded.
    """

    edition: Edition
    given: Values
    said: Values
    number: int | None


@dataclass(frozen=True, slots=True)
class LecturePlace:
    """A lecture that a package can be attached to."""

    program: str
    lecture: str
    title: Words


@dataclass(frozen=True, slots=True)
class Use:
    """How many trainees opened a package below a lecture, and how many finished a part of it."""

    opened: int
    completed: int
