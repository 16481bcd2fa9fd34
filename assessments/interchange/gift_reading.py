"""GIFT, read: our own files, and those of others with weights, feedback, categories and missing words."""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assessments.interchange.carried import MARK, carried_in, restored, unshifted
from assessments.interchange.markup import from_html, from_plain
from assessments.interchange.moodle_reading import FULL, Unread
from assessments.interchange.passage import imported
from assessments.interchange.question import Part, Question, one_line, tidy
from assessments.interchange.report import Imported, Loss
from assessments.interchange.safe import text_of
from assessments.interchange.truth import truth_parts
from assessments.items.answering import TOLERANCE, number

FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
ESCAPE = re.compile(r"\\([\\~=#{}:n])")
HIDDEN = "\x01\x02\x03\x04\x05\x06\x07\x08"  # no file has these (assessments.interchange.safe)
PLAIN = "\\~=#{}:\n"
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
BLANK = "_____"  # where a missing word stood


@dataclass
class Block:
    """A paragraph taken apart; escaped characters are hidden until a text is final. ``answer`` is None in a description."""

    name: str
    stem: str
    form: str
    answer: str | None
    feedback: str
    tags: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def shown(self, text: str, part: str) -> str:
        """Markdown of a text, which may name a format of its own."""
        found = FORMAT.match(text)
        words, dropped = _markdown(_plain(text[found.end():] if found else text).strip(), found[1] if found else self.form)
        self.left_out += [(part, f"<{tag}> is left out") for tag in dropped]
        return words

    def typed(self, text: str) -> str:
        found = FORMAT.match(text)
        return one_line(_plain(text[found.end():] if found else text))


def _markdown(text: str, form: str) -> tuple[str, tuple[str, ...]]:
    if form == "markdown":
        return tidy(text), ()
    if form == "plain":
        return from_plain(text), ()
    return from_html(text if form == "html" else text.replace("\n", "<br>"))


def _hidden(text: str) -> str:
    return ESCAPE.sub(lambda found: HIDDEN["\\~=#{}:n".index(found[1])], text)


def _plain(text: str) -> str:
    return text.translate(str.maketrans(HIDDEN, PLAIN))


# The file ----------------------------------------------------------------------------------------------

def read(content: bytes, lecture: str, locale: str) -> Imported:
    found: list[Question] = []
    problems: list[Loss] = []
    cases: dict[str, str] = {}
    for paragraph in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text_of(content)):
        body, comments, categories = _lines(paragraph)
        problems += [Loss("", "category", f"{category}: left out") for category in categories]
        if body:
            _take(body, comments, found, problems, cases)
    return imported(found, problems, lecture, locale)


def _lines(paragraph: str) -> tuple[str, str, list[str]]:
    """The question, the comments, and the categories of a paragraph."""
    lines = paragraph.split("\n")
    comments = [line for line in lines if line.strip().startswith("//")]
    categories = [line for line in lines if line.strip().startswith("$CATEGORY:")]
    body = "\n".join(line for line in lines if not line.strip().startswith(("//", "$CATEGORY:")))
    return body.strip(), "\n".join(comments), [category.strip() for category in categories]


def _take(body: str, comments: str, found: list[Question], problems: list[Loss], cases: dict[str, str]) -> None:
    try:
        block = _block(body, comments)
        if carried_in(block.tags).get("kind") == "case":
            cases[block.name] = block.shown(block.stem, "stem")
            return
        question, told = _restored(block, cases)
    except Unread as reason:
        problems.append(Loss(_title(body), "", str(reason)))
    else:
        found.append(question)
        problems += [*told, *(Loss(question.id, part, message) for part, message in block.left_out), *_other_tags(block)]


def _title(body: str) -> str:
    named = re.match(r"::(.*?)::", body)
    return named[1] if named else one_line(body)[:40]


def _other_tags(block: Block) -> list[Loss]:
    others = [tag for tag in block.tags if not tag.startswith(MARK)]
    return [Loss(block.name, "tags", f"{', '.join(others)}: left out")] if others else []


