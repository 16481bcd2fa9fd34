"""A program as data: stages, modules and activities, each with the clause of its source. Frozen and pure."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lms.periods import months_of

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in the source and what it says, in our words."""

    id: str
    text: Words


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the steps of the road. ``window`` names the cohort's window in which it happens."""

    id: str
    title: Words
    window: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class WindowRule:
    """A window that every cohort gives dates to. ``period`` (ISO 8601) fixes its length where the source does."""

    id: str
    title: Words
    period: str | None = None
    clause: str = ""

    @property
    def months(self) -> int | None:
        return months_of(self.period) if self.period else None


@dataclass(frozen=True, slots=True)
class Module:
    """``requires`` are ids (module, stage or activity) that must be done before anything in it opens."""

    id: str
    title: Words
    requires: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done and counted. ``of`` makes it the closing part of another activity (a lecture's test).

    ``gate`` says which verb does it: ``completed`` (taken is enough) or ``passed``. ``minutes`` is standard study
    time. ``parameters`` is the kind's own model, or the raw table where the kind is planned but not installed.
    """

    id: str
    kind: str
    stage: str
    title: Words
    module: str | None = None
    minutes: int = 0
    of: str | None = None
    requires: tuple[str, ...] = ()
    gate: str = "completed"
    exemptible: bool = False
    repeatable: bool = True
    inert: bool = False
    clause: str = ""
    parameters: Any = None


@dataclass(frozen=True)
class Program:
    """One version of one program. Ids of stages, modules and activities are unique together."""

    id: str
    version: str
    title: Words
    source: Words
    windows: tuple[WindowRule, ...]
    stages: tuple[Stage, ...]
    modules: tuple[Module, ...]
    activities: tuple[Activity, ...]
    clauses: Mapping[str, Clause] = field(default_factory=dict)

    def activity(self, activity_id: str) -> Activity | None:
        return self._by_id.get(activity_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Activity]:
        return {a.id: a for a in self.activities}

    def module(self, module_id: str | None) -> Module | None:
        return next((m for m in self.modules if m.id == module_id), None)

    def stage(self, stage_id: str) -> Stage:
        return next(s for s in self.stages if s.id == stage_id)

    def members(self, any_id: str) -> tuple[Activity, ...]:
        """The activities that an id stands for: itself with its closing parts, a module's, or a stage's."""
        return tuple(a for a in self.activities if any_id in (a.id, a.of, a.module, a.stage))

    def closing_of(self, activity_id: str) -> tuple[Activity, ...]:
        """The closing parts of an activity: the comprehension test of a lecture."""
        return self._closing.get(activity_id, ())

    @cached_property
    def _closing(self) -> Mapping[str, tuple[Activity, ...]]:
        wholes = {a.of for a in self.activities if a.of}
        return {whole: tuple(a for a in self.activities if a.of == whole) for whole in wholes}

    def before(self, activity: Activity) -> tuple[Activity, ...]:
        """What must be done right before this one, in the program's order: its own requires, its module's, its whole."""
        return self._before[activity.id]

    @cached_property
    def _before(self) -> Mapping[str, tuple[Activity, ...]]:
        return {activity.id: self._direct(activity) for activity in self.activities}

    def _direct(self, activity: Activity) -> tuple[Activity, ...]:
        module = self.module(activity.module)
        wanted = (*activity.requires, *(module.requires if module else ()))
        ids = {member.id for name in wanted for member in self.members(name)} | {activity.of}
        return tuple(a for a in self.activities if a.id in ids)

    @cached_property
    def studied(self) -> tuple[Activity, ...]:
        """The activities that carry standard study time: the ones hours are counted by."""
        return tuple(a for a in self.activities if a.minutes and a.of is None)

    @property
    def minutes(self) -> int:
        return sum(a.minutes for a in self.studied)

    def clause_text(self, clause: str) -> Words:
        found = self.clauses.get(clause)
        return found.text if found else {"ja": "", "en": ""}
