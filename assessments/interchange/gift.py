"""GIFT, written: texts as ``[markdown]``, one question a paragraph, our tags in the comment above it.

Syntax: Moodle's documentation of "GIFT format"; ids and tags in comments (``// [id:...] [tag:...]``) since Moodle 3.9.
"""
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessments.interchange import gift_reading
from assessments.interchange.carried import Carried, differences, order_of, shifted, tags_of
from assessments.interchange.moodle import LONGEST_TAG
from assessments.interchange.passage import exported, unheeded
from assessments.interchange.question import FURIGANA, Part, Question
from assessments.interchange.report import Exported, Imported, Loss
from assessments.interchange.truth import truth_of
from assessments.items.answering import accepted_number
from assessments.items.item import Item

ESCAPES = str.maketrans({char: f"\\{char}" for char in "\\#=~{}:"} | {"\n": "\\n"})
ARROW = "->"


def written(items: Sequence[Item], locale: str) -> Exported:
    return exported(items, locale, _quiz, read)


def read(content: bytes, lecture: str, locale: str) -> Imported:
    return gift_reading.read(content, lecture, locale)


def _quiz(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
    paragraphs, case = [], ""
    for question in questions:
        if question.case not in ("", case):
            paragraphs.append(_case(question))
        case = question.case
        paragraphs.append(_question(question))
    return "\n\n".join([*paragraphs, ""]).encode(), [loss for question in questions for loss in _losses(question)]


def _case(question: Question) -> str:
    """A question without braces is a description."""
    return f"{_comment(question.case, {'kind': 'case'})}\n::{question.case}::{_shown(question.case_stem)}"


def _question(question: Question) -> str:
    answer = "".join(f"\n\t{line}" for line in WRITERS[question.kind](question))
    mark = "#" if question.kind == "numeric" else ""
    explanation = f"\n\t####{_text(question.explanation)}" if question.explanation else ""
    body = f"::{question.id}::{_shown(question.stem)}{{{mark}{answer}{explanation}\n}}"
    return f"{_comment(question.id, _carried(question, body))}\n{body}"


def _carried(question: Question, body: str) -> Carried:
    """True comes before false in GIFT, whatever the order of ours."""
    found = replace(gift_reading.by_itself(body), case_stem=question.case_stem)
    if question.kind == "ordering":
        return {"kind": "ordering", **differences(question, gift_reading.as_ordering(found))}
    places = (1, 0) if truth_of(question) == ("false", "true") and question.kind == "true-false" else range(len(question.parts))
    return {**order_of(places), **differences(shifted(question, places), found)}


def _comment(name: str, carried: Carried) -> str:
    return " ".join(["//", f"[id:{name}]", *(f"[tag:{tag}]" for tag in tags_of(carried, LONGEST_TAG))])


# Texts -------------------------------------------------------------------------------------------------

def _shown(text: str) -> str:
    return f"[markdown]{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.translate(ESCAPES)


def _text(text: str) -> str:
    """A text that begins like the name of a format says that it is Markdown first."""
    return _shown(text) if gift_reading.FORMAT.match(text) else _escaped(text)


def _with_why(part: Part) -> str:
    return _text(part.text) + (f"#{_text(part.why)}" if part.why else "")


def _weighed(text: str) -> str:
    """A text that begins like a weight gets its weight first."""
    return f"%100%{text}" if text.startswith("%") else text


# The answers -------------------------------------------------------------------------------------------

def _one(question: Question) -> list[str]:
    return [("=" if part.right else "~%0%" if part.text.startswith("%") else "~") + _with_why(part) for part in question.parts]


def _several(question: Question) -> list[str]:
    wrong = -question.share if question.scoring == "partial" else -100.0
    return [f"~%{_percent(question.share if part.right else wrong)}%{_with_why(part)}" for part in question.parts]


def _percent(share: float) -> str:
    return f"{share:.5f}".rstrip("0").rstrip(".")


def _truth(question: Question) -> list[str]:
    """The feedback of the wrong choice comes first."""
    values = truth_of(question)
    if values is None:
        return _one(question)
    right, wrong = sorted(question.parts, key=lambda part: not part.right)
    whys = f"#{_text(wrong.why)}#{_text(right.why)}" if wrong.why or right.why else ""
    return [values[question.parts.index(right)].upper() + whys]


def _pairs(question: Question) -> list[str]:
    return [f"={_text(_apart(part.text))} -> {_escaped(part.match)}" for part in question.parts]


def _steps(question: Question) -> list[str]:
    return [f"={_text(_apart(part.text))} -> {place}" for place, part in enumerate(question.parts, 1)]


def _apart(text: str) -> str:
    """An arrow cannot be escaped."""
    return text.replace(ARROW, "- >")


def _numbers(question: Question) -> list[str]:
    found = filter(None, map(accepted_number, question.accepted))
    return [f"={value:f}:{tolerance:f}" for value, tolerance in found]


def _words(question: Question) -> list[str]:
    return [f"={_weighed(_text(_apart(form)))}" for form in question.accepted]


WRITERS = {"single": _one, "multiple": _several, "true-false": _truth, "matching": _pairs, "ordering": _steps,
           "numeric": _numbers, "text": _words}


# What GIFT has no place for ----------------------------------------------------------------------------

def _losses(question: Question) -> Iterator[Loss]:
    yield from unheeded(question)
    if question.kind == "ordering":
        yield Loss(question.id, "kind", "GIFT has no ordering; each step is matched with the number of its place")
    if question.kind == "true-false" and truth_of(question) is None:
        yield Loss(question.id, "kind", "is written as a question with one right choice, to keep the wording of its choices")
    if question.kind in ("multiple", "matching", "ordering") and question.scoring == "all":
        yield Loss(question.id, "scoring", "points are given for a part of the answer; all or nothing is kept for us in a tag")
    if any(map(FURIGANA.search, question.texts)):
        yield Loss(question.id, "furigana", "{kanji|reading} is shown as it is typed")
    if question.kind in ("matching", "ordering") and any(part.why for part in question.parts):
        yield Loss(question.id, "why", "GIFT has no feedback for a line of a matching; it is kept for us in tags")
    if any(ARROW in text for text in _before_arrows(question)):
        yield Loss(question.id, "->", "is written as - >, because GIFT takes an arrow for a matching; ours is kept in a tag")


def _before_arrows(question: Question) -> tuple[str, ...]:
    """Texts that an arrow of their own would tear apart."""
    return question.accepted if question.kind == "text" else tuple(
        part.text for part in question.parts if question.kind in ("matching", "ordering"))
