"""Exchanging items: out of the bank into files, and from files of others into our text form."""
from dataclasses import dataclass
from types import ModuleType

from assessments.interchange import gift, moodle, qti21, qti30, text
from assessments.interchange.report import Exported, Loss
from assessments.items.item import Item
from assessments.items.services import Wanted, entries, versions
from lms.errors import NotFound

FORMATS: dict[str, ModuleType] = {"moodle": moodle, "gift": gift, "qti21": qti21, "qti30": qti30, "text": text}


@dataclass(frozen=True, slots=True)
class Draft:
    """A quiz in our text form. ``problems``: what did not come along; ``unfinished``: what the check will ask for."""

    text: str
    items: tuple[Item, ...]
    problems: tuple[Loss, ...]
    unfinished: tuple[Loss, ...]


def export_items(form: str, lecture: str, locale: str) -> Exported:
    """The items of a lecture as they are now, in one language. Raises NotFound and Unusable."""
    items = items_of(lecture)
    exported: Exported = FORMATS[form].written(items, locale)
    return exported


def items_of(lecture: str) -> list[Item]:
    """The present items of a lecture, of the first program that has some."""
    found = entries(Wanted(lecture=lecture))
    if not found:
        raise NotFound(f"No program has items of the lecture {lecture!r}. `lms items load` keeps those of the files.")
    here = [each.current for each in found if each.program == found[0].program]
    return [version.item for version in versions(here).values()]


def draft(content: bytes, form: str, lecture: str, locale: str) -> Draft:
    """A file as our text form; nothing is kept in the database. Unusable where it cannot be read at all."""
    found = FORMATS[form].read(content, lecture, locale)
    unfinished = text.unfinished(found.items, lecture, locale) if found.items else []
    return Draft(text.quiz_text(found.items, lecture, locale), found.items, found.problems, tuple(unfinished))
