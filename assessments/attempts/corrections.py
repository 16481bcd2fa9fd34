"""A faulty item found later (ruling A17): what a correction makes of an item, and of the points that were given. Pure.

A correction speaks only in favor: points may rise, and a fail may become a pass; nothing that was given is taken back.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.items.answering import POINTS, Response, accepted_number, points
from assessments.items.item import CHOSEN, WRITTEN, Item

VOID, REKEY = "void", "rekey"
KINDS = (VOID, REKEY)


@dataclass(frozen=True, slots=True)
class Correction:
    """``void``: everyone who was asked has the points. ``rekey``: ``key`` is right instead (written positions), or
    ``accepted`` forms are right too."""

    kind: str
    key: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()


def problems_of(correction: Correction, item: Item) -> dict[str, str]:
    """Messages by field."""
    if correction.kind not in KINDS:
        return {"kind": "無効にするか、正答を変えるかを選んでください。"}
    if correction.kind == VOID:
        return {}
    if item.kind in CHOSEN:
        return _problem_of_key(correction.key, item)
    if item.kind not in WRITTEN:
        return {"kind": "この形式の問題は、正答を変えられません。無効にしてください。"}
    fits = correction.accepted and (item.kind == "text" or all(accepted_number(form) for form in correction.accepted))
    return {} if fits else {"accepted": "正答として認める答えを、1行に一つ書いてください。"}


def _problem_of_key(key: Sequence[int], item: Item) -> dict[str, str]:
    if not key or len(set(key)) != len(key) or not all(0 <= place < len(item.choices) for place in key):
        return {"key": "正しい選択肢を選んでください。"}
    if item.kind != "multiple" and len(key) != 1:
        return {"key": "この問題の正答は一つです。"}
    return {"key": "今の正答と同じです。"} if set(key) == item.key else {}


def corrected(item: Item, correction: Correction | None) -> Item:
    """The item with its new key; a void item keeps its own."""
    if correction is None or correction.kind == VOID:
        return item
    if item.kind in CHOSEN:
        choices = tuple(replace(c, right=n in correction.key) for n, c in enumerate(item.choices))
        return replace(item, choices=choices)
    accepted = {locale: (*forms, *correction.accepted) for locale, forms in item.accepted.items()}
    return replace(item, accepted=accepted)


def worth(item: Item, correction: Correction | None, order: Sequence[int], response: Response | None) -> int:
    """The points of an answer (None: none was given) under a correction."""
    if correction is not None and correction.kind == VOID:
        return POINTS
    return 0 if response is None else points(corrected(item, correction), order, response)


def in_favor(marks: Sequence[int], new: Mapping[int, int]) -> list[int]:
    """The points of each question; ``new`` by place from 0 counts only where it is higher."""
    return [max(mark, new.get(place, 0)) for place, mark in enumerate(marks)]


def to_json(correction: Correction) -> dict[str, Any]:
    return {"kind": correction.kind, "key": list(correction.key), "accepted": list(correction.accepted)}


def from_json(data: Mapping[str, Any]) -> Correction:
    return Correction(data["kind"], tuple(data["key"]), tuple(data["accepted"]))