def _restored(block: Block, cases: dict[str, str]) -> tuple[Question, list[Loss]]:
    question, carried, told = _question(block), carried_in(block.tags), []
    if carried.get("kind") == "ordering":
        carried.pop("kind")
        question = as_ordering(question)
    if "case" in carried and carried["case"] not in cases:
        told.append(Loss(block.name, "case", f"the description {carried.pop('case')!r} does not stand above it"))
    order = carried.pop("order", "")
    whole, problems = restored(replace(question, case_stem=cases.get(carried.get("case", ""), "")), carried)
    return unshifted(whole, order), [*told, *problems]


def by_itself(body: str) -> Question:
    """What a question says without the tags in its comment."""
    return _question(_block(body, ""))


def as_ordering(question: Question) -> Question:
    """Steps that are matched with their places, as an ordering. Unread where the places are not 1, 2, 3..."""
    steps = sorted(question.parts, key=lambda part: (len(part.match), part.match))
    if [step.match for step in steps] != [str(n) for n, _ in enumerate(steps, 1)]:
        raise Unread("is marked as an ordering, but its steps are not matched with 1, 2, 3...")
    return replace(question, kind="ordering", parts=tuple(Part(step.text, True) for step in steps))


def _block(body: str, comments: str) -> Block:
    text, name = _hidden(body), ""
    if named := re.match(r"::(.*?)::", text, re.S):
        text, name = text[named.end():].strip(), _plain(named[1]).strip()
    start, end = text.find("{"), text.find("}")
    if (start < 0) != (end < 0) or end < start:
        raise Unread("has only one of the braces { and }")
    stem, answer = (text, None) if start < 0 else (_around(text, start, end), text[start + 1:end].strip())
    form = FORMAT.match(stem)
    answer, _, feedback = answer.rpartition("####") if answer and "####" in answer else (answer, "", "")
    ids = _bracketed(comments, "[id:")
    return Block(ids[0].strip() if ids else name or one_line(_plain(stem))[:40], stem, form[1] if form else "moodle",
                 None if answer is None else answer.strip(), feedback.strip(), _bracketed(comments, "[tag:"))


def _bracketed(comments: str, start: str) -> list[str]:
    """What stands between a start and the next ]."""
    pieces = (piece.partition("]") for piece in comments.split(start)[1:])
    return [words for words, end, _ in pieces if words and end]


def _around(text: str, start: int, end: int) -> str:
    """A missing word leaves a line to fill in."""
    after = text[end + 1:]
    return text[:start] + (BLANK + after if after.strip() else "")


def _question(block: Block) -> Question:
    if block.answer is None:
        raise Unread("is a description without a question")
    kind = _kind(block.answer)
    question = Question(id=block.name, kind="", stem=block.shown(block.stem, "stem"),
                        explanation=block.shown(block.feedback, "explanation"))
    return READERS[kind](block, block.answer, question)


def _kind(answer: str) -> str:
    """What the signs in the braces tell, in Moodle's order of looking at them."""
    if not answer:
        return "essay"
    if answer.startswith("#"):
        return "numeric"
    if "~" in answer:
        return "choice"
    if "=" in answer and "->" in answer:
        return "matching"
    return "truth" if answer.split("#")[0].strip() in TRUTH else "text"


# The answers -------------------------------------------------------------------------------------------

def _essay(_block: Block, _answer: str, _question: Question) -> Question:
    raise Unread("is an essay, which has no place here")


def _choices(block: Block, answer: str, question: Question) -> Question:
    several = "=" not in answer
    found = [_choice(block, text.strip()) for text in re.split(r"(?==)|~", answer) if text.strip()]
    parts = tuple(Part(p.text, weight > (0 if several else FULL), p.why) for weight, p in found)
    if not any(part.right for part in parts) or (not several and sum(part.right for part in parts) > 1):
        raise Unread("has no right choice, or more than one that alone is fully right")
    weights = {weight for weight, _ in found if weight > 0}
    if len(weights) > 1:
        block.left_out.append(("weights", "the choices counted differently; here each right one counts the same, the others not at all"))
    return replace(question, kind="multiple" if several else "single", scoring="partial" if several else "all", parts=parts)


