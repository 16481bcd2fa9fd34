"""``progress = fold(facts)``: what has been done, without a word about time or permission.

Facts may arrive in any order; the fold gives one answer. It keeps sets, earliest and latest instants and best
scores, all of which commute. Where facts take something back (a waiver withdrawn) the later decision wins by its
instant, and by its id when the instants are equal.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verb(StrEnum):
    """xAPI's verbs (and, for what xAPI lacks, past participles in its manner)."""

    REGISTERED = "registered"
    INITIALIZED = "initialized"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"
    WAIVED = "waived"
    UNWAIVED = "unwaived"
    EXTENDED = "extended"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    ACKNOWLEDGED = "acknowledged"
    EXPERIENCED = "experienced"


DOES = frozenset({Verb.COMPLETED, Verb.PASSED, Verb.FAILED})
STUDIES = DOES | {Verb.INITIALIZED, Verb.ACKNOWLEDGED}
TOLD = frozenset({Verb.EXPERIENCED})  # heard of, and counted for nothing: what a learner did elsewhere without credit


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the ledger as the rules see it. ``activity`` is an activity, or a window for ``extended``."""

    id: str
    verb: Verb
    activity: str
    at: datetime
    result: Mapping[str, Any] = field(default_factory=dict)
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of one activity. ``completed_at``: first done, well or not; ``passed_at``: first passed.

    A fact that corrects an earlier result (ruling A17) may improve it and is no attempt of its own.
    """

    begun_at: datetime | None = None
    completed_at: datetime | None = None
    passed_at: datetime | None = None
    best_score: float | None = None
    attempts: int = 0

    def meets(self, gate: str) -> bool:
        return (self.passed_at if gate == "passed" else self.completed_at) is not None


NOTHING = Done()


@dataclass(frozen=True, slots=True)
class Progress:
    """The fold of one enrollment's facts. ``waivers`` holds the latest decision per activity: (at, id, granted).

    ``last_at`` is when the person last studied: what the office decides about them does not count.
    """

    activities: Mapping[str, Done] = field(default_factory=dict)
    waivers: Mapping[str, tuple[datetime, str, bool]] = field(default_factory=dict)
    extended: Mapping[str, datetime] = field(default_factory=dict)
    ended: tuple[datetime, str, str] | None = None
    last_at: datetime | None = None

    def of(self, activity_id: str) -> Done:
        return self.activities.get(activity_id, NOTHING)

    def exempt(self, activity_id: str) -> bool:
        waiver = self.waivers.get(activity_id)
        return waiver is not None and waiver[2]


def fold(facts: Iterable[Fact], start: Progress | None = None) -> Progress:
    """All facts folded onto ``start``; folding in parts or in another order gives the same."""
    known = start or Progress()
    activities, waivers, extended = dict(known.activities), dict(known.waivers), dict(known.extended)
    ended, last_at = known.ended, known.last_at
    for fact in facts:
        if fact.verb in STUDIES:
            last_at = max(last_at, fact.at) if last_at else fact.at
        if fact.verb in (Verb.WAIVED, Verb.UNWAIVED):
            decision = (fact.at, fact.id, fact.verb is Verb.WAIVED)
            waivers[fact.activity] = max(waivers.get(fact.activity, decision), decision)
        elif fact.verb is Verb.EXTENDED:
            closes = datetime.fromisoformat(fact.result["closes_at"])
            extended[fact.activity] = max(extended.get(fact.activity, closes), closes)
        elif fact.verb in (Verb.WITHDRAWN, Verb.DEFERRED):
            end = (fact.at, fact.id, str(fact.verb))
            ended = min(ended, end) if ended else end
        elif fact.verb not in TOLD:
            activities[fact.activity] = _with(activities.get(fact.activity, NOTHING), fact)
    return Progress(activities, waivers, extended, ended, last_at)


def _with(done: Done, fact: Fact) -> Done:
    return Done(
        begun_at=_first(done.begun_at, fact.at),
        completed_at=_first(done.completed_at, fact.at) if fact.verb in DOES else done.completed_at,
        passed_at=_first(done.passed_at, fact.at) if fact.verb is Verb.PASSED else done.passed_at,
        best_score=_best(done.best_score, fact),
        attempts=done.attempts + (fact.verb in (Verb.PASSED, Verb.FAILED) and "correction" not in fact.result),
    )


def _first(known: datetime | None, at: datetime) -> datetime:
    return min(known, at) if known else at


def _best(known: float | None, fact: Fact) -> float | None:
    """The best of xAPI's ``score.scaled`` (0 to 1), or of a bare number as score."""
    score = fact.result.get("score")
    scaled = score.get("scaled") if isinstance(score, Mapping) else score
    return known if scaled is None else max(scaled, known or 0.0)
