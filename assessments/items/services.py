"""Items: reading the shipped quizzes, keeping their versions, and the pool that tests draw from."""
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.item import Item, from_json, to_json
from assessments.items.models import ItemRow, ItemVersionRow
from assessments.items.quiz import read_quiz
from lms.db import db, transaction
from lms.errors import DefinitionError
from lms.ids import derived_id
from lms.programs import services as programs
from lms.programs.definition import Activity, Program

LOCALES = ("ja", "en")
KIND = "comprehension-test"
SECTION = re.compile(r"^##[ \t].*\{#([a-z0-9-]+)\}[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class ItemVersion:
    id: str
    item: Item


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


def load_shipped(now: datetime) -> int:
    """Keep the present items of every shipped program; how many contents are new. May be repeated.

    Earlier versions stay: attempts refer to them. An item that is no longer shipped is asked no more.
    """
    read = [(program, read_shipped(program)) for program in programs.shipped()]
    with transaction() as session:
        return sum(_keep(session, program.id, items, now) for program, items in read)


def _keep(session: Session, program: str, items: Iterable[Item], now: datetime) -> int:
    known = {row.id: row for row in session.scalars(select(ItemRow).where(ItemRow.program == program))}
    current = {item.id: _version_of(program, item) for item in items}
    lectures = {item.id: item.lecture for item in items}
    kept = set(session.scalars(select(ItemVersionRow.id).where(ItemVersionRow.program == program)))
    new = {item.id: item for item in items if current[item.id] not in kept}
    session.add_all(ItemVersionRow(
        id=current[item.id], program=program, item=item.id, lecture=item.lecture, payload=to_json(item),
        loaded_at=now) for item in new.values())
    session.flush()
    for row in known.values():
        row.current_version_id = current.get(row.id)
        row.lecture = lectures.get(row.id, row.lecture)
    session.add_all(ItemRow(program=program, id=item.id, lecture=item.lecture, current_version_id=current[item.id])
                    for item in items if item.id not in known)
    return len(new)


def _version_of(program: str, item: Item) -> str:
    return derived_id("item", program, json.dumps(to_json(item), ensure_ascii=False, sort_keys=True))


def pool(program_id: str, lectures: Collection[str], day: date) -> list[ItemVersion]:
    """The items asked on a day about some lectures, by item id."""
    current = db.session.scalars(
        select(ItemRow.current_version_id)
        .where(ItemRow.program == program_id, ItemRow.lecture.in_(lectures), ItemRow.current_version_id.is_not(None))
        .order_by(ItemRow.id))
    return [version for version in versions(list(current)).values() if version.item.is_asked(day)]


def versions(ids: Iterable[str | None]) -> dict[str, ItemVersion]:
    """Some versions, current or not, by id and in the order asked for."""
    known: dict[str, ItemVersion] = current_app.extensions.setdefault("assessments.items", {})
    wanted = [key for key in dict.fromkeys(ids) if key]
    missing = [key for key in wanted if key not in known]
    if missing:  # an id stands for its content for ever, so each process reads it once
        rows = db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(missing)))
        known.update({row.id: ItemVersion(row.id, from_json(row.payload)) for row in rows})
    return {key: known[key] for key in wanted if key in known}
