"""Which items a form holds: as many of each sort as the blueprint demands, cases whole, excluded pairs apart. Pure.

A quick draw meets most blueprints. Where it does not, an exact search finds a form, or proves that there is none and
names the demands that the items cannot meet.
"""
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be drawn. ``tags``: ``group`` is the demand whose place it takes (a module), and others."""

    version: str
    item: str
    lecture: str
    tags: Mapping[str, str]
    case: str | None = None
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Demand:
    """``least`` to ``most`` items of a form carry ``value`` as their ``tag``."""

    tag: str
    value: str
    least: int
    most: int

    def met_by(self, members: Iterable[Candidate]) -> bool:
        return self.least <= sum(c.tags.get(self.tag) == self.value for c in members) <= self.most


class NoSuchForm(ValueError):
    """No form meets the blueprint. ``demands``: what falls short, each with how many items there could be."""

    def __init__(self, demands: Sequence[tuple[Demand, int]]):
        super().__init__("; ".join(f"{d.tag} {d.value} wants {d.least}, there can be {n}" for d, n in demands))
        self.demands = tuple(demands)


Unit = tuple[Candidate, ...]  # what is drawn at once: an item, or all of a case


def draw(
    candidates: Iterable[Candidate], demands: Sequence[Demand], seen: Mapping[str, int], seed: str
) -> tuple[Candidate, ...]:
    """A form that meets every demand, in the demands' order; the same for the same arguments. Raises NoSuchForm.

    ``seen`` tells how often the person had an item: those seen least come first, spread over the lectures.
    """
    chance = Random(seed)  # noqa: S311 - shuffles questions; guards nothing
    ranked = _ranked(units(candidates), seen, chance)
    drawn = _quick(ranked, demands)
    if unmet([c for unit in drawn for c in unit], demands):
        drawn = _searched(ranked, demands)
    return _ordered(drawn, demands, chance)


def unmet(form: Sequence[Candidate], demands: Iterable[Demand]) -> list[Demand]:
    """The proof of a form: the demands that it does not meet."""
    return [demand for demand in demands if not demand.met_by(form)]


def units(candidates: Iterable[Candidate]) -> list[Unit]:
    together: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: c.item):
        together.setdefault(f"case {candidate.case}" if candidate.case else candidate.item, []).append(candidate)
    return [tuple(members) for members in together.values() if not _apart(members, members)]


def _ranked(found: list[Unit], seen: Mapping[str, int], chance: Random) -> list[Unit]:
    """Seen least first; among equals one of each lecture before a second of any."""
    chance.shuffle(found)
    turns: Counter[tuple[str, int]] = Counter()
    ranks = []
    for unit in found:
        times = max(seen.get(c.item, 0) for c in unit)
        ranks.append((times, turns[unit[0].lecture, times]))
        turns[unit[0].lecture, times] += 1
    order = sorted(range(len(found)), key=lambda n: ranks[n])
    return [found[n] for n in order]


def _quick(ranked: Sequence[Unit], demands: Sequence[Demand]) -> list[Unit]:
    """Each unit in turn where it still fits: meets every blueprint that only counts groups of single items."""
    drawn: list[Unit] = []
    room = Counter({(d.tag, d.value): d.most for d in demands})
    for unit in ranked:
        uses = Counter((d.tag, d.value) for d in demands for c in unit if c.tags.get(d.tag) == d.value)
        grouped = all(("group", c.tags["group"]) in room for c in unit)
        if grouped and all(room[key] >= n for key, n in uses.items()) and not any(_apart(unit, other) for other in drawn):
            drawn.append(unit)
            room.subtract(uses)
    return drawn


def _apart(one: Sequence[Candidate], other: Sequence[Candidate]) -> bool:
    """Whether the two may not stand in one form."""
    return any(c.item in d.excludes or d.item in c.excludes for c in one for d in other)


def _searched(ranked: Sequence[Unit], demands: Sequence[Demand]) -> list[Unit]:
    """The form of highest rank that misses least. Raises NoSuchForm where anything is missing."""
    from highspy import Highs  # here: a quarter of a second that most forms do not need

    search = Highs()
    search.setOptionValue("output_flag", False)
    search.setOptionValue("threads", 1)
    groups = {d.value for d in demands if d.tag == "group"}
    usable = [unit for unit in ranked if all(c.tags["group"] in groups for c in unit)]
    taken = [search.addBinary() for _ in usable]
    short = [search.addVariable() for _ in demands]
    for demand, lack in zip(demands, short, strict=True):
        count = sum((sum(c.tags.get(demand.tag) == demand.value for c in unit) * x
                     for unit, x in zip(usable, taken, strict=True)), start=0 * lack)
        search.addConstr(count + lack >= demand.least)
        search.addConstr(count <= demand.most)
    for one, other in _pairs_apart(usable):
        search.addConstr(taken[one] + taken[other] <= 1)
    worth = [len(usable) - n for n in range(len(usable))]
    search.maximize(sum(w * x for w, x in zip(worth, taken, strict=True)) - (1 + sum(worth)) * sum(short))
    values = search.getSolution().col_value
    lacks = [(d, d.least - round(n)) for d, n in zip(demands, values[len(usable):], strict=True) if round(n)]
    if lacks:
        raise NoSuchForm(lacks)
    return [unit for unit, x in zip(usable, values, strict=False) if round(x)]


def _pairs_apart(usable: Sequence[Unit]) -> list[tuple[int, int]]:
    place = {c.item: n for n, unit in enumerate(usable) for c in unit}
    return [(n, place[name]) for n, unit in enumerate(usable) for c in unit for name in c.excludes
            if place.get(name, n) != n]


def _ordered(drawn: Sequence[Unit], demands: Sequence[Demand], chance: Random) -> tuple[Candidate, ...]:
    """Group after group as the blueprint lists them; within one by chance, a case together in its written order."""
    places = {d.value: n for n, d in enumerate(demands) if d.tag == "group"}
    mixed = list(drawn)
    chance.shuffle(mixed)
    return tuple(c for unit in sorted(mixed, key=lambda unit: places[unit[0].tags["group"]]) for c in unit)
