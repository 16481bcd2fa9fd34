"""Items: reading the shipped quizzes, keeping their versions, and the pool that tests draw from."""
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from assessments.items.item import Item, from_json, to_json
from assessments.items.models import ItemRow, ItemVersionRow, Retirement
from assessments.items.quiz import read_quiz
from assessments.items.wording import searched, words_of
from lms.db import db, transaction
from lms.errors import DefinitionError, NotFound
from lms.ids import derived_id
from lms.programs import services as programs
from lms.programs.definition import Activity, Program

# Made once, as each start of a test asks both.
CURRENT = (select(ItemRow.current_version_id)
           .where(ItemRow.program == bindparam("program"), ItemRow.lecture.in_(bindparam("lectures", expanding=True)),
                  ItemRow.current_version_id.is_not(None)).order_by(ItemRow.id))
LAST_DAYS = (select(Retirement.item, Retirement.last_day).where(Retirement.program == bindparam("program"))
             .order_by(Retirement.number))

LOCALES = ("ja", "en")
KIND = "comprehension-test"
SECTION = re.compile(r"^##[ \t].*\{#([a-z0-9-]+)\}[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class ItemVersion:
    id: str
    item: Item


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """``current``: the version that is asked, ``shipped`` the one of the files; ``last_day`` where somebody decided one."""

    program: str
    id: str
    lecture: str
    current: str | None
    shipped: str | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the items is looked for. Empty asks for everything; every one of the ``words`` must occur."""

    words: str = ""
    program: str = ""
    lecture: str = ""
    kind: str = ""
    difficulty: int = 0


@dataclass(frozen=True, slots=True)
class VersionEntry:
    id: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class RetirementView:
    """``last_day`` None takes an earlier decision back. ``by`` is a person's id."""

    last_day: date | None
    reason: str
    by: str
    at: datetime


def read_shipped(program: Program) -> list[Item]:
    """The items of every lecture that has a test; DefinitionError lists what is wrong in all of their files."""
    folder = programs.folder_of_program(program.id)
    found: list[Item] = []
    problems: list[str] = []
    for lecture in lectures_of(program):
        try:
            found += read_folder(folder / (lecture.module or "") / lecture.id)
        except DefinitionError as error:
            problems += error.problems
    ids = [item.id for item in found]
    problems += [f"{item.lecture}/quiz.ja.md:1: the id {item.id!r} is already an item of the program"
                 for n, item in enumerate(found) if item.id in ids[:n]]
    if problems:
        raise DefinitionError(problems)
    return found


def lectures_of(program: Program) -> list[Activity]:
    """The activities that a comprehension test closes."""
    closed = {test.of for test in program.activities if test.kind == KIND}
    return [activity for activity in program.activities if activity.id in closed]


def read_folder(folder: Path) -> tuple[Item, ...]:
    """The items of one lecture's folder; DefinitionError as ``read_quiz``, or where they do not fit the lecture."""
    items = read_quiz({n: _text(folder / f"quiz.{n}.md") for n in LOCALES}, folder.name)
    sections, name = _sections(folder / "lecture.ja.md"), f"{folder.name}/quiz.ja.md:1"
    problems = [f"{name}: {item.id} names the section {item.section!r}; the lecture has {sorted(sections)}"
                for item in items if sections and item.section not in sections]
    if items[0].lecture != folder.name:
        problems.append(f"{name}: lecture is {items[0].lecture}, the folder is {folder.name}")
    if problems:
        raise DefinitionError(problems)
    return items


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([f"{path.parent.name}/{path.name}:1: cannot be read as UTF-8 text: {error}"]) from error


def _sections(path: Path) -> set[str]:
    """Ids of the lecture's sections; none where there is no text (then nothing is judged)."""
    return set(SECTION.findall(_text(path))) if path.is_file() else set()


def sections_of(program_id: str, lecture: str) -> set[str]:
    """Ids of the sections of a shipped lecture; none where there is no text to ask."""
    try:
        return set().union(*map(_sections, programs.folder_of_program(program_id).glob(f"*/{lecture}/lecture.ja.md")))
    except NotFound:
        return set()


def load_shipped(now: datetime) -> int:
    """Keep the present items of every shipped program; how many contents are new. May be repeated.

    Earlier versions stay: attempts refer to them. An item that is no longer shipped is asked no more. One that was
    edited in the bank stays as it is there (docs/decisions/0006).
    """
    read = [(program, read_shipped(program)) for program in programs.shipped()]
    with transaction() as session:
        return sum(_ship(session, program.id, items, now) for program, items in read)


def _ship(session: Session, program: str, items: Sequence[Item], now: datetime) -> int:
    ids, new = _add_versions(session, program, items, now)
    lectures = {item.id: item.lecture for item in items}
    known = {row.id: row for row in session.scalars(_rows_of(program).with_for_update())}
    for row in known.values():
        if row.current_version_id == row.shipped_version_id:
            row.current_version_id, row.lecture = ids.get(row.id), lectures.get(row.id, row.lecture)
        row.shipped_version_id = ids.get(row.id)
    session.add_all(
        ItemRow(program=program, id=item.id, lecture=item.lecture, current_version_id=ids[item.id],
                shipped_version_id=ids[item.id])
        for item in items if item.id not in known)
    return new


def keep(program: str, items: Sequence[Item], now: datetime) -> dict[str, str]:
    """Make these contents the ones that are asked, whatever the files say; version ids by item id."""
    with transaction() as session:
        ids, _new = _add_versions(session, program, items, now)
        known = {row.id: row for row in session.scalars(_rows_of(program, ids).with_for_update())}
        for item in items:
            row = known.get(item.id) or ItemRow(program=program, id=item.id)
            row.lecture, row.current_version_id = item.lecture, ids[item.id]
            session.add(row)
        session.flush()
    return ids


def _rows_of(program: str, ids: Collection[str] | None = None) -> Select[ItemRow]:
    """In one order always, so that two who lock them never wait for each other."""
    rows = select(ItemRow).where(ItemRow.program == program).order_by(ItemRow.id).execution_options(populate_existing=True)
    return rows if ids is None else rows.where(ItemRow.id.in_(ids))


def _add_versions(session: Session, program: str, items: Sequence[Item], now: datetime) -> tuple[dict[str, str], int]:
    """Version ids by item id, and how many of them are new."""
    ids = {item.id: _version_of(program, item) for item in items}
    kept = set(session.scalars(select(ItemVersionRow.id).where(ItemVersionRow.program == program)))
    new = {item.id: item for item in items if ids[item.id] not in kept}
    session.add_all(ItemVersionRow(
        id=ids[item.id], program=program, item=item.id, lecture=item.lecture, kind=item.kind, difficulty=item.difficulty,
        words=words_of(item), payload=to_json(item), loaded_at=now) for item in new.values())
    session.flush()
    return ids, len(new)


def _version_of(program: str, item: Item) -> str:
    return derived_id("item", program, json.dumps(to_json(item), ensure_ascii=False, sort_keys=True))


def pool(program_id: str, lectures: Collection[str], day: date) -> list[ItemVersion]:
    """The items asked on a day about some lectures, by item id."""
    current = db.session.scalars(CURRENT, {"program": program_id, "lectures": list(lectures)})
    ends = last_days(program_id)
    return [version for version in versions(list(current)).values()
            if version.item.is_asked(day) and day <= (ends.get(version.item.id) or day)]


def versions(ids: Iterable[str | None]) -> dict[str, ItemVersion]:
    """Some versions, current or not, by id and in the order asked for."""
    known: dict[str, ItemVersion] = current_app.extensions.setdefault("assessments.items", {})
    wanted = [key for key in dict.fromkeys(ids) if key]
    missing = [key for key in wanted if key not in known]
    if missing:  # an id stands for its content for ever, so each process reads it once
        rows = db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(missing)))
        known.update({row.id: ItemVersion(row.id, from_json(row.payload)) for row in rows})
    return {key: known[key] for key in wanted if key in known}


