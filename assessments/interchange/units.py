"""What came in, one unit at a time, as the bank edits it: an item, or a case with its questions. Pure."""
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from assessments.interchange.question import Part, Question, question_of
from assessments.interchange.report import Imported, Loss, Renamed, renamed
from assessments.interchange.text import unit_text
from assessments.items.item import Case, Item

TO_FILL = "…"  # stands where a line of the answer would be none without a word


def units_of(items: Iterable[Item]) -> dict[str, tuple[Item, ...]]:
    """Items by the id of the heading that they are edited under, in the order of the file."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.case_id or item.id, []).append(item)
    return {heading: tuple(members) for heading, members in found.items()}


def text_of(members: Sequence[Item], locale: str) -> str:
    return unit_text([question_of(item, locale) for item in members])


# The other language ------------------------------------------------------------------------------------

def skeleton(members: Sequence[Item], locale: str) -> str:
    """The unit without its words; ``locale`` is the language that it has. Ids, key and attributes are the same in both."""
    return unit_text([_without_words(question_of(item, locale)) for item in members])


def _without_words(question: Question) -> Question:
    facts = {name: value for name, value in question.facts.items() if name != "clause"}
    accepted = question.accepted if question.kind == "numeric" else tuple(TO_FILL for _ in question.accepted)
    return replace(question, stem="", case_stem="", explanation="", facts=facts, accepted=accepted,
                   parts=tuple(_blank(question.kind, part) for part in question.parts))


def _blank(kind: str, part: Part) -> Part:
    """A step or the left side of a line needs a word to be one; a choice has its bracket."""
    return Part(TO_FILL if part.text and kind in ("matching", "ordering") else "", part.right)


def only_there(here: Collection[str], other: Collection[str]) -> list[Loss]:
    """Headings of the file in the other language that stand in that one alone."""
    return [Loss(heading, "", "is only in the file in the other language; it is left out") for heading in other if heading not in here]


# Ids ---------------------------------------------------------------------------------------------------

def free_names(came: Imported, taken: Collection[str]) -> dict[str, str]:
    """Another id for everything that got one here which the bank has for something else: by the first one, a free one."""
    used = {*taken, *(name for item in came.items for name in (item.id, item.case_id) if name)}
    names: dict[str, str] = {}
    for loss in came.problems:
        if isinstance(loss, Renamed) and loss.new in taken:
            names[loss.new] = _free(loss.new, used)
            used.add(names[loss.new])
    return names


def _free(name: str, used: Collection[str]) -> str:
    start = re.sub(r"-\d+$", "", name)[:35].rstrip("-")
    return next(new for number in count(1) if (new := f"{start}-{number:02}") not in used)


def with_names(came: Imported, names: Mapping[str, str]) -> Imported:
    """With other ids, and told so."""
    problems = [renamed(loss.item, names[loss.new]) if isinstance(loss, Renamed) and loss.new in names else loss
                for loss in came.problems]
    return Imported(tuple(_with_name(item, names) for item in came.items), tuple(problems))


def _with_name(item: Item, names: Mapping[str, str]) -> Item:
    case = item.case and Case(names.get(item.case.id, item.case.id), item.case.stem)
    return replace(item, id=names.get(item.id, item.id), case=case)
