"""Moodle XML, written. Stems and explanations stay Markdown, which Moodle knows as a format of its own.

Element names and values: Moodle's documentation of "Moodle XML format", and of the question type "ordering" (in its core
since Moodle 4.4). A tag holds 50 characters, so long ones go on in a second one.
"""
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from assessments.interchange import moodle_reading
from assessments.interchange.carried import differences, tags_of
from assessments.interchange.passage import exported, unheeded
from assessments.interchange.question import FURIGANA, Part, Question
from assessments.interchange.report import Exported, Imported, Loss
from assessments.interchange.safe import Element
from assessments.interchange.truth import ORDER, truth_of
from assessments.items.answering import accepted_number
from assessments.items.item import Item

LONGEST_TAG = 50
CASE_TAG = "tsunagu:kind=case"


def written(items: Sequence[Item], locale: str) -> Exported:
    return exported(items, locale, _quiz, read)


def read(content: bytes, lecture: str, locale: str) -> Imported:
    return moodle_reading.read(content, lecture, locale)


def _quiz(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
    root, case = etree.Element("quiz"), ""
    for question in questions:
        if question.case not in ("", case):
            _case(root, question)
        case = question.case
        _question(root, question)
    etree.indent(root)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n", [loss for question in questions for loss in _losses(question)]


def _case(root: Element, question: Question) -> None:
    """Moodle shows a question of this type as a text without an answer."""
    element = _head(root, "description", question.case, question.case_stem)
    _texts(etree.SubElement(element, "tags"), "tag", [CASE_TAG])


def _question(root: Element, question: Question) -> None:
    kind = moodle_kind(question)
    element = _head(root, kind, question.id, question.stem, question.explanation)
    WRITERS[kind](element, question)
    found = replace(moodle_reading.by_itself(element), case_stem=question.case_stem)
    _texts(etree.SubElement(element, "tags"), "tag", tags_of(differences(question, found), LONGEST_TAG))


def moodle_kind(question: Question) -> str:
    if question.kind == "true-false" and truth_of(question):
        return "truefalse"
    return {"matching": "matching", "ordering": "ordering", "numeric": "numerical", "text": "shortanswer"}.get(question.kind, "multichoice")


def _head(root: Element, kind: str, name: str, stem: str, explanation: str = "") -> Element:
    element = etree.SubElement(root, "question", type=kind)
    _worded(element, "name", name)
    _worded(element, "questiontext", stem, "markdown")
    _worded(element, "generalfeedback", explanation, "markdown")
    _plain(element, defaultgrade="0" if kind == "description" else "1", penalty="0", hidden="0", idnumber=name)
    return element


def _worded(parent: Element, name: str, text: str, form: str = "", **attributes: str) -> Element:
    """``<name format="..."><text>...</text></name>``"""
    element = etree.SubElement(parent, name, {**attributes, **({"format": form} if form else {})})
    etree.SubElement(element, "text").text = text
    return element


def _texts(parent: Element, name: str, texts: Sequence[str]) -> None:
    for text in texts:
        _worded(parent, name, text)


def _plain(parent: Element, **values: str) -> None:
    for name, value in values.items():
        etree.SubElement(parent, name).text = value


# The answers -------------------------------------------------------------------------------------------

def _answer(parent: Element, fraction: float, text: str, why: str = "", form: str = "markdown") -> Element:
    element = _worded(parent, "answer", text, form, fraction=f"{fraction:.5f}".rstrip("0").rstrip("."))
    _worded(element, "feedback", why, "markdown")
    return element


def _choices(element: Element, question: Question) -> None:
    """Of several right choices each is worth its share; a wrong one takes as much away, or everything."""
    several = question.kind == "multiple"
    _plain(element, single=str(not several).lower(), shuffleanswers=str(question.kind != "true-false").lower(), answernumbering="none")
    wrong = 0.0 if not several else -question.share if question.scoring == "partial" else -100.0
    for part in question.parts:
        _answer(element, question.share if part.right else wrong, part.text, part.why)


def _truth(element: Element, question: Question) -> None:
    for part, value in zip(question.parts, truth_of(question) or ORDER, strict=True):
        _answer(element, 100 if part.right else 0, value, part.why, "moodle_auto_format")


def _pairs(element: Element, question: Question) -> None:
    _plain(element, shuffleanswers="true")
    for part in question.parts:
        _worded(_worded(element, "subquestion", part.text, "markdown"), "answer", part.match)


def _steps(element: Element, question: Question) -> None:
    """The number of an answer is its place."""
    grading = "ABSOLUTE_POSITION" if question.scoring == "partial" else "ALL_OR_NOTHING"
    _plain(element, layouttype="VERTICAL", selecttype="ALL", selectcount="0", gradingtype=grading, showgrading="SHOW",
           numberingstyle="none")
    for place, part in enumerate(question.parts, 1):
        _answer(element, place, part.text)


def _numbers(element: Element, question: Question) -> None:
    for form in question.accepted:
        value, tolerance = accepted_number(form) or (Decimal(0), Decimal(0))
        _plain(_answer(element, 100, f"{value:f}", "", "moodle_auto_format"), tolerance=f"{tolerance:f}")


def _words(element: Element, question: Question) -> None:
    """A star stands for anything in Moodle, so a real one is escaped."""
    _plain(element, usecase="0")
    for form in question.accepted:
        _answer(element, 100, form.replace("*", r"\*"), "", "moodle_auto_format")


WRITERS = {"multichoice": _choices, "truefalse": _truth, "matching": _pairs, "ordering": _steps,
           "numerical": _numbers, "shortanswer": _words}


# What Moodle does otherwise ----------------------------------------------------------------------------

def _losses(question: Question) -> Iterator[Loss]:
    kind = moodle_kind(question)
    yield from unheeded(question)
    if question.kind == "true-false" and kind != "truefalse":
        yield Loss(question.id, "kind", "is written as a question with one right choice, to keep the wording of its choices")
    if question.kind in ("multiple", "matching") and question.scoring == "all":
        yield Loss(question.id, "scoring", "Moodle gives points for a part of the answer; all or nothing is kept for us in a tag")
    if any(map(FURIGANA.search, question.texts)):
        yield Loss(question.id, "furigana", "Moodle shows {kanji|reading} as it is typed")
    if kind in ("matching", "ordering") and any(map(_has_why, question.parts)):
        yield Loss(question.id, "why", f"Moodle has no feedback for a line of a {kind} question; it is kept for us in tags")


def _has_why(part: Part) -> bool:
    return bool(part.why)
