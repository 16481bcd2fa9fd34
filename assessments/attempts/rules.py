"""What a form holds, until when it may be answered, and what it is worth. Pure."""
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from random import Random

GRACE = timedelta(seconds=60)  # for answers that were on their way at the deadline (ruling A10)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be drawn. ``group`` is the line of the blueprint it counts for (a module)."""

    version: str
    item: str
    group: str
    lecture: str
    choices: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One question of a form: ``order`` lists the written positions of the choices as they are shown."""

    version: str
    order: tuple[int, ...]


class TooFewItems(ValueError):
    """A line of the blueprint that the pool cannot fill."""

    def __init__(self, group: str, wanted: int, found: int):
        super().__init__(f"{group} wants {wanted} items, the pool has {found}")
        self.group, self.wanted, self.found = group, wanted, found


def draw_form(
    candidates: Sequence[Candidate], blueprint: Mapping[str, int], seen: Mapping[str, int], seed: str
) -> tuple[FormLine, ...]:
    """A form by the blueprint, line after line; the same for the same arguments. Raises TooFewItems.

    ``seen`` tells how often the person had an item: those seen least come first, spread over the lectures.
    """
    chance = Random(seed)  # noqa: S311 - shuffles questions; guards nothing
    lines: list[FormLine] = []
    for group, wanted in blueprint.items():
        members = sorted((c for c in candidates if c.group == group), key=lambda c: c.item)
        if len(members) < wanted:
            raise TooFewItems(group, wanted, len(members))
        drawn = _preferred(members, seen, chance)[:wanted]
        chance.shuffle(drawn)
        lines += [FormLine(c.version, _shuffled(c.choices, chance)) for c in drawn]
    return tuple(lines)


def _preferred(members: list[Candidate], seen: Mapping[str, int], chance: Random) -> list[Candidate]:
    """Seen least first; among equals one of each lecture before a second of any."""
    chance.shuffle(members)
    turns: Counter[tuple[str, int]] = Counter()
    ranked = []
    for member in members:
        times = seen.get(member.item, 0)
        ranked.append(((times, turns[member.lecture, times]), member))
        turns[member.lecture, times] += 1
    return [member for _, member in sorted(ranked, key=lambda pair: pair[0])]


def _shuffled(count: int, chance: Random) -> tuple[int, ...]:
    order = list(range(count))
    chance.shuffle(order)
    return tuple(order)


# Time --------------------------------------------------------------------------------------------------

def deadline(start: datetime, minutes: int | None, closes: datetime) -> datetime:
    """The earlier of the time limit and the window's end; no entitlement to extra time (rulings A10, A12)."""
    return closes if minutes is None else min(start + timedelta(minutes=minutes), closes)


def moved_deadline(due: datetime, start: datetime, minutes: int | None, closes: datetime) -> datetime:
    """The end of a running attempt once its window was extended (rulings A13, A14). Nothing makes it earlier."""
    return max(due, deadline(start, minutes, closes))


def takes_answers(now: datetime, due: datetime) -> bool:
    return now < due + GRACE


def is_late(now: datetime, due: datetime) -> bool:
    """In the technical grace: accepted, and marked in the journal."""
    return now >= due


def submitted_at(now: datetime, due: datetime) -> datetime:
    """Judged by the moment of submission, at most the deadline (rulings A10, A11)."""
    return min(now, due)


# Answers and scores ------------------------------------------------------------------------------------

def problem_of_response(response: Sequence[int], choices: int, kind: str) -> str | None:
    """Why positions cannot answer a question, as a message id; an empty answer takes the answer back."""
    if len(set(response)) != len(response) or not all(0 <= place < choices for place in response):
        return "選択肢の番号が正しくありません。"
    if kind == "single" and len(response) > 1:
        return "一つだけ選んでください。"
    return None


def is_right(key: Collection[int], order: Sequence[int], response: Iterable[int]) -> bool:
    """All or nothing: exactly the right choices. ``response`` holds positions as shown."""
    return {order[place] for place in response} == set(key)


def needed(items: int, passing_score: float) -> int:
    """The fewest right answers that pass. Exact: 0.7 of 40 is 28, whatever floats say."""
    return ceil(Fraction(str(passing_score)) * items)


@dataclass(frozen=True, slots=True)
class Score:
    """``raw`` of ``most`` right answers; ``goal`` of them pass."""

    raw: int
    most: int
    goal: int

    @property
    def passed(self) -> bool:
        return self.raw >= self.goal

    @property
    def scaled(self) -> float:
        return round(self.raw / self.most, 4)


def score(marks: Sequence[bool], passing_score: float) -> Score:
    return Score(sum(marks), len(marks), needed(len(marks), passing_score))
