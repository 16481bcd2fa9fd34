"""Reading ``quiz.ja.md`` and its English edition into items, with errors that name file and line. Pure.

The format is told in docs/authoring.md. Both languages must have the same items with the same kind and key.
"""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.items.reader import RawItem, read_edition
from lms.errors import DefinitionError
from lms.programs.definition import Words

ITEM_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
SECTION_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
KINDS = ("single", "multiple")
ATTRIBUTES = ("kind", "section", "clause", "difficulty")
FEWEST, MOST = 2, 6
SHARED = ("kind", "section", "difficulty", "key")


@dataclass(frozen=True, slots=True)
class Choice:
    """``why`` explains this choice alone; empty where the author wrote nothing."""

    text: Words
    right: bool
    why: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One question in all its languages; its Markdown as the author wrote it."""

    id: str
    lecture: str
    kind: str
    section: str
    clause: Words
    difficulty: int
    stem: Words
    choices: tuple[Choice, ...]
    explanation: Words

    @property
    def key(self) -> frozenset[int]:
        """Positions of the right choices in the written order."""
        return frozenset(n for n, choice in enumerate(self.choices) if choice.right)


def read_quiz(texts: Mapping[str, str], name: str) -> tuple[Item, ...]:
    """The items from their editions by language; DefinitionError lists everything wrong as ``file:line: message``."""
    files = {locale: f"{name}/quiz.{locale}.md" for locale in texts}
    if "ja" not in texts:
        raise DefinitionError([f"{name}/quiz.ja.md:1: the Japanese edition is missing"])
    editions, problems = {}, []
    for locale, text in texts.items():
        edition, unread = read_edition(text)
        editions[locale] = edition
        found = [*unread, *(p for raw in edition.items for p in problems_of(raw)), *_twice(edition.items)]
        problems += [f"{files[locale]}:{line}: {message}" for line, message in sorted(found)]
    problems = problems or _differences(editions, files)
    if problems:
        raise DefinitionError(problems)
    return tuple(_item(editions["ja"].lecture, [e.items[n] for e in editions.values()], list(editions))
                 for n in range(len(editions["ja"].items)))


def problems_of(raw: RawItem) -> list[tuple[int, str]]:
    """What is wrong with one item of one edition: line and message."""
    return [*_problems_of_head(raw), *_problems_of_choices(raw)]


def _problems_of_head(raw: RawItem) -> list[tuple[int, str]]:
    has = raw.attributes
    checks = [
        (not ITEM_ID.fullmatch(raw.id), raw.line, f"the id {raw.id!r} may hold lower-case letters, digits and hyphens"),
        (has.get("kind", KINDS[0]) not in KINDS, raw.line_of("kind"), "kind is single or multiple"),
        (has.get("difficulty", "1") not in ("1", "2", "3"), raw.line_of("difficulty"), "difficulty is 1, 2 or 3"),
        (not SECTION_ID.fullmatch(has.get("section", "s")), raw.line_of("section"), "section is the id of a section"),
        (not raw.stem, raw.line, "the item has no question"),
        (not raw.explanation, raw.line, "the item has no explanation (a last paragraph that begins with >)"),
        *((name not in ATTRIBUTES, raw.line_of(name), f"{name!r} is unknown; allowed are {list(ATTRIBUTES)}")
          for name in has),
        *((not has.get(name), raw.line, f"{name} is missing") for name in ATTRIBUTES),
    ]
    return [(line, message) for wrong, line, message in checks if wrong]


def _problems_of_choices(raw: RawItem) -> list[tuple[int, str]]:
    kind, right = raw.attributes.get("kind"), sum(choice.right for choice in raw.choices)
    brackets = {"single": "(", "multiple": "["}.get(kind or "")
    texts = [choice.text for choice in raw.choices]
    checks = [
        (not FEWEST <= len(texts) <= MOST, raw.line, f"an item has {FEWEST} to {MOST} choices, this one {len(texts)}"),
        (kind == "single" and right != 1, raw.line, f"a single item has one right choice, this one {right}"),
        (kind == "multiple" and right == 0, raw.line, "a multiple item has at least one right choice"),
        *((not choice.text, choice.line, "the choice is empty") for choice in raw.choices),
        *((texts.index(c.text) != n, c.line, "the choice stands there twice") for n, c in enumerate(raw.choices)),
        *((brackets is not None and c.bracket != brackets, c.line,
           "single items mark choices with ( ), multiple items with [ ]") for c in raw.choices),
    ]
    return [(line, message) for wrong, line, message in checks if wrong]


def _twice(items: Sequence[RawItem]) -> list[tuple[int, str]]:
    ids = [raw.id for raw in items]
    return [(raw.line, f"the id {raw.id!r} is used twice") for n, raw in enumerate(items) if raw.id in ids[:n]]


def _differences(editions: Mapping[str, Any], files: Mapping[str, str]) -> list[str]:
    first, problems = editions["ja"], []
    for locale, edition in editions.items():
        ids, ours = [raw.id for raw in edition.items], [raw.id for raw in first.items]
        if (edition.lecture, ids) != (first.lecture, ours):
            problems.append(f"{files[locale]}:1: lecture and items differ from the Japanese edition: "
                            f"{[edition.lecture, *ids]} instead of {[first.lecture, *ours]}")
            continue
        problems += [
            f"{files[locale]}:{theirs.line}: {what} differs from the Japanese edition"
            for theirs, mine in zip(edition.items, first.items, strict=True) for what in SHARED
            if _shared(theirs)[what] != _shared(mine)[what]]
    return problems


def _shared(raw: RawItem) -> dict[str, Any]:
    """What must be the same in every language; the key with the number of choices."""
    return {name: raw.attributes[name] for name in SHARED[:-1]} | {"key": [c.right for c in raw.choices]}


def _item(lecture: str, raws: Sequence[RawItem], locales: Sequence[str]) -> Item:
    def words(texts: Sequence[str]) -> Words:
        return dict(zip(locales, texts, strict=True))

    first = raws[0]
    choices = tuple(
        Choice(words([c.text for c in versions]), versions[0].right, words([c.why for c in versions]))
        for versions in zip(*(raw.choices for raw in raws), strict=True))
    return Item(
        first.id, lecture, first.attributes["kind"], first.attributes["section"],
        words([raw.attributes["clause"] for raw in raws]), int(first.attributes["difficulty"]),
        words([raw.stem for raw in raws]), choices, words([raw.explanation for raw in raws]))


def to_json(item: Item) -> dict[str, Any]:
    """As kept in the database and hashed for the version's id."""
    return {
        "id": item.id, "lecture": item.lecture, "kind": item.kind, "section": item.section,
        "clause": dict(item.clause), "difficulty": item.difficulty, "stem": dict(item.stem),
        "choices": [{"text": dict(c.text), "right": c.right, "why": dict(c.why)} for c in item.choices],
        "explanation": dict(item.explanation),
    }


def from_json(data: Mapping[str, Any]) -> Item:
    choices = tuple(Choice(c["text"], c["right"], c["why"]) for c in data["choices"])
    return Item(**{**data, "choices": choices})
