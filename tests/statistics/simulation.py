"""Tests of known make: one by hand, and people and items in the manner of Rasch (abler people are right more often)."""
from collections.abc import Mapping, Sequence
from math import exp
from random import Random

from assessments.statistics.rules import ItemInfo, Sheet

CHOICES = 4

# Four people, three items, each person right up to another item; who is wrong takes the last choice, or none.
RIGHT = {"A": 3, "B": 2, "C": 1, "D": 0}
GUTTMAN = [
    Sheet(person, "2027", 1, ("i000", "i001", "i002"), tuple(float(n < right) for n in range(3)),
          tuple((0,) if n < right else (3,) if n == right else () for n in range(3)))
    for person, right in RIGHT.items()
]


def items_of(count: int) -> list[ItemInfo]:
    """Four choices each, the first of them right."""
    return [ItemInfo(f"i{n:03}", CHOICES, frozenset({0})) for n in range(count)]


def ability_of(chance: Random) -> float:
    return chance.gauss(0.5, 1)


def difficulty_of(info: ItemInfo) -> float:
    """Spread over -1.5 to 1.5, the same for the same item."""
    return (int(info.id[1:]) * 7 % 31) / 10 - 1.5


def sheet_of(
    chance: Random, person: str, cohort: str, form: Sequence[ItemInfo], ability: float,
    truth: Mapping[str, int] | None = None,
) -> Sheet:
    """``truth`` names the choice that knowing people take where the key says otherwise."""
    responses = [_response(chance, ability - difficulty_of(info), (truth or {}).get(info.id, 0)) for info in form]
    credits = tuple(float(info.key == {chosen}) for info, chosen in zip(form, responses, strict=True))
    return Sheet(person, cohort, 1, tuple(info.id for info in form), credits, tuple((chosen,) for chosen in responses))


def _response(chance: Random, advantage: float, best: int) -> int:
    if chance.random() < 1 / (1 + exp(-advantage)):
        return best
    return chance.choice([choice for choice in range(CHOICES) if choice != best])
