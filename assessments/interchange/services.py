"""Exchanging items: out of the shipped programs into files, and from files of others into our text form."""
from dataclasses import dataclass
from types import ModuleType

from assessments.interchange import gift, moodle, qti21, qti30, text
from assessments.interchange.report import Exported, Loss
from assessments.items.item import Item
from assessments.items.services import read_shipped
from lms.errors import NotFound
from lms.programs import services as programs

FORMATS: dict[str, ModuleType] = {"moodle": moodle, "gift": gift, "qti21": qti21, "qti30": qti30, "text": text}


@dataclass(frozen=True, slots=True)
class Draft:
    """A quiz in our text form. ``problems``: what did not come along; ``unfinished``: what the check will ask for."""

    text: str
    items: tuple[Item, ...]
    problems: tuple[Loss, ...]
    unfinished: tuple[Loss, ...]


def export_items(form: str, lecture: str, locale: str) -> Exported:
    """The items of a lecture in one language. NotFound, DefinitionError (shipped files that are wrong), Unusable."""
    items = items_of(lecture)
    exported: Exported = FORMATS[form].written(items, locale)
    return exported


def items_of(lecture: str) -> list[Item]:
    """Of whichever program ships the lecture first."""
    for program in programs.shipped():
        if found := [item for item in read_shipped(program) if item.lecture == lecture]:
            return found
    raise NotFound(f"No shipped program has items of the lecture {lecture!r}.")


def draft(content: bytes, form: str, lecture: str, locale: str) -> Draft:
    """A file as our text form; nothing is kept in the database. Unusable where it cannot be read at all."""
    found = FORMATS[form].read(content, lecture, locale)
    unfinished = text.unfinished(found.items, lecture, locale) if found.items else []
    return Draft(text.quiz_text(found.items, lecture, locale), found.items, found.problems, tuple(unfinished))
