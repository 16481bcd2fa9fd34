"""The key of an item as a package carries it: salted hashes, read by ``quiz.js``. Pure.

A hash hides a key from a glance, not from who looks: of four choices each can be tried. So a package carries
comprehension tests only; review and completion tests are given by dispatch, where the center grades.
"""
import base64
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from assessments.items import answering, markdown
from assessments.items.item import CHOSEN, PARTIAL, WRITTEN, Item

MARKS = "アイウエオカキクケコ"  # not translated: the letters of the choices, by language
LETTERS = {"ja": MARKS, "en": "ABCDEFGHIJ"}


def shown(item: Item, version: str) -> tuple[int, ...]:
    """The written position behind each shown one: always the same for one version of an item."""
    return answering.shuffled(item, Random(version))  # noqa: S311 - a fixed order; guards nothing


def exportable(item: Item, language: str) -> str | None:
    """Why an item cannot go out, as a message id; None where it can."""
    if not item.stem.get(language):
        return "この言語の文章がありません。"
    if item.kind == "numeric" and any(_tolerance(form) for form in _accepted(item)):
        return "許容範囲のある数値の問題は、正解を伏せたまま採点できません。"
    return None


def _tolerance(form: str) -> bool:
    found = answering.accepted_number(form)
    return found is None or found[1] != 0


def _accepted(item: Item) -> list[str]:
    return list(dict.fromkeys(form for forms in item.accepted.values() for form in forms))


def carried(item: Item, version: str, language: str) -> dict[str, Any]:
    """What ``quiz.js`` needs to grade and to explain an item."""
    order = shown(item, version)
    salt = hashlib.sha256(version.encode()).hexdigest()[:16]
    answers, parts = right_answers(item, order), right_parts(item, order)
    carries: dict[str, Any] = {
        "id": item.id, "kind": item.kind, "unit": item.case_id or item.id, "salt": salt, "keys": [_hash(salt, each) for each in answers],
        "scoring": item.scoring if item.kind in PARTIAL else "all", "feedback": _veiled(feedback(item, order, language)),
    }
    if carries["scoring"] == "partial":
        carries["marks"] = [_hash(salt, part) for part in parts]
    if item.kind == "matching":
        carries["same"] = [_first_alike(item, order, place) for place in range(len(order))]
    return carries


def right_answers(item: Item, order: Sequence[int]) -> list[str]:
    """Every whole answer that is right, in the spelling of ``quiz.js``."""
    if item.kind == "text":
        return [answering.fold(form) for form in _accepted(item)]
    if item.kind == "numeric":
        return [plain_number(found[0]) for form in _accepted(item) if (found := answering.accepted_number(form))]
    return [",".join(right_parts(item, order))]


def right_parts(item: Item, order: Sequence[int]) -> list[str]:
    """The parts of the right answer, as shown: a choice, or a line or step with its place."""
    if item.kind in WRITTEN:
        return []
    if item.kind in CHOSEN:
        return [str(place) for place, written in enumerate(order) if written in item.key]
    if item.kind == "ordering":
        return [f"{step}.{written}" for step, written in enumerate(order)]
    return [f"{n}.{_first_alike(item, order, order.index(line))}" for n, line in enumerate(item.lines)]


def _first_alike(item: Item, order: Sequence[int], place: int) -> int:
    """Two lines may share a match; then either copy is right."""
    match = item.choices[order[place]].match
    return next(other for other, written in enumerate(order) if item.choices[written].match == match)


def plain_number(value: Decimal) -> str:
    """One spelling of one number, without zeros that say nothing."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def feedback(item: Item, order: Sequence[int], language: str) -> dict[str, Any]:
    """What is said after grading: the key in words, the marks of right choices, why each choice is so, and the explanation."""
    chosen = item.kind in CHOSEN
    return {
        "key": key_in_words(item, order, language),
        "marks": [place for place, written in enumerate(order) if chosen and written in item.key],
        "whys": [markdown.inline(item.choices[written].why.get(language, "")) for written in order] if chosen else [],
        "explanation": markdown.html(item.explanation.get(language, "")),
    }


def key_in_words(item: Item, order: Sequence[int], language: str) -> str:
    letters = LETTERS.get(language, LETTERS["en"])
    if item.kind in WRITTEN:
        return " / ".join(item.accepted.get(language) or _accepted(item))
    if item.kind == "ordering":
        return " → ".join(letters[order.index(written)] for written in range(len(order)))
    if item.kind == "matching":
        return " ".join(f"{n}-{letters[order.index(line)]}" for n, line in enumerate(item.lines, 1))
    return " ".join(letters[place] for place, written in enumerate(order) if written in item.key)


def _hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def _veiled(told: dict[str, Any]) -> str:
    """Not to be read at a glance beside the question."""
    return base64.b64encode(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).decode()