# The bank ----------------------------------------------------------------------------------------------

def entries(wanted: Wanted) -> list[ItemEntry]:
    """Items by program, lecture and id, found by what their current version says."""
    found = select(ItemRow).outerjoin(ItemVersionRow, ItemRow.current_version_id == ItemVersionRow.id)
    same = {ItemRow.program: wanted.program, ItemRow.lecture: wanted.lecture, ItemVersionRow.kind: wanted.kind,
            ItemVersionRow.difficulty: wanted.difficulty}
    found = found.where(*(column == value for column, value in same.items() if value))
    found = found.where(*(ItemVersionRow.words.contains(word, autoescape=True) for word in searched(wanted.words).split()))
    rows = db.session.scalars(found.order_by(ItemRow.program, ItemRow.lecture, ItemRow.id)).all()
    ends = {program: last_days(program) for program in {row.program for row in rows}}
    return [_entry(row, ends[row.program]) for row in rows]


def entry(program: str, item: str) -> ItemEntry:
    """NotFound for an item that never was."""
    row = db.session.get(ItemRow, (program, item))
    if row is None:
        raise NotFound(item=item)
    return _entry(row, last_days(program))


def _entry(row: ItemRow, ends: Mapping[str, date | None]) -> ItemEntry:
    return ItemEntry(row.program, row.id, row.lecture, row.current_version_id, row.shipped_version_id, ends.get(row.id))


def places(program: str, ids: Collection[str], *, held: bool = False) -> dict[str, list[str | None]]:
    """Current and shipped version of those items that exist. ``held``: nobody else changes them in this transaction."""
    rows = _rows_of(program, ids)
    return {row.id: [row.current_version_id, row.shipped_version_id]
            for row in db.session.scalars(rows.with_for_update() if held else rows)}


def history(program: str, item: str) -> list[VersionEntry]:
    """Every version of an item, the newest first."""
    rows = db.session.scalars(
        select(ItemVersionRow).where(ItemVersionRow.program == program, ItemVersionRow.item == item)
        .order_by(ItemVersionRow.loaded_at.desc(), ItemVersionRow.id))
    return [VersionEntry(row.id, row.loaded_at) for row in rows]


# The last day ------------------------------------------------------------------------------------------

def retire(program: str, item: str, last_day: date | None, reason: str, by: str, now: datetime) -> None:  # noqa: PLR0913
    """Ask an item until the end of a day; None takes the decision back. Versions and running attempts stay as they are."""
    with transaction() as session:
        if session.get(ItemRow, (program, item), with_for_update=True) is None:
            raise NotFound(item=item)
        last = session.scalar(select(func.max(Retirement.number)).where(Retirement.program == program, Retirement.item == item))
        session.add(Retirement(program=program, item=item, number=(last or 0) + 1, last_day=last_day, reason=reason, by=by, at=now))


def retirements(program: str, item: str) -> list[RetirementView]:
    """Every decision on an item's last day, the newest first."""
    rows = db.session.scalars(select(Retirement).where(Retirement.program == program, Retirement.item == item)
                              .order_by(Retirement.number.desc()))
    return [RetirementView(row.last_day, row.reason, row.by, row.at) for row in rows]


def last_days(program: str) -> dict[str, date | None]:
    """The last day by item id, for those that somebody decided on."""
    return {row.item: row.last_day for row in db.session.execute(LAST_DAYS, {"program": program})}
