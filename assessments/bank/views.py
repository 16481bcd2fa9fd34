"""What the services of the bank answer with."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessments.bank.rules import DraftState, ItemState, Line, Verdict
from assessments.bank.sayings import Fault
from assessments.items.item import Item
from assessments.items.services import RetirementView
from lms.errors import Invalid
from lms.programs.definition import Words


class Faulty(Invalid):
    """A text that the reader cannot take; ``faults`` say where, in the order of languages and lines."""

    def __init__(self, faults: list[Fault]):
        super().__init__({fault.locale: "下に示した行を直してください。" for fault in faults})
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Place:
    """A lecture that items may be about."""

    program: str
    lecture: str
    title: Words


@dataclass(frozen=True, slots=True)
class BankLine:
    """One item of the list. ``is_drafted``: somebody has an open draft; ``differs``: its files say something new."""

    program: str
    id: str
    unit: str
    lecture: str
    kind: str
    difficulty: int
    stem: Words
    state: ItemState
    last_day: date | None
    is_drafted: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """``is_current``: asked now; ``is_shipped``: what the files say now."""

    id: str
    loaded_at: datetime
    is_current: bool
    is_shipped: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A test that draws from the item's lecture. ``items``: how many it holds, of ``pool`` that are asked today."""

    activity: str
    title: Words
    lecture: str | None
    items: int
    pool: int


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft of a list. ``may_review``: whether the reader may judge it."""

    id: str
    program: str
    unit: str
    lecture: str
    state: DraftState
    author: str
    at: datetime
    is_own: bool
    may_review: bool


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """Everything about one item. ``texts``: as it is edited, by language, with its case and the case's other questions.

    ``shipped``: the same as the files have it, where they say something new that nobody has decided on.
    """

    program: str
    id: str
    unit: str
    lecture: str
    state: ItemState
    last_day: date | None
    current: str | None
    texts: Mapping[str, str]
    shipped: Mapping[str, str]
    versions: list[VersionLine]
    retirements: list[RetirementView]
    uses: list[Use]
    drafts: list[DraftLine]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One wording of a draft; ``by`` is a person's id."""

    revision: int
    by: str
    at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    revision: int
    by: str
    verdict: Verdict
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as one person sees it: ``may_review`` and ``may_publish`` are theirs, ``revision`` that of the present text.

    ``difference``: by language, to the text that was current when this one was written. ``is_overtaken``: another text
    became current since. ``ended_at`` and ``ended_by`` are set when it is published or discarded.
    """

    id: str
    program: str
    unit: str
    lecture: str
    state: DraftState
    ja: str
    en: str
    revision: int
    texts: list[TextLine]
    reviews: list[ReviewLine]
    difference: Mapping[str, tuple[Line, ...]]
    is_new: bool
    is_own: bool
    is_overtaken: bool
    may_review: bool
    may_publish: bool
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text as read, for a preview: its items, or what is wrong with it."""

    items: tuple[Item, ...]
    faults: list[Fault]
