"""What is wrong with one edition of a quiz file: line and message. Pure."""
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from assessments.items.answering import accepted_number
from assessments.items.item import CHOSEN, KINDS, PARTIAL
from assessments.items.reader import CASE, Edition, Found, RawItem

ITEM_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
TAG = re.compile(r"[a-z][a-z0-9-]{0,39}")
REQUIRED = ("kind", "section", "clause", "difficulty")
OPTIONAL = ("ability", "scoring", "as_of", "valid_from", "valid_until", "excludes")
FEWEST, MOST = 2, 6
MOST_LINES = 10  # of a matching or an ordering
MOST_ACCEPTED = 20
BRACKETS = {"single": "(", "true-false": "(", "multiple": "["}

Check = tuple[bool, int, str]


def problems_of_edition(edition: Edition) -> list[Found]:
    found = [*edition.cases, *edition.items]
    return [*(problem for case in edition.cases for problem in _told(_checks_of_case(edition, case))),
            *(problem for raw in edition.items for problem in problems_of(raw)), *_twice(found)]


def problems_of(raw: RawItem) -> list[Found]:
    """What is wrong with one item."""
    checks = _checks_of_head(raw)
    if raw.kind in CHECKS:
        checks += [*_checks_of_count(raw), *CHECKS[raw.kind](raw)]
    return _told(checks)


def _told(checks: Sequence[Check]) -> list[Found]:
    return [(line, message) for wrong, line, message in checks if wrong]


def _twice(raws: Sequence[RawItem]) -> list[Found]:
    in_order = sorted(raws, key=lambda raw: raw.line)
    first = _firsts(raw.id for raw in in_order)
    return [(raw.line, f"the id {raw.id!r} is used twice") for n, raw in enumerate(in_order) if first[raw.id] != n]


def _firsts(texts: Iterable[str]) -> dict[str, int]:
    """Where each of some texts stands first."""
    found: dict[str, int] = {}
    for n, text in enumerate(texts):
        found.setdefault(text, n)
    return found


def _checks_of_case(edition: Edition, case: RawItem) -> list[Check]:
    return [
        (not ITEM_ID.fullmatch(case.id), case.line, f"the id {case.id!r} may hold lower-case letters, digits and hyphens"),
        (not case.stem, case.line, "the case has no text"),
        (all(raw.case is not case for raw in edition.items), case.line, "the case has no questions (### id below it)"),
        *((name != "kind", case.line_of(name), f"a case has no {name!r}, its questions do") for name in case.attributes)]


# The head ----------------------------------------------------------------------------------------------

def _checks_of_head(raw: RawItem) -> list[Check]:
    has = raw.attributes
    return [
        (not ITEM_ID.fullmatch(raw.id), raw.line, f"the id {raw.id!r} may hold lower-case letters, digits and hyphens"),
        (has.get("kind", KINDS[0]) not in KINDS, raw.line_of("kind"), f"kind is one of {', '.join(KINDS)}"),
        (has.get("difficulty", "1") not in ("1", "2", "3"), raw.line_of("difficulty"), "difficulty is 1, 2 or 3"),
        (not TAG.fullmatch(has.get("section", "s")), raw.line_of("section"), "section is the id of a section"),
        (not TAG.fullmatch(has.get("ability", "a")), raw.line_of("ability"), "ability is lower-case letters, digits and hyphens"),
        (not raw.stem, raw.line, "the item has no question"),
        (not raw.explanation and raw.kind in KINDS, raw.line, "the item has no explanation (a last paragraph that begins with >)"),
        (raw.case is not None and raw.case.kind != CASE, raw.line, "an item with ### stands below a case (## id, kind: case)"),
        *((name not in REQUIRED + OPTIONAL, raw.line_of(name), f"{name!r} is unknown; allowed are {[*REQUIRED, *OPTIONAL]}")
          for name in has),
        *((not has.get(name), raw.line, f"{name} is missing") for name in REQUIRED),
        *_checks_of_scoring(raw), *_checks_of_days(raw), *_checks_of_excludes(raw)]


