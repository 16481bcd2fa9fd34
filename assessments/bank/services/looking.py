"""Looking for items, at one of them, and at the drafts."""
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from assessments.bank import rules
from assessments.bank.models import Draft, DraftEnd
from assessments.bank.rules import DraftState
from assessments.bank.services.judging import settled
from assessments.bank.services.reading import members
from assessments.bank.services.rows import line, texts_of
from assessments.bank.views import BankLine, DraftLine, ItemSheet, Use, VersionLine
from assessments.items import services as items
from assessments.items.item import Item
from assessments.items.services import ItemEntry, Wanted
from lms.db import db
from lms.errors import NotFound
from lms.periods import civil_day
from lms.programs import services as programs
from lms.programs.definition import Activity, Program

ORDER = (DraftState.WAITING, DraftState.RETURNED, DraftState.APPROVED, DraftState.WRITING)


def search(wanted: Wanted, now: datetime) -> list[BankLine]:
    """Items by program, lecture and id."""
    found = items.entries(wanted)
    known = latest(found)
    open_units, new = _open_units(), differing(found)
    return [_line(each, known[each.id, each.program], open_units, new, now) for each in found if (each.id, each.program) in known]


def latest(found: Sequence[ItemEntry]) -> dict[tuple[str, str], Item]:
    """The current text of each item, or the last that there was."""
    ids = {(each.id, each.program): each.current or _last(each) for each in found}
    known = items.versions(list(ids.values()))
    return {key: known[version].item for key, version in ids.items() if version in known}


def _last(entry: ItemEntry) -> str | None:
    return next((version.id for version in items.history(entry.program, entry.id)), None)


def _line(entry: ItemEntry, item: Item, open_units: set[tuple[str, str]], new: set[str], now: datetime) -> BankLine:
    state = rules.state_of(item if entry.current else None, entry.last_day, civil_day(now))
    unit = rules.unit_of(item)
    return BankLine(
        entry.program, entry.id, unit, entry.lecture, item.kind, item.difficulty, item.stem, state, entry.last_day,
        is_drafted=(entry.program, unit) in open_units, differs=entry.shipped in new)


def differing(found: Sequence[ItemEntry]) -> set[str]:
    """Shipped versions that differ from what the bank asks, and that nobody has decided about."""
    new = [each.shipped for each in found if each.shipped and each.current != each.shipped]
    return set(new) - settled(new)


# One item ----------------------------------------------------------------------------------------------

def sheet(program: str, item: str, person: str, now: datetime) -> ItemSheet:
    """Everything about one item. NotFound for one that never was."""
    entry = items.entry(program, item)
    found = latest([entry])[item, program]
    unit, day = rules.unit_of(found), civil_day(now)
    together = members(program, unit) or [entry]
    return ItemSheet(
        program, item, unit, entry.lecture, rules.state_of(found if entry.current else None, entry.last_day, day),
        entry.last_day, entry.current, texts_of([each.current or _last(each) for each in together]), _shipped(together),
        [VersionLine(v.id, v.loaded_at, v.id == entry.current, v.id == entry.shipped) for v in items.history(program, item)],
        items.retirements(program, item), uses(program, entry.lecture, now), drafts_of(program, unit, person))


def _shipped(together: Sequence[ItemEntry]) -> Mapping[str, str]:
    """The unit as its files have it, where any of its items differs."""
    if not differing(together):
        return {}
    return texts_of([each.shipped for each in together])


def shipped_of(entry_id: str, program: str) -> str | None:
    """The version of the files that waits for a decision."""
    entry = items.entry(program, entry_id)
    return entry.shipped if differing([entry]) else None


def texts(program: str, unit: str) -> dict[str, str]:
    """What is in the bank under a heading, as it is edited. NotFound where there is nothing."""
    together = members(program, unit)
    if not together:
        raise NotFound(item=unit)
    return texts_of([each.current or _last(each) for each in together])


def uses(program_id: str, lecture: str, now: datetime) -> list[Use]:
    """The tests that draw from a lecture, in the newest version of the program."""
    program = programs.program(programs.newest(program_id).id)
    about = program.activity(lecture)
    tests = [a for a in program.activities if about and _draws(a, about)]
    return [_use(program, test, lecture, now) for test in tests]


def _draws(test: Activity, lecture: Activity) -> bool:
    return test.of == lecture.id or lecture.module in (getattr(test.parameters, "blueprint", None) or {})


def _use(program: Program, test: Activity, lecture: str, now: datetime) -> Use:
    """Of a test over modules: the items of this lecture's module."""
    if test.of:
        return Use(test.id, test.title, test.of, test.parameters.items, len(items.pool(program.id, [lecture], civil_day(now))))
    about = program.activity(lecture)
    module = about.module if about else None
    lectures = [a.id for a in program.activities if a.module == module]
    return Use(test.id, test.title, None, test.parameters.blueprint[module], len(items.pool(program.id, lectures, civil_day(now))))


# Drafts ------------------------------------------------------------------------------------------------

def drafts(person: str) -> list[DraftLine]:
    """The open ones: first what waits for this person's review, then by state; within each the oldest first."""
    rows = db.session.scalars(select(Draft).where(Draft.id.not_in(select(DraftEnd.draft_id))))
    found = [line(row, person) for row in rows]
    return sorted(found, key=lambda d: (not waits_for(d), ORDER.index(d.state), d.at, d.id))


def waits_for(draft: DraftLine) -> bool:
    """Whether the person whom the line was made for should look at it."""
    return draft.may_review and draft.state is DraftState.WAITING


def drafts_of(program: str, unit: str, person: str) -> list[DraftLine]:
    """Every draft of one unit, also those that ended, the newest first."""
    rows = db.session.scalars(select(Draft).where(Draft.program == program, Draft.unit == unit)
                              .order_by(Draft.begun_at.desc(), Draft.id))
    return [line(row, person) for row in rows]


def _open_units() -> set[tuple[str, str]]:
    rows = db.session.execute(select(Draft.program, Draft.unit).where(Draft.id.not_in(select(DraftEnd.draft_id))))
    return {(program, unit) for program, unit in rows}
