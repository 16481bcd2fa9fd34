"""Who may judge a draft, what state it is in, and how two texts differ: tables."""
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments.bank.rules import (
    DraftState,
    End,
    History,
    ItemState,
    Line,
    Review,
    Text,
    Verdict,
    difference,
    may_publish,
    may_review,
    state,
    state_of,
)
from assessments.items.item import Item

NOON = datetime(2027, 6, 10, 3, 0, tzinfo=UTC)
ITEM = Item("a1-01", "A1", "single", "role", {"ja": "", "en": ""}, 2, {"ja": "", "en": ""}, (), {"ja": "", "en": ""})


def text(revision: int, by: str, handed_in: bool = True) -> Text:
    return Text(revision, by, NOON, NOON if handed_in else None)


def said(revision: int, by: str, verdict: Verdict) -> Review:
    return Review(revision, by, verdict, "", NOON)


YES, NO = Verdict.APPROVE, Verdict.RETURN
WRITING = History((text(1, "mori", handed_in=False),))
WAITING = History((text(1, "mori"),))
APPROVED = replace(WAITING, reviews=(said(1, "hayashi", YES),))


@pytest.mark.parametrize(("history", "expected"), [
    (WRITING, DraftState.WRITING),
    (WAITING, DraftState.WAITING),
    (APPROVED, DraftState.APPROVED),
    (replace(WAITING, reviews=(said(1, "hayashi", NO),)), DraftState.RETURNED),
    (replace(WAITING, reviews=(said(1, "hayashi", NO), said(1, "hayashi", YES))), DraftState.APPROVED),
    (replace(WAITING, reviews=(said(1, "hayashi", YES), said(1, "abe", NO))), DraftState.RETURNED),
    (replace(WAITING, reviews=(said(1, "mori", YES),)), DraftState.WAITING),  # the author's own word is none
    (replace(APPROVED, texts=(text(1, "mori"), text(2, "mori", handed_in=False))), DraftState.WRITING),
    (replace(APPROVED, texts=(text(1, "mori"), text(2, "mori"))), DraftState.WAITING),  # changed after the approval
    (replace(APPROVED, end=End(DraftState.PUBLISHED, "mori", NOON)), DraftState.PUBLISHED),
    (replace(WRITING, end=End(DraftState.DISCARDED, "mori", NOON)), DraftState.DISCARDED),
])
def test_the_state_of_a_draft_follows_from_what_happened(history: History, expected: DraftState) -> None:
    assert state(history) is expected


@pytest.mark.parametrize(("history", "person", "expected"), [
    (WAITING, "hayashi", True),
    (WAITING, "mori", False),
    (WRITING, "hayashi", False),
    (History((text(1, "hayashi"), text(2, "mori"))), "hayashi", False),  # wrote an earlier text of it
    (History((text(1, "hayashi"), text(2, "mori"))), "abe", True),
    (APPROVED, "abe", True),
    (replace(APPROVED, end=End(DraftState.PUBLISHED, "mori", NOON)), "abe", False),
])
def test_whoever_wrote_in_it_does_not_judge_it(history: History, person: str, expected: bool) -> None:
    assert may_review(history, person) is expected


@pytest.mark.parametrize(("history", "expected"), [
    (WRITING, False), (WAITING, False), (APPROVED, True),
    (replace(APPROVED, texts=(text(1, "mori"), text(2, "mori"))), False),
    (replace(WAITING, reviews=(said(1, "mori", YES),)), False),
    (replace(APPROVED, end=End(DraftState.DISCARDED, "mori", NOON)), False),
])
def test_nothing_is_published_without_a_second_pair_of_eyes(history: History, expected: bool) -> None:
    assert may_publish(history, [ITEM]) is expected


TODAY = date(2027, 6, 10)


@pytest.mark.parametrize(("item", "last_day", "expected"), [
    (ITEM, None, ItemState.ASKED),
    (None, None, ItemState.ABSENT),
    (ITEM, TODAY, ItemState.ASKED),
    (ITEM, date(2027, 6, 9), ItemState.ENDED),
    (replace(ITEM, valid_until=date(2027, 6, 9)), None, ItemState.ENDED),
    (replace(ITEM, valid_until=date(2027, 6, 9)), date(2027, 7, 1), ItemState.ENDED),
    (replace(ITEM, valid_from=date(2027, 6, 11)), None, ItemState.LATER),
])
def test_the_state_of_an_item_on_a_day(item: Item | None, last_day: date | None, expected: ItemState) -> None:
    assert state_of(item, last_day, TODAY) is expected


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("一\n二\n", "一\n二\n", [("", "一"), ("", "二")]),
    ("一\n二\n", "一\n三\n\n", [("", "一"), ("-", "二"), ("+", "三")]),
    ("", "一\n", [("+", "一")]),
    ("一\n二", "二", [("-", "一"), ("", "二")]),
])
def test_a_difference_is_told_line_by_line(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert difference(old, new) == tuple(Line(*line) for line in expected)