def _choice(block: Block, text: str) -> tuple[Decimal, Part]:
    if text.startswith("="):
        return Decimal(100), _part(block, text[1:])
    weight = WEIGHT.match(text)
    return Decimal(weight[1]) if weight else Decimal(0), _part(block, text[weight.end():] if weight else text)


def _part(block: Block, text: str) -> Part:
    words, _, why = text.partition("#")
    return Part(one_line(block.shown(words.strip(), "choice")), False, block.shown(why.strip(), "why"))


def _truth(block: Block, answer: str, question: Question) -> Question:
    """The first feedback is for the wrong choice."""
    value, wrong, right, *_ = (text.strip() for text in [*answer.split("#", 2), "", ""])
    is_true = TRUTH[value]
    told = block.shown(right, "why"), block.shown(wrong, "why")
    return replace(question, kind="true-false", parts=truth_parts(is_true, told if is_true else (told[1], told[0])))


def _pairs(block: Block, answer: str, question: Question) -> Question:
    pairs = [pair.partition("->") for pair in answer.split("=") if pair.strip()]
    if not all(arrow for _, arrow, _ in pairs):
        raise Unread("has a line without an arrow (->) in a matching")
    parts = tuple(Part(text := one_line(block.shown(left.strip(), "line")), bool(text), "", one_line(_plain(right)))
                  for left, _, right in pairs)
    return replace(question, kind="matching", scoring="partial", parts=parts)


def _numbers(block: Block, answer: str, question: Question) -> Question:
    forms = tuple(filter(None, (_number(text) for text in _accepted(block, answer[1:].partition("~")[0]))))
    if not forms:
        raise Unread("has no number that is fully right")
    if "~" in answer:
        block.left_out.append(("answers", "feedback for wrong numbers is left out"))
    return replace(question, kind="numeric", accepted=forms)


def _number(text: str) -> str:
    """``31.5:0.5`` or ``31..32``; nothing where there is no number."""
    first, dots, last = text.partition("..")
    if dots and number(first) is not None and number(last) is not None:
        low, high = number(first) or Decimal(0), number(last) or Decimal(0)
        return _toleranced((low + high) / 2, abs(high - low) / 2)
    value, _, tolerance = text.partition(":")
    return "" if number(value) is None else _toleranced(number(value) or Decimal(0), number(tolerance or "0") or Decimal(0))


def _toleranced(value: Decimal, tolerance: Decimal) -> str:
    return f"{value:f} {TOLERANCE} {tolerance:f}" if tolerance else f"{value:f}"


def _words(block: Block, answer: str, question: Question) -> Question:
    forms = tuple(_accepted(block, answer))
    if not forms:
        raise Unread("has no answer that is fully right")
    return replace(question, kind="text", accepted=forms)


def _accepted(block: Block, answer: str) -> Iterator[str]:
    """What is fully right; the rest is told."""
    for text in filter(None, (text.strip() for text in answer.split("="))):
        weight = WEIGHT.match(text)
        words, _, why = (text[weight.end():] if weight else text).partition("#")
        if why.strip():
            block.left_out.append(("answers", f"the feedback of {block.typed(words)!r} is left out"))
        if weight and Decimal(weight[1]) < FULL:
            block.left_out.append(("answers", f"{block.typed(words)!r} counted {weight[1]} percent and is left out"))
        else:
            yield block.typed(words.strip())


READERS: dict[str, Callable[[Block, str, Question], Question]] = {
    "essay": _essay, "choice": _choices, "truth": _truth, "matching": _pairs, "numeric": _numbers, "text": _words}
