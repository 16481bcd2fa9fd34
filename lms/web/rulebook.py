"""What a program's rules rest on, as a reader sees it: each clause with what rests on it, and each kind's numbers.

Pure: a program in, frozen rows out. Every number comes from the program.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lms.programs.definition import Activity, Module, Program, Stage, WindowRule, Words


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """``codes``: ids of the activities that cite the clause themselves, by kind."""

    id: str
    text: Words
    windows: tuple[WindowRule, ...]
    stages: tuple[Stage, ...]
    modules: tuple[Module, ...]
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """The parameters that the activities ``of`` one kind and gate share. ``title`` is that of the first."""

    kind: str
    gate: str
    title: Words
    parameters: Mapping[str, Any]
    of: tuple[str, ...]


def clauses(program: Program) -> list[ClauseRow]:
    return [_clause(program, name) for name in program.clauses]


def _clause(program: Program, name: str) -> ClauseRow:
    return ClauseRow(
        name, program.clauses[name].text,
        tuple(w for w in program.windows if w.clause == name),
        tuple(s for s in program.stages if s.clause == name),
        tuple(m for m in program.modules if m.clause == name),
        _codes([a for a in program.activities if a.clause == name]))


def _codes(activities: list[Activity]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(a.of or a.id for a in activities if a.kind == kind) for kind in {a.kind: None for a in activities}}


def numbers(program: Program) -> list[NumbersRow]:
    """One row for all activities that are judged alike, in the program's order; planned kinds have no numbers yet."""
    rows: dict[str, list[Activity]] = {}
    for activity in program.activities:
        if not activity.inert:
            rows.setdefault(repr((activity.kind, activity.gate, parameters(activity))), []).append(activity)
    return [_numbers(alike) for alike in rows.values() if parameters(alike[0])]


def _numbers(alike: list[Activity]) -> NumbersRow:
    first = alike[0]
    return NumbersRow(first.kind, first.gate, first.title, _deciding(first), tuple(a.of or a.id for a in alike))


def _deciding(activity: Activity) -> dict[str, Any]:
    """A passing score decides nothing where taking is enough (ruling A1)."""
    found = parameters(activity)
    return found if activity.gate == "passed" else {n: v for n, v in found.items() if n != "passing_score"}


def parameters(activity: Activity) -> dict[str, Any]:
    """The parameters that have a value."""
    raw = activity.parameters
    values = raw.model_dump() if isinstance(raw, BaseModel) else dict(raw or {})
    return {name: value for name, value in values.items() if value is not None}
