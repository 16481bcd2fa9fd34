"""How a question is put, and what the fields of its form say. Pure."""
import re
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from assessments.items.answering import NOT_PLACED, Response
from assessments.items.item import PLACED, WRITTEN, Item
from lms.programs.definition import Words

MARKS = "アイウエオカキクケコ"  # of the choices; other languages translate them all at once
TASKS = {
    "single": "最も適切なものを一つ選んでください。",
    "multiple": "当てはまるものを、すべて選んでください。",
    "true-false": "正しいかどうかを選んでください。",
    "matching": "組み合わせを選んでください。",
    "ordering": "正しい順番になるように、番号を選んでください。",
    "numeric": "数字で答えてください。",
    "text": "言葉で答えてください。全角・半角は区別しません。",
}

NAMES = re.compile(r'\b(id|for|name|aria-labelledby)="((?:text|choice|line-\d+|place-\d+))"')  # as answer.html has them

Values = Callable[[str], Sequence[str]]  # of a form: what was sent under a name


def choices(item: Item, order: Sequence[int]) -> tuple[Words, ...]:
    """Choices, matches or steps in the order shown."""
    return tuple(item.choices[place].match or item.choices[place].text for place in order)


def lines(item: Item) -> tuple[Words, ...]:
    """What the matches belong to, in the written order."""
    return tuple(item.choices[place].text for place in item.lines) if item.kind == "matching" else ()


def apart(page: str, prefix: str) -> Markup:
    """A drawn question whose fields have names that no other question on the page has."""
    return Markup(NAMES.sub(rf'\1="{prefix}-\2"', page))  # noqa: S704 - rendered by a template


def sent(kind: str, places: int, values: Values) -> Response:
    """The answer in the shape of the question's kind; ``places`` is how many lines or steps are to be placed."""
    if kind in WRITTEN:
        return next(iter(values("text")), "").strip()
    if kind in PLACED:
        return tuple(_place(next(iter(values(f"place-{n}")), "")) for n in range(places))
    return numbers(values("choice"))


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else NOT_PLACED


def numbers(texts: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 7))
