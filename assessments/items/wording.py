"""The words of an item as they are searched: without furigana and marks, widths and letter case folded. Pure."""
import re
from collections.abc import Iterator

from assessments.items.answering import fold
from assessments.items.item import Item

FURIGANA = re.compile(r"\{([^{}|\n]+)(?:\|[^{}|\n]+)+\}")
MARKS = re.compile(r"[*`\x00]")


def searched(text: str) -> str:
    """One spelling of a text, and of what is looked for in it."""
    return fold(MARKS.sub("", FURIGANA.sub(r"\1", text)))


def words_of(item: Item) -> str:
    """Everything that an author wrote of an item, one part a line: no match reaches over two parts."""
    return "\n".join(dict.fromkeys(searched(part) for part in _parts(item) if part))


def _parts(item: Item) -> Iterator[str]:
    texts = [item.stem, item.explanation, item.clause, item.case_stem or {}]
    texts += [words for choice in item.choices for words in (choice.text, choice.match, choice.why)]
    yield from (item.id, item.case_id or "")
    yield from (text for words in texts for text in words.values())
    yield from (form for forms in item.accepted.values() for form in forms)
