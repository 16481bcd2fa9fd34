"""Lecture folders of a program, read whole."""
from pathlib import Path

from courses.authoring.ir import Lecture
from courses.authoring.rules import read_lecture
from lms.errors import DefinitionError
from lms.programs.definition import Program

LOCALES = ("ja", "en")


def folder_of(program_folder: Path, module: str | None, code: str) -> Path:
    return program_folder / (module or "") / code


def read_folder(folder: Path) -> Lecture:
    """The lecture in a folder; DefinitionError when a file is missing, not UTF-8, or not right."""
    texts, problems = {}, []
    for locale in LOCALES:
        path = folder / f"lecture.{locale}.md"
        try:
            texts[locale] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path}:1: cannot be read as UTF-8 text: {error}")
    if problems:
        raise DefinitionError(problems)
    return read_lecture(texts, str(folder))


def read_all(program: Program, program_folder: Path) -> dict[str, Lecture]:
    """Every lecture that a program names, by code; DefinitionError lists what is wrong in all of them."""
    lectures: dict[str, Lecture] = {}
    problems: list[str] = []
    for activity in program.activities:
        if activity.kind != "lecture":
            continue
        try:
            home = folder_of(program_folder, activity.module, activity.id)
            lecture = read_folder(home)
            problems += _mismatch(lecture, activity.id, home)
            lectures[activity.id] = lecture
        except DefinitionError as error:
            problems += error.problems
    if problems:
        raise DefinitionError(problems)
    return lectures


def _mismatch(lecture: Lecture, code: str, folder: Path) -> list[str]:
    return [] if lecture.code == code else [
        f"{folder}/lecture.ja.md:1: the folder of {code} holds the lecture {lecture.code}"]
