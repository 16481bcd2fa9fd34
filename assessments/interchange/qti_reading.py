"""One QTI item, read, in the words of 2.1 (``qti_names.bare``)."""
import posixpath
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

from assessments.interchange.markup import from_element
from assessments.interchange.moodle_reading import Unread
from assessments.interchange.qti import CASE
from assessments.interchange.question import Part, Question, one_line
from assessments.interchange.report import Loss
from assessments.interchange.safe import Element
from assessments.items.answering import TOLERANCE, number

FEEDBACK = ("feedbackInline", "feedbackBlock")
OUTSIDE = ("rubricBlock", "infoControl", "stylesheet", "printedVariable")  # of the body, and not of the question
GAP = "( )"
Stimuli = Mapping[str, Element]


def path(folder: str, href: str) -> str:
    """A file of the package, named from a folder of it."""
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def by_itself(root: Element, name: str, stimuli: Stimuli) -> Question:
    """What an item says without our tags. Unread where it is of a kind that we do not have."""
    body = root.find("itemBody")
    if root.tag != "assessmentItem" or body is None:
        raise Unread("is not an item with a body")
    if root.find("templateDeclaration") is not None:
        raise Unread("is made anew for everyone from a template")
    asked = [element for element in body.iter() if element.tag.endswith("Interaction")]
    if len(asked) != 1 or asked[0].tag not in READERS:
        raise Unread(f"asks by {', '.join(element.tag for element in asked) or 'nothing'}, which has no place here")
    case, case_stem = _case(root, body, name, stimuli)
    question = Question(id=id_of(root), kind="", stem=_stem(body), case=case, case_stem=case_stem,
                        explanation="\n\n".join(filter(None, map(_markdown, root.iter("modalFeedback")))))
    return READERS[asked[0].tag](root, asked[0], question)


def id_of(root: Element) -> str:
    name: str = root.get("identifier", "")
    return name[1:] if name[:1] == "_" and name[1:2].isdigit() else name


def _markdown(element: Element) -> str:
    return from_element(element)[0]


def _stem(body: Element) -> str:
    """The body with its prompt, without what answers it."""
    copy = deepcopy(body)
    for outside in [e for e in copy.iter() if e.tag in OUTSIDE or e.get("class") == CASE]:
        _replace(outside, "")
    asked = next(element for element in copy.iter() if element.tag.endswith("Interaction"))
    prompt = asked.find("prompt")
    after = [prompt] if prompt is not None else []
    _replace(asked, GAP if asked.tag == "textEntryInteraction" and _is_inside_a_sentence(asked) else "")
    return "\n\n".join(filter(None, map(_markdown, [copy, *after])))


def _is_inside_a_sentence(element: Element) -> bool:
    return bool("".join(element.getparent().itertext()).strip())


def _replace(element: Element, text: str) -> None:
    """Take an element out and keep the text behind it."""
    parent, before, text = element.getparent(), element.getprevious(), text + (element.tail or "")
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    parent.remove(element)


def _case(root: Element, body: Element, name: str, stimuli: Stimuli) -> tuple[str, str]:
    """Id and text. In 2.1 our own mark stands on the text and the id is in a tag."""
    reference = root.find("assessmentStimulusRef")
    if reference is not None:
        found = stimuli.get(path(posixpath.dirname(name), reference.get("href", "")))
        place = None if found is None else found.find("stimulusBody")
        return (id_of(reference), _markdown(place)) if place is not None else ("", "")
    place = next((element for element in body.iter("div") if element.get("class") == CASE), None)
    return "", "" if place is None else _markdown(place)


# The answers -------------------------------------------------------------------------------------------

def _right(root: Element, asked: Element) -> list[str]:
    """The right response; where only points are given, everything that brings some."""
    declared = _declared(root, asked)
    values = [(value.text or "").strip() for value in declared.iterfind("correctResponse/value")]
    return values or [entry.get("mapKey", "") for entry in declared.iterfind("mapping/mapEntry") if _points(entry) > 0]


def _declared(root: Element, asked: Element) -> Element:
    name = asked.get("responseIdentifier")
    found = next((e for e in root.iter("responseDeclaration") if e.get("identifier") == name), None)
    if found is None or (found.find("correctResponse") is None and found.find("mapping") is None and not _numbers_in(root)):
        raise Unread("does not say what is right")
    return found


def _points(entry: Element) -> Decimal:
    return number(entry.get("mappedValue", "0")) or Decimal(0)


def _scoring(root: Element) -> str:
    """Whether a part of the answer counts: points by a map, or by place."""
    rules = root.find("responseProcessing")
    is_mapped = rules is not None and ("map_response" in rules.get("template", "") or any(True for _ in rules.iter("mapResponse", "index")))
    return "partial" if is_mapped else "all"


def _text(choice: Element) -> str:
    copy = deepcopy(choice)
    for feedback in [element for element in copy.iter() if element.tag in FEEDBACK]:
        _replace(feedback, "")
    return one_line(_markdown(copy))


