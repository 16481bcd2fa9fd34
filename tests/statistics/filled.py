"""Submitted attempts of simulated people at a shipped test, written to the tables at once."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from typing import Any

from sqlalchemy import insert

from assessments.attempts.models import Attempt
from assessments.items import services as items
from assessments.items.answering import POINTS
from assessments.items.item import CHOSEN, Item
from assessments.items.services import ItemVersion
from lms.db import transaction
from lms.enrollments import services as enrollments
from lms.enrollments.models import Enrollment
from lms.ids import derived_id
from lms.people.models import Person
from lms.programs import services as programs
from tests.conftest import MORNING

PROGRAM = "fnsc-training"
STARTS = {"R8-1": date(2026, 6, 1), "R8-2": date(2026, 10, 1), "R9-1": date(2027, 6, 1)}
AT_ONCE = 1000


@dataclass(frozen=True)
class Simulation:
    """``people`` in turn in each of ``rounds``; every ``retakers``-th takes the test again and does better.

    A form holds ``length`` items. Of ``miskeyed`` versions most people hold a wrong choice for the right one.
    """

    activity: str
    pool: Sequence[ItemVersion]
    length: int
    people: int
    rounds: Sequence[str] = ("R9-1",)
    retakers: int = 4
    goal: int = 1
    miskeyed: frozenset[str] = frozenset()


def loaded_pool(now: datetime, lectures: Sequence[str]) -> list[ItemVersion]:
    """Programs and items are loaded first."""
    programs.load(now)
    items.load_shipped(now)
    return items.pool(PROGRAM, lectures, now.date())


def fill(simulation: Simulation) -> None:
    """Rounds that are not there yet are made."""
    chance = Random(20270610)
    rounds = [_round(code) for code in simulation.rounds]
    people = [(f"{simulation.activity}-{n}", rounds[n % len(rounds)]) for n in range(simulation.people)]
    attempts = list(_attempts(chance, simulation, [name for name, _ in people]))
    with transaction() as session:
        session.execute(insert(Person), [_person(name) for name, _ in people])
        session.execute(insert(Enrollment), [
            {"id": _id("enrollment", name), "person_id": _id("person", name), "cohort_id": cohort, "organization_id": None,
             "enrolled_at": MORNING} for name, cohort in people])
        for start in range(0, len(attempts), AT_ONCE):
            session.execute(insert(Attempt), attempts[start:start + AT_ONCE])


def _round(code: str) -> str:
    found = enrollments.cohort_by_code(code)
    title = {"ja": f"{code} の期", "en": f"Round {code}"}
    return (found or enrollments.create_cohort(code, PROGRAM, title, {"learning": STARTS[code]}, {}, MORNING)).id


def _id(kind: str, name: str) -> str:
    return derived_id("filled", kind, name)


def _person(name: str) -> dict[str, Any]:
    return {"id": _id("person", name), "family_name": "試験", "given_name": name, "kana": "シケン", "latin_name": "",
            "email": f"{name.lower()}@filled.example", "furigana": False, "created_at": MORNING}


def _attempts(chance: Random, simulation: Simulation, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for n, name in enumerate(names):
        ability = chance.gauss(0.8, 1)
        for number in range(1, 3 if n % simulation.retakers == 0 else 2):
            yield _attempt(chance, simulation, name, number, ability + (number - 1))


def _attempt(chance: Random, simulation: Simulation, name: str, number: int, ability: float) -> dict[str, Any]:
    form = chance.sample(simulation.pool, simulation.length)
    answers = [_answer(chance, version, ability, version.id in simulation.miskeyed) for version in form]
    at = MORNING + timedelta(minutes=number)
    return {
        "id": _id("attempt", f"{name}-{number}"), "enrollment_id": _id("enrollment", name), "person_id": _id("person", name),
        "activity": simulation.activity, "number": number, "seed": "filled", "flags": [], "sequence": 0,
        "form": [[version.id, version.item.kind, list(range(len(version.item.choices)))] for version in form],
        "started_at": MORNING, "deadline": at, "submitted_at": at, "goal": simulation.goal,
        "marks": [POINTS if right else 0 for right, _ in answers], "given": [given for _, given in answers]}


def _answer(chance: Random, version: ItemVersion, ability: float, miskeyed: bool) -> tuple[bool, list[int]]:
    item = version.item
    knows = chance.random() < 1 / (1 + exp(difficulty_of(version.id) - ability))
    wrong = _wrong(item)
    if item.kind not in CHOSEN:
        return knows, []
    if miskeyed:
        return (False, wrong[:1]) if knows else (True, sorted(item.key))
    if knows:
        return True, sorted(item.key)
    return False, [] if chance.random() < 0.1 else [chance.choice(wrong)]


def _wrong(item: Item) -> list[int]:
    return [place for place in range(len(item.choices)) if place not in item.key] or [0]


def difficulty_of(version_id: str) -> float:
    """From -1 to 1, the same for the same version."""
    return int(version_id[:4], 16) / 0xffff * 2 - 1
