"""What may answer an item, and what an answer is worth. Pure.

An answer (``Response``) holds positions as they were **shown**; ``order`` lists the written position behind each of
them. For a matching, ``order`` lists the matches, and the answer gives for each line, in the written order, the place
of its match. For an ordering, the answer gives for each step shown its place, from 0. -1 is "not placed yet".
"""
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from random import Random

from assessments.items.item import CHOSEN, PARTIAL, PLACED, WRITTEN, Item

Response = Sequence[int] | str
POINTS = 2520  # of a right item: every share of up to ten parts is a whole number of points
LONGEST = 200  # characters of a written answer
NOT_PLACED = -1
TOLERANCE = "±"
WIDTHS = re.compile(r"[\uff00-\uffef]+")  # full-width Latin, half-width katakana


def shuffled(item: Item, chance: Random) -> tuple[int, ...]:
    """An order to show. True and false keep theirs; what is written has none."""
    order = list(range(len(item.choices)))
    if item.kind != "true-false":
        chance.shuffle(order)
    return tuple(order)


def is_empty(response: Response) -> bool:
    """Whether it takes an answer back: nothing chosen, placed or written."""
    return not response.strip() if isinstance(response, str) else all(place == NOT_PLACED for place in response)


def problem_of_response(kind: str, shown: int, response: Response) -> str | None:
    """Why it cannot answer an item of this kind with so many choices shown, as a message id; None where it can."""
    if isinstance(response, str) != (kind in WRITTEN):
        return "この問題の答え方と合っていません。"
    if isinstance(response, str):
        return "200文字以内で書いてください。" if len(response) > LONGEST else None
    if kind in PLACED:
        fits = len(response) <= shown and all(NOT_PLACED <= place < shown for place in response)
        return None if fits else "並べる場所の番号が正しくありません。"
    return _problem_of_choices(kind, shown, response)


def _problem_of_choices(kind: str, shown: int, response: Sequence[int]) -> str | None:
    if len(set(response)) != len(response) or not all(0 <= place < shown for place in response):
        return "選択肢の番号が正しくありません。"
    return "一つだけ選んでください。" if kind != "multiple" and len(response) > 1 else None


def normal(kind: str, response: Response) -> list[int] | str:
    """One spelling of one answer: the order in which choices were ticked says nothing."""
    if isinstance(response, str):
        return response
    return sorted(response) if kind in CHOSEN else list(response)


# Credit ------------------------------------------------------------------------------------------------

def points(item: Item, order: Sequence[int], response: Response) -> int:
    """What the answer is worth, of ``POINTS``. Without partial scoring it is all or nothing."""
    share = _share(item, order, response)
    if item.scoring != "partial" or item.kind not in PARTIAL:
        share = Fraction(share == 1)
    return int(share * POINTS)


def _share(item: Item, order: Sequence[int], response: Response) -> Fraction:
    if isinstance(response, str):
        return Fraction(_is_accepted(item, response))
    if item.kind in CHOSEN:
        return _share_of_choices(item, {order[place] for place in response})
    return _share_of_places(item, order, response)


def _share_of_choices(item: Item, chosen: set[int]) -> Fraction:
    """Right choices less wrong ones, never below zero: choosing everything earns nothing."""
    hits = len(chosen & item.key)
    return max(Fraction(0), Fraction(hits - len(chosen - item.key), len(item.key)))


def _share_of_places(item: Item, order: Sequence[int], response: Sequence[int]) -> Fraction:
    if item.kind == "matching":
        right = sum(place >= 0 and _matches(item, line, order[place]) for line, place in zip(item.lines, response, strict=False))
    else:
        right = sum(written == place for written, place in zip(order, response, strict=False))
    return Fraction(right, len(item.lines))


def _matches(item: Item, line: int, written: int) -> bool:
    """Two lines may share a match; then either copy is right."""
    return item.choices[line].match == item.choices[written].match


# Written answers ---------------------------------------------------------------------------------------

def fold(text: str) -> str:
    """Widths, letter case and spaces make no difference; a kanji is never replaced by another."""
    same_width = WIDTHS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return " ".join(same_width.casefold().split())


def number(text: str) -> Decimal | None:
    """A number as people type it: any width, with or without separators of thousands."""
    bare = fold(text).replace(",", "").replace(" ", "").replace("−", "-")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def accepted_number(form: str) -> tuple[Decimal, Decimal] | None:
    """``31.5 ± 0.5`` as value and tolerance; the tolerance may be left out."""
    value, _, tolerance = form.partition(TOLERANCE)
    parsed, allowed = number(value), number(tolerance or "0")
    return (parsed, allowed) if parsed is not None and allowed is not None and allowed >= 0 else None


def _is_accepted(item: Item, response: str) -> bool:
    forms = [form for of_locale in item.accepted.values() for form in of_locale]
    if item.kind == "text":
        return fold(response) in {fold(form) for form in forms}
    given = number(response)
    ranges = filter(None, map(accepted_number, forms))
    return given is not None and any(abs(given - value) <= tolerance for value, tolerance in ranges)
