"""Reading ``quiz.ja.md`` and its English edition into items, with errors that name file and line. Pure.

The format is told in docs/authoring.md. Both languages must have the same items with the same kind and key.
"""
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.items import judging
from assessments.items.item import Case, Choice, Item
from assessments.items.reader import Edition, RawItem, read_edition
from lms.errors import DefinitionError
from lms.programs.definition import Words

SHARED = ("kind", "section", "difficulty", "ability", "scoring", "as_of", "valid_from", "valid_until", "excludes")


def read_quiz(texts: Mapping[str, str], name: str) -> tuple[Item, ...]:
    """The items from their editions by language; DefinitionError lists everything wrong as ``file:line: message``."""
    files = {locale: f"{name}/quiz.{locale}.md" for locale in texts}
    if "ja" not in texts:
        raise DefinitionError([f"{name}/quiz.ja.md:1: the Japanese edition is missing"])
    editions, problems = {}, []
    for locale, text in texts.items():
        edition, unread = read_edition(text)
        editions[locale] = edition
        found = [*unread, *judging.problems_of_edition(edition)]
        problems += [f"{files[locale]}:{line}: {message}" for line, message in sorted(found)]
    problems = problems or _differences(editions, files)
    if problems:
        raise DefinitionError(problems)
    return tuple(_item(editions["ja"].lecture, {locale: e.items[n] for locale, e in editions.items()})
                 for n in range(len(editions["ja"].items)))


# Two languages, one item -------------------------------------------------------------------------------

def _differences(editions: Mapping[str, Edition], files: Mapping[str, str]) -> list[str]:
    first, problems = editions["ja"], []
    for locale, edition in editions.items():
        theirs, ours = _ids(edition), _ids(first)
        if theirs != ours:
            problems.append(f"{files[locale]}:1: lecture and items differ from the Japanese edition: {theirs} instead of {ours}")
            continue
        problems += [
            f"{files[locale]}:{their.line}: {what} differs from the Japanese edition"
            for their, mine in zip(edition.items, first.items, strict=True) for what in (*SHARED, "key")
            if _shared(their)[what] != _shared(mine)[what]]
    return problems


def _ids(edition: Edition) -> list[str]:
    return [edition.lecture, *(f"{raw.case.id} > {raw.id}" if raw.case else raw.id for raw in edition.items)]


def _shared(raw: RawItem) -> dict[str, Any]:
    """What must be the same in every language; the key with the number of choices. Accepted words may differ."""
    key: Any = [(choice.right, bool(choice.text)) for choice in raw.choices]
    if raw.kind == "numeric":
        key = [choice.text for choice in raw.choices]
    return {name: raw.attributes.get(name) for name in SHARED} | {"key": None if raw.kind == "text" else key}


def _item(lecture: str, raws: Mapping[str, RawItem]) -> Item:
    first = raws["ja"]
    has = first.attributes
    return Item(
        id=first.id, lecture=lecture, kind=first.kind, section=has["section"], difficulty=int(has["difficulty"]),
        clause={locale: raw.attributes["clause"] for locale, raw in raws.items()},
        stem={locale: raw.stem for locale, raw in raws.items()}, choices=_choices(raws),
        explanation={locale: raw.explanation for locale, raw in raws.items()}, accepted=_accepted(raws),
        ability=has.get("ability", ""), scoring=has.get("scoring", "all"), as_of=_day(has.get("as_of")),
        valid_from=_day(has.get("valid_from")), valid_until=_day(has.get("valid_until")), case=_case(raws),
        excludes=tuple(re.split(r"[,\s]+", has["excludes"])) if has.get("excludes") else ())


def _choices(raws: Mapping[str, RawItem]) -> tuple[Choice, ...]:
    if raws["ja"].kind in ("numeric", "text"):
        return ()
    lists = [raw.choices for raw in raws.values()]

    def words(texts: Sequence[str]) -> Words:
        return dict(zip(raws, texts, strict=True))

    return tuple(
        Choice(words([c.text for c in same]) if same[0].text else {}, same[0].right, words([c.why for c in same]),
               words([c.match for c in same]) if same[0].match else {})
        for same in zip(*lists, strict=True))


def _accepted(raws: Mapping[str, RawItem]) -> dict[str, tuple[str, ...]]:
    if raws["ja"].kind not in ("numeric", "text"):
        return {}
    return {locale: tuple(choice.text for choice in raw.choices) for locale, raw in raws.items()}


def _case(raws: Mapping[str, RawItem]) -> Case | None:
    cases = {locale: raw.case for locale, raw in raws.items() if raw.case}
    return Case(cases["ja"].id, {locale: case.stem for locale, case in cases.items()}) if cases else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
