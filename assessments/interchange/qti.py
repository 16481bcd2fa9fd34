"""One question as a QTI item, in the words of 2.1 (``qti_names`` dresses it for its edition).

The item says itself how it is scored: ``match`` of the response with the right one for all or nothing (what the template
``match_correct`` does), ``mapResponse`` for a share (the template ``map_response``). The rules are written out, because
neither template shows the explanation.
"""
import hashlib
from collections.abc import Callable, Sequence

from lxml import etree, html

from assessments.interchange.qti_names import Dialect
from assessments.interchange.question import Part, Question
from assessments.interchange.safe import Element
from assessments.items import markdown
from assessments.items.answering import accepted_number

RESPONSE, SCORE, CHOSEN, FEEDBACK = "RESPONSE", "SCORE", "CHOSEN", "FEEDBACK"
EXPLANATION, CASE = "explanation", "tsunagu-case"


def node(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def identifier(name: str) -> str:
    """An id that begins with a digit is none in QTI."""
    return f"_{name}" if name[:1].isdigit() else name


def item(question: Question, dialect: Dialect, locale: str) -> Element:
    root = etree.Element("assessmentItem", identifier=identifier(question.id), title=question.id, adaptive="false",
                         timeDependent="false")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", locale)
    DECLARED[question.kind](root, question)
    _outcomes(root, question)
    if question.case and dialect.stimulus:
        node(root, "assessmentStimulusRef", identifier=identifier(question.case), href=f"../stimuli/{question.case}.xml")
    _body(root, question, dialect)
    _processing(root, question)
    _shown(node(root, "modalFeedback", outcomeIdentifier=FEEDBACK, identifier=EXPLANATION, showHide="show"),
           markdown.html(question.explanation), dialect)
    return root


def stimulus(question: Question, dialect: Dialect, locale: str) -> Element:
    """The case of the question as a file of its own."""
    root = etree.Element("assessmentStimulus", identifier=identifier(question.case), title=question.case)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", locale)
    _shown(node(root, "stimulusBody"), markdown.html(question.case_stem), dialect)
    return root


def _shown(parent: Element, drawn: str, dialect: Dialect) -> None:
    """HTML of our Markdown inside an element."""
    for piece in html.fragments_fromstring(dialect.draw(drawn).strip()) if drawn.strip() else ():
        if isinstance(piece, str):
            parent.text = piece
        else:
            parent.append(piece)
    for link in parent.iter("a"):
        link.attrib.pop("rel", None)


def _inline(parent: Element, text: str, dialect: Dialect) -> None:
    _shown(parent, markdown.inline(text.replace("\n", " ")), dialect)


# What may be answered ----------------------------------------------------------------------------------

def _response(root: Element, cardinality: str, base: str, right: Sequence[str]) -> Element:
    declared = node(root, "responseDeclaration", identifier=RESPONSE, cardinality=cardinality, baseType=base)
    correct = node(declared, "correctResponse")
    for value in right:
        node(correct, "value", value)
    return declared


def _mapped(declared: Element, values: Sequence[tuple[str, float]], **more: str) -> None:
    mapping = node(declared, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for key, value in values:
        node(mapping, "mapEntry", mapKey=key, mappedValue=f"{value:.6g}", **more)


def _declared_choices(root: Element, question: Question) -> None:
    right = [f"C{n}" for n, part in enumerate(question.parts, 1) if part.right]
    declared = _response(root, "multiple" if question.kind == "multiple" else "single", "identifier", right)
    if question.scoring == "partial":
        share = question.share / 100
        _mapped(declared, [(f"C{n}", share if part.right else -share) for n, part in enumerate(question.parts, 1)])


def _declared_pairs(root: Element, question: Question) -> None:
    pairs = [f"L{n} {_target(question, part)}" for n, part in enumerate(_lines(question), 1)]
    declared = _response(root, "multiple", "directedPair", pairs)
    if question.scoring == "partial":
        _mapped(declared, [(pair, 1 / len(pairs)) for pair in pairs])


def _lines(question: Question) -> list[Part]:
    return [part for part in question.parts if part.text]


def mixed(part: Part) -> str:
    """To sort by: no order that gives the answer away where a player does not shuffle, and the same one each time."""
    return hashlib.sha256(f"{part.text}\0{part.match}".encode()).hexdigest()


def alone(question: Question) -> list[Part]:
    """Matches that belong nowhere, in the order shown."""
    return sorted((part for part in question.parts if not part.text), key=mixed)


def _matches(question: Question) -> list[str]:
    """Each match of a line once, and those that belong nowhere."""
    once = {part.match: Part("", True, "", part.match) for part in _lines(question)}
    return [part.match for part in sorted([*once.values(), *alone(question)], key=mixed)]


def _target(question: Question, part: Part) -> str:
    return f"M{_matches(question).index(part.match) + 1}"


def _declared_steps(root: Element, question: Question) -> None:
    shown = _steps(question)
    _response(root, "ordered", "identifier", [f"S{shown.index(part) + 1}" for part in question.parts])


def _steps(question: Question) -> list[Part]:
    return sorted(question.parts, key=mixed)


def _declared_number(root: Element, question: Question) -> None:
    _response(root, "single", "float", [f"{value:f}" for value, _ in filter(None, map(accepted_number, question.accepted[:1]))])


def _declared_words(root: Element, question: Question) -> None:
    _mapped(_response(root, "single", "string", question.accepted[:1]), [(form, 1) for form in question.accepted], caseSensitive="false")


Declare = Callable[[Element, Question], None]
DECLARED: dict[str, Declare] = {
    **dict.fromkeys(("single", "multiple", "true-false"), _declared_choices), "matching": _declared_pairs,
    "ordering": _declared_steps, "numeric": _declared_number, "text": _declared_words}


def _outcomes(root: Element, question: Question) -> None:
    score = node(root, "outcomeDeclaration", identifier=SCORE, cardinality="single", baseType="float")
    node(node(score, "defaultValue"), "value", "0")
    node(root, "outcomeDeclaration", identifier=FEEDBACK, cardinality="single", baseType="identifier")
    if _has_whys(question):
        node(root, "outcomeDeclaration", identifier=CHOSEN, cardinality="multiple" if question.kind == "multiple" else "single",
             baseType="identifier")


def _has_whys(question: Question) -> bool:
    return DECLARED[question.kind] is _declared_choices and any(part.why for part in question.parts)


# What is shown -----------------------------------------------------------------------------------------

def _body(root: Element, question: Question, dialect: Dialect) -> None:
    body = node(root, "itemBody")
    if question.case and not dialect.stimulus:
        _shown(node(body, "div", **{"class": CASE}), markdown.html(question.case_stem), dialect)
    _shown(node(body, "div"), markdown.html(question.stem), dialect)
    ASKED[question.kind](body, question, dialect)


def _ask_choices(body: Element, question: Question, dialect: Dialect) -> None:
    asked = node(body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle=str(question.kind != "true-false").lower(),
                 maxChoices="0" if question.kind == "multiple" else "1")
    for n, part in enumerate(question.parts, 1):
        choice = node(asked, "simpleChoice", identifier=f"C{n}")
        _inline(choice, part.text, dialect)
        if part.why:
            _inline(node(choice, "feedbackInline", outcomeIdentifier=CHOSEN, identifier=f"C{n}", showHide="show"), part.why, dialect)


def _ask_pairs(body: Element, question: Question, dialect: Dialect) -> None:
    """Two lines may share a match; a match may stay alone."""
    lines, matches = _lines(question), _matches(question)
    asked = node(body, "matchInteraction", responseIdentifier=RESPONSE, shuffle="true", maxAssociations=str(len(lines)))
    first, second = node(asked, "simpleMatchSet"), node(asked, "simpleMatchSet")
    for n, part in enumerate(lines, 1):
        _inline(node(first, "simpleAssociableChoice", identifier=f"L{n}", matchMax="1"), part.text, dialect)
    for n, match in enumerate(matches, 1):
        _inline(node(second, "simpleAssociableChoice", identifier=f"M{n}", matchMax=str(len(lines))), match, dialect)


def _ask_steps(body: Element, question: Question, dialect: Dialect) -> None:
    asked = node(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    for n, part in enumerate(_steps(question), 1):
        _inline(node(asked, "simpleChoice", identifier=f"S{n}"), part.text, dialect)


def _ask_words(body: Element, _question: Question, _dialect: Dialect) -> None:
    node(node(body, "p"), "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="20")


ASKED: dict[str, Callable[[Element, Question, Dialect], None]] = {
    **dict.fromkeys(("single", "multiple", "true-false"), _ask_choices), "matching": _ask_pairs, "ordering": _ask_steps,
    "numeric": _ask_words, "text": _ask_words}


# What it is worth --------------------------------------------------------------------------------------

def _processing(root: Element, question: Question) -> None:
    rules = node(root, "responseProcessing")
    if question.kind == "numeric":
        _when(rules, lambda when: _any_number(when, question))
    elif question.kind == "text" or (question.scoring == "partial" and question.kind != "ordering"):
        node(node(rules, "setOutcomeValue", identifier=SCORE), "mapResponse", identifier=RESPONSE)
    elif question.scoring == "partial":
        _each_place(rules, question)
    else:
        _when(rules, _is_right)
    if _has_whys(question):
        node(node(rules, "setOutcomeValue", identifier=CHOSEN), "variable", identifier=RESPONSE)
    node(node(rules, "setOutcomeValue", identifier=FEEDBACK), "baseValue", EXPLANATION, baseType="identifier")


def _when(rules: Element, condition: Callable[[Element], None]) -> None:
    """One point where the condition holds."""
    when = node(node(rules, "responseCondition"), "responseIf")
    condition(when)
    node(node(when, "setOutcomeValue", identifier=SCORE), "baseValue", "1", baseType="float")


def _is_right(when: Element) -> None:
    match = node(when, "match")
    node(match, "variable", identifier=RESPONSE)
    node(match, "correct", identifier=RESPONSE)


def _any_number(when: Element, question: Question) -> None:
    either = node(when, "or")
    for value, tolerance in filter(None, map(accepted_number, question.accepted)):
        equal = node(either, "equal", toleranceMode="absolute", tolerance=f"{tolerance:f} {tolerance:f}")
        node(equal, "variable", identifier=RESPONSE)
        node(equal, "baseValue", f"{value:f}", baseType="float")


def _each_place(rules: Element, question: Question) -> None:
    """A share of the point for each step that stands at its place."""
    for n, part in enumerate(question.parts, 1):
        when = node(node(rules, "responseCondition"), "responseIf")
        match = node(when, "match")
        node(node(match, "index", n=str(n)), "variable", identifier=RESPONSE)
        node(match, "baseValue", f"S{_steps(question).index(part) + 1}", baseType="identifier")
        total = node(node(when, "setOutcomeValue", identifier=SCORE), "sum")
        node(total, "variable", identifier=SCORE)
        node(total, "baseValue", f"{1 / len(question.parts):.6g}", baseType="float")
