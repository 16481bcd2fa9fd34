"""What a format has no place for travels as tags ``tsunagu:name=value`` in the format's own place for tags. Pure.

``name`` is a part of the item (``clause``, ``why-2``). Where the format does have a place for the part but cannot hold
it exactly, the name ends in ``@`` and the digest of what stands in that place; the tag counts only as long as this is
still there. So a text that was edited in another system is never replaced by an older one.
"""
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from urllib.parse import quote, unquote_plus

from assessments.interchange.question import DAYS, FACTS, Part, Question, is_right
from assessments.interchange.report import Loss
from assessments.items.item import KINDS

MARK = "tsunagu:"
TAG = re.compile(r"tsunagu:([a-z_-]+(?:-\d+)?(?:@[0-9a-f]{6})?)(?:\+(\d+))?=(.*)", re.S)
UNSAFE = re.compile(r"[^\S ]|[%+<>`\[\]\\]")  # in a Moodle tag, or in a comment of a GIFT file

Carried = Mapping[str, str]


# To and from tags --------------------------------------------------------------------------------------

def tags_of(carried: Carried, longest: int = 0) -> tuple[str, ...]:
    """One tag for each part; with ``longest`` (characters) a long one goes on in ``name+2``, ``name+3``..."""
    return tuple(tag for name, value in carried.items() for tag in _tags(name, _encoded(value), longest))


def _encoded(value: str) -> str:
    return UNSAFE.sub(lambda found: quote(found[0], safe=""), value).replace(" ", "+")


def _tags(name: str, value: str, longest: int) -> list[str]:
    room = longest - len(f"{MARK}{name}+99=") if longest else len(value) + 1
    pieces = [value[n:n + room] for n in range(0, len(value), room)] or [""]
    return [f"{MARK}{name}{f'+{n}' if n > 1 else ''}={piece}" for n, piece in enumerate(pieces, 1)]


def carried_in(tags: Iterable[str]) -> dict[str, str]:
    """The parts from their tags in any order; tags of others are passed over."""
    pieces: dict[str, dict[int, str]] = {}
    for found in filter(None, map(TAG.fullmatch, tags)):
        pieces.setdefault(found[1], {})[int(found[2] or 1)] = found[3]
    return {name: unquote_plus("".join(piece for _, piece in sorted(found.items()))) for name, found in pieces.items()}


# What differs ------------------------------------------------------------------------------------------

def flat(question: Question) -> dict[str, str]:
    """Every part of the question that has a text, by name."""
    parts = {f"{name}-{n}": getattr(part, name) for n, part in enumerate(question.parts, 1) for name in ("text", "match", "why")}
    accepted = {f"accepted-{n}": form for n, form in enumerate(question.accepted, 1)}
    return {"kind": question.kind, "scoring": question.scoring, "case": question.case, **question.facts,
            "stem": question.stem, "case_stem": question.case_stem, **parts, **accepted, "explanation": question.explanation}


def differences(question: Question, found: Question) -> dict[str, str]:
    """What has to be carried so that ``found``, which the format gives back by itself, becomes the question."""
    there = flat(found)
    return {_guarded(name, there.get(name, "")): value for name, value in flat(question).items() if value != there.get(name, "")}


def _guarded(name: str, text: str) -> str:
    return f"{name}@{digest(text)}" if text else name


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def shifted(question: Question, places: Sequence[int]) -> Question:
    """With its parts in another order, for a format that has one of its own; ``places`` are written positions from 0."""
    return replace(question, parts=tuple(question.parts[place] for place in places))


def order_of(places: Sequence[int]) -> dict[str, str]:
    """What to carry of it."""
    return {} if list(places) == sorted(places) else {"order": " ".join(str(place + 1) for place in places)}


# Put back ----------------------------------------------------------------------------------------------

def restored(found: Question, carried: Carried) -> tuple[Question, list[Loss]]:
    """The question as it was, and which of the tags no longer fit."""
    texts, problems = flat(found), []
    for key, value in carried.items():
        name, _, _ = key.partition("@")
        if problem := _problem(name, key, texts, value):
            problems.append(Loss(found.id, name, problem))
        else:
            texts[name] = value
    return unflat(found, texts), problems


def unshifted(question: Question, order: str) -> Question:
    """The parts at the places they were written in; as they stand where the tag does not fit them."""
    places = [int(place) for place in order.split() if place.isascii() and place.isdigit()]
    if sorted(places) != list(range(1, len(question.parts) + 1)):
        return question
    return replace(question, parts=tuple(part for _, part in sorted(zip(places, question.parts, strict=True), key=itemgetter(0))))


def _problem(name: str, key: str, texts: Mapping[str, str], value: str) -> str:
    if name not in texts and name not in FACTS:
        return "a tag of ours names a part that the question does not have; the tag is left out"
    if name in CHECKS and not CHECKS[name](value):
        return f"the tag of ours has {value!r}, which cannot be; it is left out"
    if key != _guarded(name, texts.get(name, "")):
        return "was changed in another system; what stands in the file counts, our tag is left out"
    return ""


def unflat(found: Question, texts: Mapping[str, str]) -> Question:
    kind = texts["kind"]
    parts = [Part(texts[f"text-{n}"], part.right, texts[f"why-{n}"], texts[f"match-{n}"])
             for n, part in enumerate(found.parts, 1)]
    return replace(
        found, kind=kind, stem=texts["stem"], explanation=texts["explanation"], scoring=texts["scoring"],
        parts=tuple(replace(part, right=is_right(kind, part)) for part in parts),
        accepted=tuple(texts[f"accepted-{n}"] for n, _ in enumerate(found.accepted, 1)),
        case=texts["case"], case_stem=texts["case_stem"], facts={name: texts[name] for name in FACTS if texts.get(name)})


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


CHECKS: dict[str, Callable[[str], bool]] = {
    "kind": KINDS.__contains__, "scoring": ("all", "partial").__contains__, "difficulty": ("1", "2", "3").__contains__,
    **dict.fromkeys(DAYS, _is_day)}
