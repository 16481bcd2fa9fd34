"""Drawing the form of a test from the items of the bank."""
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import bindparam, select

from assessments.attempts import forms
from assessments.attempts.forms import Candidate, Demand, NoSuchForm
from assessments.attempts.models import Attempt
from assessments.attempts.services import correcting
from assessments.attempts.services.rows import Test, tests_of
from assessments.items import answering
from assessments.items import services as items
from assessments.items.services import ItemVersion
from lms.db import db
from lms.errors import NotFound, Refused
from lms.programs.definition import Program

# Made once, as each start of a test asks it.
FORMS = select(Attempt.form).where(
    Attempt.enrollment_id == bindparam("enrollment"), Attempt.activity == bindparam("activity"))

Lacks = tuple[tuple[Demand, int], ...]  # demands that cannot be met, each with how many items there could be


def form(test: Test, enrollment_id: str, seed: str, day: date) -> list[Any]:
    """As ``Attempt.form``. Raises Refused where the items do not suffice."""
    pool = _pool(test.program, test.lectures, day)
    try:
        drawn = _drawn(test, pool, _seen(test, enrollment_id), seed)
    except NoSuchForm as error:
        raise Refused("このテストの問題が足りません。事務局に知らせてください。", reason="too-few-items", activity=test.activity.id,
                      lines=[{"tag": d.tag, "value": d.value, "wanted": d.least, "found": n} for d, n in error.demands]) from error
    return [_line(pool[candidate.version], candidate, seed) for candidate in drawn]


def shortages(program: Program, day: date) -> dict[str, Lacks]:
    """What each test of a program lacks on a day, by activity: nothing where a form can be drawn."""
    return {test.activity.id: _lacks(test, day) for test in tests_of(program)}


def askable(program: Program, activities: Collection[str], day: date) -> dict[str, list[ItemVersion]]:
    """What some tests may ask on a day, by activity, each by item id; NotFound for what is no test of the program."""
    chosen = [test for test in tests_of(program) if test.activity.id in activities]
    if unknown := set(activities) - {test.activity.id for test in chosen}:
        raise NotFound(activity=min(unknown))
    pool = _pool(program, {lecture for test in chosen for lecture in test.lectures}, day).values()
    return {test.activity.id: [version for version in pool if version.item.lecture in test.lectures] for test in chosen}


def _lacks(test: Test, day: date) -> Lacks:
    try:
        _drawn(test, _pool(test.program, test.lectures, day), {}, "")
    except NoSuchForm as error:
        return error.demands
    return ()


def _pool(program: Program, lectures: Collection[str], day: date) -> dict[str, ItemVersion]:
    """What may be asked, by version; what is found faulty not until its text is mended."""
    pool = {v.id: v for v in items.pool(program.id, lectures, day)}
    faulty = correcting.corrections_of(pool)
    return {key: version for key, version in pool.items() if key not in faulty}


def _drawn(test: Test, pool: Mapping[str, ItemVersion], seen: Mapping[str, int], seed: str) -> tuple[Candidate, ...]:
    return forms.draw(map(test.candidate, pool.values()), test.demands, seen, seed)


def _line(version: ItemVersion, candidate: Candidate, seed: str) -> list[Any]:
    chance = Random(f"{seed} {candidate.item}")  # noqa: S311 - shuffles choices; guards nothing
    return [version.id, version.item.kind, list(answering.shuffled(version.item, chance))]


def _seen(test: Test, enrollment_id: str) -> Counter[str]:
    """How often the person had each item in earlier attempts at this test, in whatever version."""
    earlier = db.session.scalars(FORMS, {"enrollment": enrollment_id, "activity": test.activity.id})
    asked = [version for form in earlier for version, _kind, _order in form]
    versions = items.versions(asked)
    return Counter(versions[key].item.id for key in asked)
