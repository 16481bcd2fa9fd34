"""Moodle XML, read: our own files, and those that Moodle exports with HTML, weights, hints and types that we do not have."""
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from assessments.interchange.carried import MARK, carried_in, restored
from assessments.interchange.markup import from_html, from_plain
from assessments.interchange.passage import imported
from assessments.interchange.question import Part, Question, one_line, tidy
from assessments.interchange.report import Imported, Loss, Unusable
from assessments.interchange.safe import Element, tree_of
from assessments.items.answering import TOLERANCE, number

FULL = Decimal("99.9")
TYPED = ("numerical", "shortanswer")  # their answers are not shown, so they are no HTML
OTHER_TEXTS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint")

Cases = Mapping[str, str]


class Unread(Exception):
    """A question that has no place here; the message says why."""


def read(content: bytes, lecture: str, locale: str) -> Imported:
    root = tree_of(content)
    if root.tag != "quiz":
        raise Unusable(f"This is not Moodle XML: it begins with <{root.tag}> instead of <quiz>.")
    cases = {_name(e): _markdown(e.find("questiontext")) for e in root.findall("question") if _is_case(e)}
    found: list[Question] = []
    problems: list[Loss] = []
    for element in root.findall("question"):
        if element.get("type") == "category" or _is_case(element):
            continue
        try:
            question, told = _read(element, cases)
        except Unread as reason:
            problems.append(Loss(_name(element), "", str(reason)))
        else:
            found.append(question)
            problems += told
    return imported(found, problems, lecture, locale)


def by_itself(element: Element) -> Question:
    """What the question says without our tags. Unread for a type that we do not have."""
    kind = element.get("type", "")
    if kind not in READERS:
        raise Unread(f"questions of the type {kind!r} have no place here")
    question = Question(id=_name(element), kind="", stem=_markdown(element.find("questiontext")),
                        explanation=_markdown(element.find("generalfeedback")))
    return READERS[kind](element, question)


def _read(element: Element, cases: Cases) -> tuple[Question, list[Loss]]:
    found, carried = by_itself(element), carried_in(_tags(element))
    if "case" in carried and carried["case"] not in cases:
        case = carried.pop("case")
        return _told(found, carried, element, [Loss(found.id, "case", f"the description {case!r} is not in the file")])
    return _told(replace(found, case_stem=cases.get(carried.get("case", ""), "")), carried, element, [])


def _told(found: Question, carried: Mapping[str, str], element: Element, before: list[Loss]) -> tuple[Question, list[Loss]]:
    question, problems = restored(found, carried)
    return question, [*before, *problems, *_left_out(question.id, element)]


def _name(element: Element) -> str:
    return _text(element, "idnumber") or element.findtext("name/text", "").strip()


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _tags(element: Element) -> list[str]:
    return [tag.text or "" for tag in element.findall("tags/tag/text")]


def _is_case(element: Element) -> bool:
    return element.get("type") == "description" and carried_in(_tags(element)).get("kind") == "case"


# Texts -------------------------------------------------------------------------------------------------

def _worded(element: Element | None) -> tuple[str, tuple[str, ...]]:
    """Markdown and what it has no place for. A text without a format is HTML, as Moodle takes it."""
    if element is None:
        return "", ()
    source, form = element.findtext("text") or "", element.get("format", "html")
    if form == "markdown":
        return tidy(source), ()
    if form == "plain_text":
        return from_plain(source), ()
    return from_html(source.strip().replace("\n", "<br>") if form == "moodle_auto_format" else source)


def _markdown(element: Element | None) -> str:
    return _worded(element)[0]


def _line(element: Element | None) -> str:
    return one_line(_markdown(element))


def _raw(element: Element) -> str:
    """An answer that is typed, not shown."""
    return one_line(element.findtext("text") or "")


# The answers -------------------------------------------------------------------------------------------

def _fraction(answer: Element) -> Decimal:
    return number(answer.get("fraction", "0")) or Decimal(0)


def _choices(element: Element, question: Question) -> Question:
    answers, several = element.findall("answer"), _text(element, "single") in ("false", "0")
    parts = tuple(Part(_line(a), _fraction(a) > (0 if several else FULL), _markdown(a.find("feedback"))) for a in answers)
    if sum(part.right for part in parts) != 1 and not several:
        raise Unread("has no choice, or more than one, that alone is fully right")
    if not any(part.right for part in parts):
        raise Unread("has no right choice")
    return replace(question, kind="multiple" if several else "single", scoring="partial" if several else "all", parts=parts)


def _truth(element: Element, question: Question) -> Question:
    """In the order of the file, which is ours where we wrote it."""
    parts = tuple(Part(_text(a, "text").lower(), _fraction(a) > FULL, _markdown(a.find("feedback"))) for a in element.findall("answer"))
    if sorted(part.text for part in parts) != ["false", "true"] or sum(part.right for part in parts) != 1:
        raise Unread("does not say which of true and false is right")
    return replace(question, kind="true-false", parts=parts)