def _choices(root: Element, asked: Element, question: Question) -> Question:
    right, several = _right(root, asked), _declared(root, asked).get("cardinality") == "multiple"
    parts = tuple(Part(_text(choice), choice.get("identifier") in right, "\n\n".join(
        filter(None, (_markdown(e) for e in choice.iter(*FEEDBACK))))) for choice in asked.iter("simpleChoice"))
    if not any(part.right for part in parts) or (not several and sum(part.right for part in parts) > 1):
        raise Unread("has no right choice, or more than one where one is asked for")
    return replace(question, kind="multiple" if several else "single", parts=parts, scoring=_scoring(root) if several else "all")


def _steps(root: Element, asked: Element, question: Question) -> Question:
    texts = {choice.get("identifier"): _text(choice) for choice in asked.iter("simpleChoice")}
    right = _right(root, asked)
    if sorted(right) != sorted(texts):
        raise Unread("does not give every step its place")
    return replace(question, kind="ordering", parts=tuple(Part(texts[name], True) for name in right), scoring=_scoring(root))


def _pairs(root: Element, asked: Element, question: Question) -> Question:
    """Lines in the order shown, then the matches that belong nowhere."""
    sets = [{choice.get("identifier"): _text(choice) for choice in place.iter("simpleAssociableChoice")}
            for place in asked.iter("simpleMatchSet")]
    pairs = [pair.split() for pair in _right(root, asked)]
    if len(sets) != 2 or any(len(pair) != 2 for pair in pairs) or sorted(line for line, _ in pairs) != sorted(sets[0]):
        raise Unread("does not give every line exactly one match")
    matches = dict(pairs)
    if not set(matches.values()) <= set(sets[1]):
        raise Unread("names a match that is not there")
    alone = [text for name, text in sets[1].items() if name not in matches.values()]
    lines = [Part(text, bool(text), "", sets[1][matches[name]]) for name, text in sets[0].items()]
    return replace(question, kind="matching", parts=(*lines, *(Part("", False, "", text) for text in alone)), scoring=_scoring(root))


def _typed(root: Element, asked: Element, question: Question) -> Question:
    declared = _declared(root, asked)
    if declared.get("baseType") in ("float", "integer"):
        forms = _numbers_in(root) or [form for value in _right(root, asked) if (form := _toleranced(value, "0"))]
        if not forms:
            raise Unread("has no number that is right")
        return replace(question, kind="numeric", accepted=tuple(dict.fromkeys(forms)))
    forms = _full(declared) or _right(root, asked)
    return replace(question, kind="text", accepted=tuple(dict.fromkeys(map(one_line, forms))))


def _full(declared: Element) -> list[str]:
    """What brings the most points."""
    entries = list(declared.iterfind("mapping/mapEntry"))
    most = max(map(_points, entries), default=Decimal(0))
    return [entry.get("mapKey", "") for entry in entries if _points(entry) == most > 0]


def _numbers_in(root: Element) -> list[str]:
    """Numbers that the rules compare with, and how far the response may be from them."""
    right = [value.text or "" for value in root.iterfind("responseDeclaration/correctResponse/value")]
    forms = []
    for equal in root.iterfind(".//responseProcessing//equal"):
        values = [value.text or "" for value in equal.iter("baseValue")] or right
        tolerance = equal.get("tolerance", "0").split() if equal.get("toleranceMode") == "absolute" else ["0"]
        forms += [_toleranced(value, max(tolerance, default="0")) for value in values[:1]]
    return [form for form in forms if form]


def _toleranced(value: str, tolerance: str) -> str:
    parsed, allowed = number(value), number(tolerance)
    if parsed is None:
        return ""
    return f"{parsed:f} {TOLERANCE} {allowed:f}" if allowed else f"{parsed:f}"


READERS: dict[str, Callable[[Element, Element, Question], Question]] = {
    "choiceInteraction": _choices, "orderInteraction": _steps, "matchInteraction": _pairs, "textEntryInteraction": _typed}


# What is left out --------------------------------------------------------------------------------------

def left_out(name: str, root: Element) -> Iterator[Loss]:
    for part in ("itemBody", "modalFeedback"):
        for tag in sorted({tag for element in root.iter(part) for tag in from_element(element)[1] if not _is_known(tag)}):
            yield Loss(name, part, f"<{tag}> is left out")
    if len(list(root.iter("modalFeedback"))) > 1:
        yield Loss(name, "modalFeedback", "the messages for different answers stand in one explanation")
    if root.get("adaptive") == "true":
        yield Loss(name, "adaptive", "asked in several steps; here it is asked once")
    if len({points for points in map(_points, root.iter("mapEntry")) if points > 0}) > 1:
        yield Loss(name, "mapping", "brought different points; here each right choice counts the same, and of typed answers only the best")
    if any(entry.get("caseSensitive") == "true" for entry in root.iter("mapEntry")):
        yield Loss(name, "caseSensitive", "told capital letters from small ones; here they are the same")
    reference = root.find("assessmentStimulusRef")
    if reference is not None and not reference.get("href"):
        yield Loss(name, "assessmentStimulusRef", "names no file")


def _is_known(tag: str) -> bool:
    return tag.endswith(("interaction", "choice", "matchset")) or tag in ("feedbackinline", "feedbackblock", "prompt")
