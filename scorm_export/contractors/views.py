"""What the services of this room answer with."""
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class ContractorView:
    """``cohorts`` are ids; ``lectures`` are ``program/code``; ``credits``: its results count toward the program."""

    id: str
    name: str
    cohorts: tuple[str, ...]
    lectures: tuple[str, ...]
    credits: bool
    ended_at: datetime | None

    def may_take(self, program: str, lecture: str) -> bool:
        return self.ended_at is None and f"{program}{SEPARATOR}{lecture}" in self.lectures

    def codes(self, program: str) -> list[str]:
        """The lectures of a program that it may take, by code."""
        return [code for name, _, code in (each.partition(SEPARATOR) for each in self.lectures) if name == program]


@dataclass(frozen=True, slots=True)
class CreditView:
    """One decision on whether results count. ``by`` is a person's id."""

    allowed: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberView:
    person_id: str
    name: str
    email: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """``invitation``: the token of somebody who has no password yet, known at this moment only."""

    person_id: str
    name: str
    invitation: str | None


@dataclass(frozen=True, slots=True)
class TraineeView:
    """A trainee of a round that the contractor teaches."""

    enrollment_id: str
    cohort_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LearnerView:
    """``reference``: how the contractor's LMS calls this trainee."""

    reference: str
    enrollment_id: str
    name: str
    email: str


class Naming(StrEnum):
    """What one line of a file of learner ids does: a new name, another trainee than before, nothing, or it is wrong."""

    NEW = "new"
    CHANGES = "changes"
    ALREADY = "already"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """``line`` of the file; ``name`` of the trainee meant; ``message`` (a message id) says what is wrong."""

    line: int
    reference: str
    email: str
    outcome: Naming
    name: str = ""
    enrollment_id: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class QualificationView:
    """``last_day`` is the last day on which it holds."""

    id: str
    name: str
    subjects: tuple[str, ...]
    evidence: str
    insight: str
    experience: str
    last_day: date
