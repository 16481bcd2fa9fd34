"""Sheets as flat arrays, built once for all statistics. Pure.

An *answer* is one item on one sheet. Arrays "per answer" run through the sheets in order; a pool of any size then
costs no more than the answers that were given.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assessments.statistics.rules import ItemInfo, Sheet

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

SAME = 1e-9  # rest scores that differ by less are ties: 0.1 + 0.2 is 0.3


class UnknownItem(ValueError):
    """A sheet holds an item, or a choice of one, that no ItemInfo tells of."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """``lengths``, ``scores`` (mean credit, 0 to 1) and ``cohorts`` per sheet; the others per answer or per choice.

    ``rest`` is the mean credit of the other items of the sheet, NaN on a form of one item. ``rank`` is twice the
    answer's mid-rank by ``rest`` among the ``ranked[item]`` answers to its item, less one: 1 to 2 n - 1, ties equal.
    ``marks`` are the choices that were made: ``mark_answer`` says in which answer, ``mark_cell`` which choice of all
    items' choices laid end to end, where those of item i begin at ``first_cell[i]``.
    """

    infos: tuple[ItemInfo, ...]
    lengths: Integers
    scores: Floats
    cohorts: tuple[str, ...]
    sheet: Integers
    item: Integers
    credit: Floats
    omitted: Truths
    rest: Floats
    rank: Integers
    ranked: Integers
    mark_answer: Integers
    mark_cell: Integers
    first_cell: Integers

    @property
    def known(self) -> Truths:
        """Per answer: the sheet has other items to compare with."""
        return self.lengths[self.sheet] > 1

    @property
    def counts(self) -> Integers:
        """Answers per item."""
        return np.bincount(self.item, minlength=len(self.infos))

    def per_item(self, values: Floats | Truths) -> Floats:
        """Sums per item of ``values``, given per answer."""
        return sums(self.item, values, len(self.infos))

    def per_cell(self, values: Floats | Truths) -> Floats:
        """Sums of ``values``, given per answer, over the answers that made each choice."""
        return sums(self.mark_cell, values[self.mark_answer], int(self.first_cell[-1]))

    def groups(self, count: int) -> Integers:
        """Per answer 0 to ``count`` - 1, from the lowest rest scores to the highest; -1 without rest score.

        Ties stay together, so groups may differ in size or be empty, and never depend on the order of the sheets.
        """
        own = np.maximum(2 * self.ranked[self.item], 1)
        return np.where(self.known, self.rank * count // own, -1)


def sums(places: Integers, values: Floats | Truths, size: int) -> Floats:
    """An array of ``size`` with the sum of the values at each of the ``places``; 0 where there are none."""
    return np.bincount(places, values, minlength=size).astype(np.float64)


def answers_of(sheets: Sequence[Sheet], infos: Sequence[ItemInfo]) -> Answers:
    """Sheets without items are left out. Raises UnknownItem."""
    held = [sheet for sheet in sheets if sheet.items]
    lengths = _integers((len(sheet.items) for sheet in held), len(held))
    total = int(lengths.sum())
    sheet = np.repeat(np.arange(len(held)), lengths)
    item = _items(held, infos, total)
    credit = np.fromiter(chain.from_iterable(s.credits for s in held), np.float64, total)
    totals = sums(sheet, credit, len(held))
    rest = _rest(credit, totals[sheet], lengths[sheet])
    rank, ranked = _ranks(item, rest, len(infos))
    chosen = [response for s in held for response in s.responses]
    counts = _integers(map(len, chosen), total)
    first_cell = np.cumsum([0, *(info.choices for info in infos)])
    mark_answer = np.repeat(np.arange(total), counts)
    return Answers(
        tuple(infos), lengths, totals / lengths, tuple(s.cohort for s in held), sheet, item, credit, counts == 0, rest,
        rank, ranked, mark_answer, _cells(chosen, item[mark_answer], first_cell), first_cell,
    )


def _integers(values: Iterable[int], count: int) -> Integers:
    return np.fromiter(values, np.int64, count)


def _items(sheets: Sequence[Sheet], infos: Sequence[ItemInfo], total: int) -> Integers:
    places: Mapping[str, int] = {info.id: place for place, info in enumerate(infos)}
    try:
        return _integers(map(places.__getitem__, chain.from_iterable(s.items for s in sheets)), total)
    except KeyError as missing:
        raise UnknownItem(f"no item {missing.args[0]!r}") from None


def _cells(chosen: Iterable[Sequence[int]], item: Integers, first_cell: Integers) -> Integers:
    """``item`` is given per mark."""
    choice = _integers(chain.from_iterable(chosen), len(item))
    cell = first_cell[item] + choice
    if np.any((choice < 0) | (cell >= first_cell[item + 1])):
        raise UnknownItem("a response holds a choice that its item does not have")
    return cell


def _rest(credit: Floats, total: Floats, length: Integers) -> Floats:
    others = np.where(length > 1, length - 1, np.nan)
    return (total - credit) / others


def _ranks(item: Integers, rest: Floats, items: int) -> tuple[Integers, Integers]:
    """As ``Answers.rank`` and ``Answers.ranked``. Items and rest scores are sorted as one whole number."""
    known = np.flatnonzero(~np.isnan(rest))
    key = (item[known] << 32) + np.rint(rest[known] / SAME).astype(np.int64)
    tied, place, size = np.unique(key, return_inverse=True, return_counts=True)
    ranked = np.bincount(item[known], minlength=items)
    before = np.cumsum(ranked) - ranked
    end = np.cumsum(size)
    rank = np.zeros(len(item), np.int64)
    rank[known] = (2 * end - size - 2 * before[tied >> 32])[place]
    return rank, ranked
