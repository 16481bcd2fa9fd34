"""One edition of a quiz file, line by line, before anything is judged. Pure."""
import re
from dataclasses import dataclass, field

HEADING = re.compile(r"##[ \t]+(.+?)[ \t]*")
ATTRIBUTE = re.compile(r"([a-z]+):[ \t]*(.*?)[ \t]*")
CHOICE = re.compile(r"- ([(\[])([ x])[)\]](?:[ \t]+(.*?))?[ \t]*")
QUOTE = re.compile(r">[ \t]?(.*?)[ \t]*")

Found = tuple[int, str]


@dataclass
class RawChoice:
    line: int
    bracket: str
    right: bool
    text: str
    why: str = ""


@dataclass
class RawItem:
    """As written; ``lines`` are where its attributes stand."""

    line: int
    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    stem: str = ""
    choices: list[RawChoice] = field(default_factory=list)
    explanation: str = ""

    def line_of(self, attribute: str) -> int:
        return self.lines.get(attribute, self.line)


@dataclass
class Edition:
    lecture: str
    items: list[RawItem]


def read_edition(text: str) -> tuple[Edition, list[Found]]:
    """The edition as far as it can be read, and what could not: line and message."""
    lines = text.splitlines()
    lecture = re.fullmatch(r"lecture:[ \t]*([A-Za-z0-9._-]+)[ \t]*", lines[1]) if len(lines) > 1 else None
    if lecture is None or [lines[0].strip(), *(line.strip() for line in lines[2:3])] != ["---", "---"]:
        return Edition("", []), [(1, "the file begins with the three lines ---, lecture: CODE and ---")]
    items: list[RawItem] = []
    problems: list[Found] = []
    for number, line in enumerate(lines[3:], 4):
        heading = HEADING.fullmatch(line)
        if heading:
            items.append(RawItem(number, heading[1]))
        elif items:
            problems += _take(items[-1], number, line)
        elif line.strip():
            problems.append((number, "text before the first item (## id)"))
    if not items:
        problems.append((1, "the file has no items"))
    return Edition(lecture[1], [_trimmed(item) for item in items]), problems


def _take(item: RawItem, number: int, line: str) -> list[Found]:
    """One line of an item goes to the part it belongs to."""
    choice = CHOICE.fullmatch(line)
    if choice and not item.explanation:
        item.choices.append(RawChoice(number, choice[1], choice[2] == "x", choice[3] or ""))
    elif item.choices:
        return _after_choices(item, number, line)
    elif not item.stem.strip() and (found := ATTRIBUTE.fullmatch(line)) and number == item.line + len(item.lines) + 1:
        return _attribute(item, number, found[1], found[2])
    else:
        item.stem += line + "\n"
    return []


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
