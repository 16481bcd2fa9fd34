"""Reading what was typed: by the reader of quiz files, and then by what the bank knows."""
import re
from collections.abc import Iterator, Mapping, Sequence

from assessments.bank.rules import unit_of
from assessments.bank.sayings import Fault, saying
from assessments.bank.views import Drawn, Faulty, Place
from assessments.items import services as items
from assessments.items.item import Item
from assessments.items.quiz import read_quiz
from assessments.items.services import ItemEntry, Wanted
from lms.errors import DefinitionError, NotFound
from lms.programs import services as programs

HEADER = "---\nlecture: {}\n---\n"
HEADER_LINES = 3
LONGEST = 50_000  # characters of a text
PROBLEM = re.compile(r".*?/quiz\.(?P<locale>\w+)\.md:(?P<line>\d+): (?P<said>.*)", re.S)
Texts = Mapping[str, str]


def places() -> list[Place]:
    """The lectures of every loaded program that a test closes, in the programs' order."""
    loaded = (programs.program(version.id) for version in programs.newest_versions())
    return [Place(program.id, lecture.id, lecture.title) for program in loaded for lecture in items.lectures_of(program)]


def drawn(program: str, lecture: str, texts: Texts, unit: str | None) -> Drawn:
    """The items of a text, or its faults. ``unit``: what is edited; None for something new."""
    require_place(program, lecture)
    try:
        return Drawn(read(program, lecture, texts, unit), [])
    except Faulty as error:
        return Drawn((), error.faults)


def require_place(program: str, lecture: str) -> None:
    """NotFound where no items can be about it."""
    if all((place.program, place.lecture) != (program, lecture) for place in places()):
        raise NotFound(lecture=lecture)


def read(program: str, lecture: str, texts: Texts, unit: str | None) -> tuple[Item, ...]:
    """The items of a text that may be kept. Raises Faulty."""
    if long := [Fault(locale, 1, "長すぎます。") for locale, text in texts.items() if len(text) > LONGEST]:
        raise Faulty(long)
    try:
        found = read_quiz({locale: HEADER.format(lecture) + text for locale, text in texts.items()}, lecture)
    except DefinitionError as error:
        raise Faulty(list(map(_fault, error.problems))) from error
    faults = list(_misplaced(program, lecture, texts, found, unit))
    if faults:
        raise Faulty(faults)
    return found


def _fault(problem: str) -> Fault:
    """The reader counts the lines of the made-up header too."""
    found = PROBLEM.fullmatch(problem)
    if found is None:
        return Fault("ja", 1, problem)
    message, parts = saying(found["said"])
    return Fault(found["locale"], max(1, int(found["line"]) - HEADER_LINES), message, parts)


def _misplaced(program: str, lecture: str, texts: Texts, found: Sequence[Item], unit: str | None) -> Iterator[Fault]:
    """What is wrong with good items here: more than one, another one, or sections that the lecture has not."""
    units = {unit_of(item) for item in found}
    if len(units) > 1:
        yield Fault("ja", 1, "一度に書けるのは、一つの問題か、一つの事例とその問題だけです。")
    elif unit is None:
        yield from _taken(program, units.pop(), found, known=[])
    elif units != {unit}:
        yield Fault("ja", 1, "番号「%(id)s」は変えられません。", (("id", unit),))
    else:
        yield from _taken(program, unit, found, known=[each.id for each in members(program, unit)])
    yield from _strange_sections(texts["ja"], items.sections_of(program, lecture), found)


def _taken(program: str, unit: str, found: Sequence[Item], known: Sequence[str]) -> Iterator[Fault]:
    """Ids are never used again, and no question leaves its case: it is retired."""
    others = (taken_ids(program) - {*known, unit if known else ""})
    ids = [item.id for item in found]
    for name in dict.fromkeys([unit, *ids]):
        if name in others:
            yield Fault("ja", 1, "番号「%(id)s」は、すでに使われています。", (("id", name),))
    for name in known:
        if name not in ids:
            yield Fault("ja", 1, "問題「%(id)s」は消せません。出さないときは、出題を終える日を決めてください。", (("id", name),))


def _strange_sections(text: str, sections: set[str], found: Sequence[Item]) -> Iterator[Fault]:
    lines = text.splitlines()
    for name in dict.fromkeys(item.section for item in found):
        if sections and name not in sections:
            line = next((n for n, line in enumerate(lines, 1) if re.fullmatch(rf"section:\s*{re.escape(name)}\s*", line)), 1)
            yield Fault("ja", line, "講義に「%(name)s」という節はありません。ある節は %(known)s です。",
                        (("name", name), ("known", ", ".join(sorted(sections)))))


# What the bank knows -----------------------------------------------------------------------------------

def members(program: str, unit: str) -> list[ItemEntry]:
    """The items that are edited together under one heading: those of a case, or one; none for an unknown id."""
    found = [(each, item) for each, item in asked(program) if unit_of(item) == unit]
    return [each for each, _item in found] or [each for each in items.entries(Wanted(program=program)) if each.id == unit]


def asked(program: str) -> list[tuple[ItemEntry, Item]]:
    """The items of a program that have a current version, with it."""
    entries = [each for each in items.entries(Wanted(program=program)) if each.current]
    versions = items.versions([each.current for each in entries])
    return [(each, versions[each.current].item) for each in entries if each.current]


def taken_ids(program: str) -> set[str]:
    """Ids that something new may not have: of every item there ever was, and of every case."""
    cases = {unit_of(item) for _entry, item in asked(program)}
    return cases | {each.id for each in items.entries(Wanted(program=program))}


def free_id(program: str, lecture: str) -> str:
    """An id for the next item of a lecture: ``e2-02-07``."""
    taken, number = taken_ids(program), 1
    while f"{lecture.lower()}-{number:02}" in taken:
        number += 1
    return f"{lecture.lower()}-{number:02}"
