"""One edition of a quiz file, line by line, before anything is judged. Pure."""
import re
from dataclasses import dataclass, field

# Each ends with "what is no space, then spaces", so that a long row of spaces is looked at once.
HEADING = re.compile(r"(###?)[ \t]+(.*[^ \t])[ \t]*")
ATTRIBUTE = re.compile(r"([a-z_]+):[ \t]*((?:.*[^ \t])?)[ \t]*")
QUOTE = re.compile(r">[ \t]?((?:.*[^ \t])?)[ \t]*")
MARKED = re.compile(r"- (?P<mark>[(\[])(?P<right>[ x])[)\]](?:[ \t]+(?P<text>(?:.*[^ \t])?))?[ \t]*")
PAIR = re.compile(r"- (?P<text>(?:.*?[^ \t])??)[ \t]*=>(?:[ \t]+(?P<match>(?:.*[^ \t])?))?[ \t]*")
STEP = re.compile(r"\d+\.[ \t]+(?P<text>.*[^ \t])[ \t]*")
ACCEPTED = re.compile(r"=[ \t]+(?P<text>.*[^ \t])[ \t]*")

# What a line of the answer looks like, by kind. A list in a question stays a list.
LINES = {"single": MARKED, "multiple": MARKED, "true-false": MARKED, "matching": PAIR, "ordering": STEP,
         "numeric": ACCEPTED, "text": ACCEPTED}
CASE = "case"

Found = tuple[int, str]


@dataclass
class RawChoice:
    """``mark`` is the bracket that was typed, where the kind has one."""

    line: int
    mark: str
    right: bool
    text: str
    match: str = ""
    why: str = ""


@dataclass
class RawItem:
    """As written; ``lines`` are where its attributes stand. ``case`` is the one it stands under."""

    line: int
    id: str
    case: "RawItem | None" = None
    attributes: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    stem: str = ""
    choices: list[RawChoice] = field(default_factory=list)
    explanation: str = ""

    @property
    def kind(self) -> str:
        return self.attributes.get("kind", "")

    def line_of(self, attribute: str) -> int:
        return self.lines.get(attribute, self.line)


@dataclass
class Edition:
    """``items`` in the order of the file, those of cases among them; ``cases`` as they are written."""

    lecture: str
    items: list[RawItem]
    cases: list[RawItem] = field(default_factory=list)


def read_edition(text: str) -> tuple[Edition, list[Found]]:
    """The edition as far as it can be read, and what could not: line and message."""
    lines = text.splitlines()
    lecture = re.fullmatch(r"lecture:[ \t]*([A-Za-z0-9._-]+)[ \t]*", lines[1]) if len(lines) > 1 else None
    if lecture is None or [lines[0].strip(), *(line.strip() for line in lines[2:3])] != ["---", "---"]:
        return Edition("", []), [(1, "the file begins with the three lines ---, lecture: CODE and ---")]
    raws, problems = _read(lines[3:], 4)
    cases = [raw for raw in raws if raw.kind == CASE]
    items = [raw for raw in raws if raw.kind != CASE]
    if not items:
        problems.append((1, "the file has no items"))
    return Edition(lecture[1], items, cases), problems


def _read(lines: list[str], first: int) -> tuple[list[RawItem], list[Found]]:
    """Cases and items one after another; an item with three ### belongs to the case above it."""
    raws: list[RawItem] = []
    tops: list[RawItem] = []
    problems: list[Found] = []
    for number, line in enumerate(lines, first):
        heading = HEADING.fullmatch(line)
        if heading:
            raws.append(RawItem(number, heading[2], tops[-1] if heading[1] == "###" and tops else None))
            tops += raws[-1:] if heading[1] == "##" else []
        elif raws:
            problems += _take(raws[-1], number, line)
        elif line.strip():
            problems.append((number, "text before the first item (## id)"))
    return [_trimmed(raw) for raw in raws], problems


def _take(item: RawItem, number: int, line: str) -> list[Found]:
    """One line of an item goes to the part it belongs to."""
    pattern = LINES.get(item.kind)
    answer = pattern.fullmatch(line) if pattern else None
    if answer and not item.explanation:
        item.choices.append(_choice(number, answer.groupdict()))
    elif item.choices:
        return _after_choices(item, number, line)
    elif number == item.line + len(item.lines) + 1 and not item.stem.strip() and (found := ATTRIBUTE.fullmatch(line)):
        return _attribute(item, number, found[1], found[2])
    else:
        item.stem += line + "\n"
    return []


def _choice(number: int, found: dict[str, str | None]) -> RawChoice:
    """A line without a bracket belongs to what is right; a match without a text belongs nowhere."""
    text = found.get("text") or ""
    right = found["right"] == "x" if "right" in found else bool(text)
    return RawChoice(number, found.get("mark") or "", right, text, found.get("match") or "")


def _attribute(item: RawItem, number: int, name: str, value: str) -> list[Found]:
    if name in item.attributes:
        return [(number, f"{name} stands there twice")]
    item.attributes[name], item.lines[name] = value, number
    return []


def _after_choices(item: RawItem, number: int, line: str) -> list[Found]:
    quoted = QUOTE.fullmatch(line.strip())
    if not line.strip():
        return []
    if not quoted:
        return [(number, "after the choices stand only explanations (lines that begin with >)")]
    if line[0] in " \t" and not item.explanation:
        item.choices[-1].why += quoted[1] + "\n"
    else:
        item.explanation += quoted[1] + "\n"
    return []


def _trimmed(item: RawItem) -> RawItem:
    item.stem, item.explanation = item.stem.strip(), item.explanation.strip()
    for choice in item.choices:
        choice.why = choice.why.strip()
    return item
