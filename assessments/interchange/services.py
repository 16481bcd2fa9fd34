"""Exchanging items: out of the bank into files, and from files of others into our text form."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from assessments.bank import services as bank
from assessments.interchange import gift, moodle, qti21, qti30, text
from assessments.interchange.report import Exported, Imported, Loss, Unusable
from assessments.interchange.units import free_names, only_there, skeleton, text_of, units_of, with_names
from assessments.items.item import Item
from assessments.items.services import Wanted, entries, versions
from lms.errors import NotFound

FORMATS: dict[str, ModuleType] = {"moodle": moodle, "gift": gift, "qti21": qti21, "qti30": qti30, "text": text}
LOCALES = ("ja", "en")
LARGEST_SENT = {  # bytes of one of the two files that a form sends; the house takes 8 MB together
    "moodle": 3_000_000, "gift": 500_000, "qti21": 3_000_000, "qti30": 3_000_000, "text": 500_000}
MOST_ITEMS = 200  # on one page

# How a file ends and what it is, by format.
FILES = {"moodle": ("moodle.xml", "application/xml"), "gift": ("gift.txt", "text/plain; charset=utf-8"),
         "qti21": ("qti21.zip", "application/zip"), "qti30": ("qti30.zip", "application/zip"),
         "text": ("quiz.md", "text/markdown; charset=utf-8")}


@dataclass(frozen=True, slots=True)
class Draft:
    """A quiz in our text form. ``problems``: what did not come along; ``unfinished``: what the check will ask for."""

    text: str
    items: tuple[Item, ...]
    problems: tuple[Loss, ...]
    unfinished: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file on its way out. ``count``: the items of the lecture; ``lost`` names those that are not in it."""

    name: str
    media_type: str
    content: bytes
    count: int
    lost: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where items come from or go to, in one language."""

    program: str
    lecture: str
    locale: str

    @property
    def other(self) -> str:
        """The language that a file does not have."""
        return next(locale for locale in LOCALES if locale != self.locale)


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """An item, or a case with its questions. ``texts`` by language, as the bank edits them.

    ``known``: an item that the bank has under the same heading, None for something new. ``unfinished``: what the check
    will ask for, by line of the text in the language of the file.
    """

    id: str
    items: tuple[Item, ...]
    texts: Mapping[str, str]
    known: str | None
    unfinished: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. ``problems``: what did not come along."""

    units: tuple[ReadUnit, ...]
    problems: tuple[Loss, ...]


# Out ---------------------------------------------------------------------------------------------------

def parcel(form: str, place: Place) -> Parcel:
    """The items of a lecture as they are now. Raises NotFound and Unusable."""
    items = items_of(place.lecture, place.program)
    exported: Exported = FORMATS[form].written(items, place.locale)
    ending, media_type = FILES[form]
    return Parcel(f"{place.lecture.lower()}-{place.locale}.{ending}", media_type, exported.content, len(items), exported.lost)


def export_items(form: str, lecture: str, locale: str) -> Exported:
    """The items of a lecture as they are now, in one language. Raises NotFound and Unusable."""
    items = items_of(lecture)
    exported: Exported = FORMATS[form].written(items, locale)
    return exported


def items_of(lecture: str, program: str = "") -> list[Item]:
    """The present items of a lecture; without a program, of the first one that has some."""
    found = entries(Wanted(program=program, lecture=lecture))
    if not found:
        raise NotFound(f"No program has items of the lecture {lecture!r}. `lms items load` keeps those of the files.")
    here = [each.current for each in found if each.program == found[0].program]
    return [version.item for version in versions(here).values()]


# In ----------------------------------------------------------------------------------------------------

def draft(content: bytes, form: str, lecture: str, locale: str) -> Draft:
    """A file as our text form; nothing is kept in the database. Unusable where it cannot be read at all."""
    found = FORMATS[form].read(content, lecture, locale)
    unfinished = text.unfinished(found.items, lecture, locale) if found.items else []
    return Draft(text.quiz_text(found.items, lecture, locale), found.items, found.problems, tuple(unfinished))


def opened(content: bytes, form: str, lecture: str, locale: str) -> Imported:
    """A file that somebody sent. Unusable where it is too large or cannot be read at all."""
    if len(content) > LARGEST_SENT[form]:
        raise Unusable(f"The file is larger than {LARGEST_SENT[form] / 1_000_000:g} MB.")
    try:
        came: Imported = FORMATS[form].read(content, lecture, locale)
    except RecursionError as error:
        raise Unusable("The file is nested too deeply to be read.") from error
    if len(came.items) > MOST_ITEMS:
        raise Unusable(f"The file has more than {MOST_ITEMS} questions; divide it into several files.")
    return came


def reading(place: Place, came: Imported, other: Imported | None, now: datetime) -> Reading:
    """What came, beside what the bank has; ``other`` is the same in the other language. Nothing is kept. NotFound for the place."""
    if all((each.program, each.lecture) != (place.program, place.lecture) for each in bank.places()):
        raise NotFound(lecture=place.lecture)
    lines = bank.search(Wanted(program=place.program), now)
    names = free_names(came, {name for line in lines for name in (line.id, line.unit)})
    came, other = with_names(came, names), with_names(other or Imported((), ()), names)
    known = {line.unit: line.id for line in lines if line.lecture == place.lecture}
    here, there = units_of(came.items), units_of(other.items)
    units = [_unit(place, heading, members, there.get(heading), known.get(heading)) for heading, members in here.items()]
    return Reading(tuple(units), tuple(dict.fromkeys((*came.problems, *other.problems, *only_there(here, there)))))


def _unit(place: Place, heading: str, members: tuple[Item, ...], there: tuple[Item, ...] | None, known: str | None) -> ReadUnit:
    here = text_of(members, place.locale)
    texts = {place.locale: here, place.other: _other_text(place, heading, members, there, known)}
    return ReadUnit(heading, members, texts, known, tuple(text.missing(here, place.lecture)))


def _other_text(place: Place, heading: str, members: tuple[Item, ...], there: tuple[Item, ...] | None, known: str | None) -> str:
    """Of its own file, else as the bank has it, else without words."""
    if there:
        return text_of(there, place.other)
    return bank.texts(place.program, heading)[place.other] if known else skeleton(members, place.locale)