def _checks_of_scoring(raw: RawItem) -> list[Check]:
    scoring, line = raw.attributes.get("scoring", "all"), raw.line_of("scoring")
    return [(scoring not in ("all", "partial"), line, "scoring is all or partial"),
            (scoring == "partial" and raw.kind in KINDS and raw.kind not in PARTIAL, line,
             f"only {', '.join(PARTIAL)} items may count in part")]


def _checks_of_days(raw: RawItem) -> list[Check]:
    has, days = raw.attributes, ("as_of", "valid_from", "valid_until")
    wrong = [(name in has and _day(has[name]) is None, raw.line_of(name), f"{name} is a day such as 2026-11-22") for name in days]
    first, last = _day(has.get("valid_from", "")), _day(has.get("valid_until", ""))
    return [*wrong, (bool(first and last and first > last), raw.line_of("valid_until"), "valid_until is before valid_from")]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


def _checks_of_excludes(raw: RawItem) -> list[Check]:
    names = [name for name in re.split(r"[,\s]+", raw.attributes.get("excludes", "")) if name]
    return [(not ITEM_ID.fullmatch(name) or name == raw.id, raw.line_of("excludes"), f"{name!r} is no id of another item")
            for name in names]


# The answers -------------------------------------------------------------------------------------------

def _checks_of_count(raw: RawItem) -> list[Check]:
    """Enough lines of an answer, none empty, none twice."""
    fewest, most = (FEWEST, MOST) if raw.kind in CHOSEN else (1, MOST_ACCEPTED) if raw.kind in ("numeric", "text") else (FEWEST, MOST_LINES)
    count, first = len(raw.choices), _firsts(choice.text for choice in raw.choices)
    return [
        (not fewest <= count <= most, raw.line, f"a {raw.kind} item has {fewest} to {most} choices, this one {count}"),
        *((not (choice.text or choice.match), choice.line, "the choice is empty") for choice in raw.choices),
        *((bool(c.text) and first[c.text] != n, c.line, "the choice stands there twice") for n, c in enumerate(raw.choices)),
        *((bool(raw.kind in BRACKETS and c.mark != BRACKETS[raw.kind]), c.line,
           "single and true-false items mark choices with ( ), multiple items with [ ]") for c in raw.choices)]


def _checks_of_one(raw: RawItem) -> list[Check]:
    right = sum(choice.right for choice in raw.choices)
    return [(right != 1, raw.line, f"a {raw.kind} item has one right choice, this one {right}"),
            (raw.kind == "true-false" and len(raw.choices) > FEWEST, raw.line, "a true-false item has two choices")]


def _checks_of_several(raw: RawItem) -> list[Check]:
    return [(not any(choice.right for choice in raw.choices), raw.line, "a multiple item has at least one right choice")]


def _checks_of_pairs(raw: RawItem) -> list[Check]:
    lines = [choice for choice in raw.choices if choice.text]
    matches = {choice.match for choice in lines}
    return [(len(lines) < FEWEST, raw.line, "a matching has at least two lines (- text => match)"),
            *((not choice.match, choice.line, "the line has no match (- text => match)") for choice in raw.choices),
            *((not c.text and c.match in matches, c.line, "a match that belongs nowhere is also the match of a line")
              for c in raw.choices)]


def _checks_of_numbers(raw: RawItem) -> list[Check]:
    return [(accepted_number(choice.text) is None, choice.line, f"{choice.text!r} is no number such as 31.5 or 31.5 ± 0.5")
            for choice in raw.choices]


def _no_more(_raw: RawItem) -> list[Check]:
    return []


CHECKS: dict[str, Callable[[RawItem], list[Check]]] = {
    "single": _checks_of_one, "true-false": _checks_of_one, "multiple": _checks_of_several, "matching": _checks_of_pairs,
    "ordering": _no_more, "numeric": _checks_of_numbers, "text": _no_more,
}
