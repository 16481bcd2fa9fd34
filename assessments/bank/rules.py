"""Who may judge a draft, what state it is in, and how two texts differ. Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from assessments.items.item import Item


class Verdict(StrEnum):
    APPROVE = "approve"
    RETURN = "return"


class DraftState(StrEnum):
    """``writing``: not handed in; ``waiting``: for a review of somebody else."""

    WRITING = "writing"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class ItemState(StrEnum):
    """``later``: its first day is to come; ``absent``: the files dropped it and nobody took it over."""

    ASKED = "asked"
    LATER = "later"
    ENDED = "ended"
    ABSENT = "absent"


ENDED = (DraftState.PUBLISHED, DraftState.DISCARDED)


@dataclass(frozen=True, slots=True)
class Text:
    """``by`` is a person's id."""

    revision: int
    by: str
    at: datetime
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    revision: int
    by: str
    verdict: Verdict
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class End:
    outcome: DraftState
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened to a draft, the oldest first. There is always a text."""

    texts: tuple[Text, ...]
    reviews: tuple[Review, ...] = ()
    end: End | None = None

    @property
    def text(self) -> Text:
        return self.texts[-1]

    @property
    def authors(self) -> frozenset[str]:
        return frozenset(text.by for text in self.texts)


# Drafts ------------------------------------------------------------------------------------------------

def needs_review(_item: Item) -> bool:
    """Whether a second pair of eyes must see an edited item: every one, see docs/decisions/0006."""
    return True


def state(history: History) -> DraftState:
    if history.end:
        return history.end.outcome
    if history.text.submitted_at is None:
        return DraftState.WRITING
    last = last_words(history)
    if Verdict.RETURN in last.values():
        return DraftState.RETURNED
    return DraftState.APPROVED if last else DraftState.WAITING


def last_words(history: History) -> dict[str, Verdict]:
    """What each reviewer last said of the present text. What its authors say of it does not count."""
    return {review.by: review.verdict for review in history.reviews
            if review.revision == history.text.revision and review.by not in history.authors}


def may_review(history: History, person: str) -> bool:
    """Anybody who wrote no text of it, as long as it is handed in and has not ended."""
    return person not in history.authors and state(history) not in (*ENDED, DraftState.WRITING)


def may_publish(history: History, items: Sequence[Item]) -> bool:
    if any(map(needs_review, items)):
        return state(history) is DraftState.APPROVED
    return state(history) not in (*ENDED, DraftState.RETURNED)


# Items -------------------------------------------------------------------------------------------------

def state_of(item: Item | None, last_day: date | None, day: date) -> ItemState:
    """``item`` is the current version, ``last_day`` what somebody decided."""
    if item is None:
        return ItemState.ABSENT
    if item.valid_from and day < item.valid_from:
        return ItemState.LATER
    ends = [end for end in (item.valid_until, last_day) if end]
    return ItemState.ENDED if ends and min(ends) < day else ItemState.ASKED


def unit_of(item: Item) -> str:
    """The id of the heading that it is edited under: its case's, or its own."""
    return item.case_id or item.id


# Differences -------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Line:
    """``mark`` is ``+`` (new), ``-`` (gone) or empty (in both)."""

    mark: str
    text: str


def difference(old: str, new: str) -> tuple[Line, ...]:
    """Two texts line by line; what is gone stands before what is new."""
    before, after = old.splitlines(), new.rstrip().splitlines()
    found: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line("", text) for text in before[a:b]]
        else:
            found += [Line("-", text) for text in before[a:b]] + [Line("+", text) for text in after[c:d]]
    return tuple(found)