def _pairs(element: Element, question: Question) -> Question:
    parts = [Part(text := _line(line), bool(text), "", one_line(from_plain(line.findtext("answer/text") or "")))
             for line in element.findall("subquestion")]
    return replace(question, kind="matching", scoring="partial", parts=tuple(part for part in parts if part.text or part.match))


def _steps(element: Element, question: Question) -> Question:
    answers = sorted(element.findall("answer"), key=_fraction)
    scoring = "all" if _text(element, "gradingtype") in ("ALL_OR_NOTHING", "-1") else "partial"
    return replace(question, kind="ordering", scoring=scoring, parts=tuple(Part(_line(answer), True) for answer in answers))


def _numbers(element: Element, question: Question) -> Question:
    forms = tuple(_number(answer) for answer in element.findall("answer") if _counts(answer) and number(_raw(answer)) is not None)
    if not forms:
        raise Unread("has no number that is fully right")
    return replace(question, kind="numeric", accepted=forms)


def _number(answer: Element) -> str:
    tolerance = _plain_number(_text(answer, "tolerance"))
    return f"{_plain_number(_raw(answer))} {TOLERANCE} {tolerance}" if tolerance != "0" else _plain_number(_raw(answer))


def _plain_number(text: str) -> str:
    """``0.5000000`` is ``0.5``."""
    plain = f"{number(text) or Decimal(0):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _words(element: Element, question: Question) -> Question:
    forms = tuple(_raw(answer).replace(r"\*", "*") for answer in element.findall("answer") if _counts(answer) and not _is_pattern(answer))
    if not forms:
        raise Unread("has no answer that is fully right and holds no wildcard (*)")
    return replace(question, kind="text", accepted=forms)


def _counts(answer: Element) -> bool:
    return _fraction(answer) > FULL


def _is_pattern(answer: Element) -> bool:
    return "*" in _raw(answer).replace(r"\*", "")


READERS: dict[str, Callable[[Element, Question], Question]] = {
    "multichoice": _choices, "truefalse": _truth, "matching": _pairs, "ordering": _steps, "numerical": _numbers, "shortanswer": _words}


# What is left out --------------------------------------------------------------------------------------

def _left_out(name: str, element: Element) -> Iterator[Loss]:
    yield from (Loss(name, where, f"<{tag}> is left out") for where, tag in _dropped(element))
    others = sorted({part.tag for part in element if part.tag in OTHER_TEXTS and _markdown(part)})
    if others:
        yield Loss(name, ", ".join(others), "has no place here and is left out")
    if tags := [tag for tag in _tags(element) if not tag.startswith(MARK)]:
        yield Loss(name, "tags", f"{', '.join(tags)}: left out")
    yield from _other_values(name, element)
    yield from _other_answers(name, element)


def _dropped(element: Element) -> list[tuple[str, str]]:
    """Elements of HTML that have no Markdown, by the part they stood in; files that come with a text."""
    shown = ("questiontext", "generalfeedback", "feedback", "subquestion", *(() if element.get("type") in TYPED else ("answer",)))
    worded = [e for e in element.iter(*shown) if "format" in e.attrib]
    files = [(str(e.tag), "file") for e in worded if e.find("file") is not None]
    return [*((str(e.tag), tag) for e in worded for tag in _worded(e)[1]), *files]


def _other_values(name: str, element: Element) -> Iterator[Loss]:
    if _text(element, "hidden") == "1":
        yield Loss(name, "hidden", "was hidden in Moodle; here it is an item like others")
    if (number(_text(element, "defaultgrade") or "1") or 1) != 1:
        yield Loss(name, "defaultgrade", f"was worth {_plain_number(_text(element, 'defaultgrade'))}; here every item is worth the same")
    if _text(element, "usecase") == "1":
        yield Loss(name, "usecase", "told capital letters from small ones; here they are the same")


def _other_answers(name: str, element: Element) -> Iterator[Loss]:
    """Weights, wildcards, and feedback that belongs to a typed answer."""
    kind, answers = element.get("type"), element.findall("answer")
    typed = kind in TYPED
    for position, answer in enumerate(answers, 1):
        if typed and (not _counts(answer) or _is_pattern(answer)):
            yield Loss(name, f"answer {position}", f"{_raw(answer)!r} counts in part, not at all, or for anything; it is left out")
        if kind == "multichoice" and _text(element, "single") not in ("false", "0") and 0 < _fraction(answer) <= FULL:
            yield Loss(name, f"answer {position}", f"counted {_fraction(answer)} percent; here it is wrong")
        if (typed or kind == "ordering") and _markdown(answer.find("feedback")):
            yield Loss(name, f"answer {position}", "its feedback has no place here and is left out")
    if kind == "multichoice" and len({_fraction(answer) for answer in answers if _fraction(answer) > 0}) > 1 \
            and _text(element, "single") in ("false", "0"):
        yield Loss(name, "answers", "the right choices had different weights; here each counts the same")
