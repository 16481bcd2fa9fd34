"""The right answers, read from the catalog's quiz files by a reader of its own: the server is never asked."""
import re
from functools import cache
from pathlib import Path

import courses

CATALOG = Path(courses.__file__).parent / "catalog" / "fnsc-training"
ITEM = re.compile(r"^## .+$", re.M)
CHOICE = re.compile(r"^- [(\[]([ x])[)\]] (.+)$", re.M)
ATTRIBUTE = re.compile(r"^[a-z]+: .*$", re.M)


def squeezed(text: str) -> str:
    """What is the same in the file, in JSON and on the page: the characters without space and without markup."""
    return re.sub(r"[\s*`]", "", text)


@cache
def keys() -> dict[str, frozenset[str]]:
    """The right choices of every question, both squeezed, in every language."""
    return dict(entry for path in sorted(CATALOG.glob("*/*/quiz.*.md")) for entry in _entries(path.read_text()))


def _entries(text: str) -> list[tuple[str, frozenset[str]]]:
    found = []
    for item in ITEM.split(text)[1:]:
        stem = ATTRIBUTE.sub("", item[:CHOICE.search(item).start()])  # type: ignore[union-attr]
        found.append((squeezed(stem), frozenset(squeezed(words) for mark, words in CHOICE.findall(item) if mark == "x")))
    return found


def right_places(stem: str, choices: list[str]) -> list[int]:
    """Positions of the right ones among choices as shown."""
    return [n for n, choice in enumerate(choices) if squeezed(choice) in keys()[squeezed(stem)]]


def wrong_places(stem: str, choices: list[str]) -> list[int]:
    """One choice that is not right."""
    return [n for n, choice in enumerate(choices) if squeezed(choice) not in keys()[squeezed(stem)]][:1]
