"""What a learner did with one of our lectures somewhere else. Pure: this is what every way home is translated into."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """How a result came home."""

    DISPATCH = "dispatch"
    XAPI = "xapi"
    FILE = "file"
    CSV = "csv"
    API = "api"


class Standing(StrEnum):
    """What became of the last news of a result. Only ``COUNTED`` moves a trainee; everything else is kept and says why."""

    COUNTED = "counted"
    UNFINISHED = "unfinished"
    NOT_CREDITED = "not-credited"
    NOT_OPEN = "not-open"
    UNKNOWN_LEARNER = "unknown-learner"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``learner``: how the contractor's LMS calls them; ``lecture``: a code; ``version``: of the lecture, or empty.

    ``success`` is None before the comprehension test was taken; ``score`` goes from 0 to 1; ``seconds`` of study;
    ``answers``: whether each item, by its stable id, was answered right.
    """

    learner: str
    lecture: str
    at: datetime
    version: str = ""
    completed: bool = False
    success: bool | None = None
    score: float | None = None
    seconds: int = 0
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        return self.completed or self.success is not None


def better(known: Outcome, new: Outcome) -> Outcome:
    """Two results of one learner with one lecture as one: completion and success are never taken back, the best score stays."""
    successes = [each for each in (known.success, new.success) if each is not None]
    scores = [each for each in (known.score, new.score) if each is not None]
    return Outcome(
        known.learner, known.lecture, min(known.at, new.at), new.version or known.version,
        known.completed or new.completed, any(successes) if successes else None, max(scores, default=None),
        max(known.seconds, new.seconds), {**new.answers, **known.answers})


def told(outcome: Outcome) -> dict[str, Any]:
    """As the ``result`` of an xAPI statement."""
    result: dict[str, Any] = {"completion": outcome.completed}
    if outcome.success is not None:
        result["success"] = outcome.success
    if outcome.score is not None:
        result["score"] = {"scaled": round(outcome.score, 4)}
    if outcome.seconds:
        result["duration"] = f"PT{outcome.seconds}S"
    return result
