"""What every format does with items on their way out and in: checks, ids, and a second look at what was written. Pure."""
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace

from assessments.interchange.question import BREAKS, CONTROL, Question, item_of, question_of
from assessments.interchange.report import Exported, Imported, Loss, Renamed, Unusable, renamed
from assessments.items.item import Item
from assessments.items.judging import ITEM_ID

Write = Callable[[Sequence[Question]], tuple[bytes, list[Loss]]]
Read = Callable[[bytes, str, str], Imported]
KEPT = "is kept for us in a tag; no other system acts on it"


# Out ---------------------------------------------------------------------------------------------------

def exported(items: Sequence[Item], locale: str, write: Write, read: Read) -> Exported:
    """The file, read once more to see what would come back. Unusable for items that no file can hold."""
    here = [item for item in items if locale in item.stem]
    questions = [question_of(item, locale) for item in here]
    _refuse_control(questions)
    content, told = write(questions)
    back = read(content, here[0].lecture if here else "", locale)
    return Exported(content, (
        *(Loss(item.id, "", f"has no text in {locale!r}; it is not in the file") for item in items if item not in here),
        *_of_lectures(here), *told, *_missing(questions, [question_of(item, locale) for item in back.items])))


def _refuse_control(questions: Iterable[Question]) -> None:
    for question in questions:
        for text in (*question.texts, *question.facts.values()):
            if found := CONTROL.search(text):
                raise Unusable(f"{question.id}: a control character (U+{ord(found[0]):04X}) cannot be written to a file.")


def _of_lectures(items: Iterable[Item]) -> list[Loss]:
    lectures = sorted({item.lecture for item in items})
    return [Loss("", "lecture", f"one file holds {', '.join(lectures)} and does not tell them apart")] if len(lectures) > 1 else []


def _missing(questions: Sequence[Question], back: Sequence[Question]) -> list[Loss]:
    found = {question.id: question for question in back}
    lost = [Loss(question.id, part, "does not come back from the file as it is") for question in questions
            for part in _unequal(question, found.get(question.id))]
    moved = not lost and [question.id for question in questions] != [question.id for question in back]
    return [*lost, Loss("", "order", "the items come back in another order")] if moved else lost


def _unequal(question: Question, back: Question | None) -> list[str]:
    if back is None:
        return ["the item"]
    return [f.name for f in fields(Question) if getattr(question, f.name) != getattr(back, f.name)]


def unheeded(question: Question) -> list[Loss]:
    """What other systems do not act on, although it changes who is asked what."""
    kept = [Loss(question.id, name, KEPT) for name in ("valid_from", "valid_until", "excludes") if name in question.facts]
    apart = Loss(question.id, "case", "another system may ask the questions of the case apart")
    return [*kept, apart] if question.case else kept


# In ----------------------------------------------------------------------------------------------------

def imported(found: Sequence[Question], problems: Iterable[Loss], lecture: str, locale: str) -> Imported:
    """Items with ids of our own kind, each used once."""
    cleaned, unclean = _without_control(found)
    named, told = _named(cleaned, lecture)
    return Imported(tuple(item_of(question, lecture, locale) for question in named), (*problems, *unclean, *told))


def _without_control(found: Sequence[Question]) -> tuple[list[Question], list[Loss]]:
    problems = [Loss(question.id, "", "control characters were taken out") for question in found
                if any(CONTROL.search(text) for text in map(_breaks, question.texts))]
    return [_cleaned(question) for question in found], problems


def _breaks(text: str) -> str:
    return BREAKS.sub("\n", text)


def _clean(text: str) -> str:
    return CONTROL.sub("", _breaks(text))


def _cleaned(question: Question) -> Question:
    parts = tuple(replace(p, text=_clean(p.text), why=_clean(p.why), match=_clean(p.match)) for p in question.parts)
    return replace(
        question, stem=_clean(question.stem), case_stem=_clean(question.case_stem), explanation=_clean(question.explanation),
        parts=parts, accepted=tuple(map(_clean, question.accepted)),
        facts={name: " ".join(_clean(value).split("\n")) for name, value in question.facts.items()})


def _named(found: Sequence[Question], lecture: str) -> tuple[list[Question], list[Renamed]]:
    cases, told = _named_cases(found)
    taken = set(cases.values())
    named = []
    for number, question in enumerate(found, 1):
        new = next(name for name in _names(question.id, lecture, number) if name not in taken)
        taken.add(new)
        named.append(replace(question, id=new, case=cases[question.case]))
        if new != question.id:
            told.append(renamed(question.id or f"question {number}", new))
    return named, told


def _named_cases(found: Sequence[Question]) -> tuple[dict[str, str], list[Renamed]]:
    """The new id of each case by its old one; no case stays none."""
    cases = {"": ""}
    for number, name in enumerate(dict.fromkeys(question.case for question in found if question.case), 1):
        cases[name] = next(new for new in _names(name, "case", number) if new not in cases.values())
    return cases, [renamed(old, new) for old, new in cases.items() if old != new]


def _names(wanted: str, lecture: str, number: int) -> Iterator[str]:
    """Ids to try: its own, one made of its letters, then numbers of the lecture."""
    slug = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:40].strip("-")
    start = re.sub(r"[^a-z0-9]+", "-", lecture.lower()).strip("-")[:30] or "item"
    yield from (name for name in (wanted, slug) if ITEM_ID.fullmatch(name))
    while True:
        yield f"{start}-{number:02}"
        number += 1
