"""The cohort page as a view: counts that are filters, a chart, a page of rows. Pure."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from lms.enrollments.rules import RISK_ORDER, Pace, by_risk
from lms.enrollments.views import CohortRow
from lms.people.rules import folded_kana
from lms.periods import civil_day

T = TypeVar("T")
PAGE = 100
ALWAYS = (Pace.AT_RISK, Pace.LATE, Pace.ON_TIME, Pace.PASSED)
RUNNING = (Pace.AT_RISK, Pace.LATE, Pace.ON_TIME)
# Upper ends of the chart's bars, in minutes a day; the last bar is open. Above AT_RISK_MINUTES a bar is hot.
BAR_ENDS = (60, 120, 180, 240)
LAST_DAYS = (3, 7, 14)


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that is also a filter; ``pace`` None is everybody."""

    pace: Pace | None
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """People by hours needed a day: from ``low`` to ``high`` hours (None: open), or those who passed (both None)."""

    low: int | None
    high: int | None
    count: int

    @property
    def hot(self) -> bool:
        return self.low is not None and self.low >= 3

    @property
    def passed(self) -> bool:
        return self.low is None


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a cohort is asked for. Empty strings and None ask for everything; ``last``: days without study."""

    words: str = ""
    organization: str = ""
    pace: Pace | None = None
    last: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.words or self.organization or self.pace or self.last)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page of a long list of ``found`` rows: page ``number`` (from 1) of ``count``."""

    rows: Sequence[T]
    found: int
    number: int
    count: int


def tiles(rows: Sequence[CohortRow]) -> list[Tile]:
    """Everybody first, then by risk; what nobody is in is left out unless it is one of the usual four."""
    counts = {pace: sum(row.load.pace is pace for row in rows) for pace in RISK_ORDER}
    shown = [pace for pace in RISK_ORDER if counts[pace] or pace in ALWAYS]
    return [Tile(None, len(rows)), *(Tile(pace, counts[pace]) for pace in sorted(shown, key=_place))]


def _place(pace: Pace) -> tuple[bool, int]:
    return pace not in ALWAYS, RISK_ORDER.index(pace)


def bars(rows: Sequence[CohortRow]) -> list[Bar]:
    """How many need how many hours a day. Who is past the window or before it needs none that would help."""
    running = [row.load.pace_minutes for row in rows if row.load.pace in RUNNING]
    passed = sum(row.load.pace is Pace.PASSED for row in rows)
    found, low = [Bar(None, None, passed)], 0
    for high in (*BAR_ENDS, None):
        counted = sum((low < m or m == low == 0) and (high is None or m <= high) for m in running)
        found.append(Bar(low // 60, high and high // 60, counted))
        low = high or low
    return found


def heights(found: Sequence[Bar], full: int) -> list[int]:
    """Bar heights in units of the drawing; anybody at all is visible."""
    top = max((bar.count for bar in found), default=0)
    return [max(2, round(full * bar.count / top)) if bar.count else 0 for bar in found]


def matching(rows: Sequence[CohortRow], filters: Filters, now: datetime) -> list[CohortRow]:
    return [row for row in rows if _matches(row, filters, now)]


def _matches(row: CohortRow, filters: Filters, now: datetime) -> bool:
    return (
        (not filters.words or any(folded(filters.words) in folded(t) for t in (row.name, row.kana, row.email)))
        and filters.organization in ("", row.organization)
        and filters.pace in (None, row.load.pace)
        and (filters.last is None or _silent(row, filters.last, now))
    )


def _silent(row: CohortRow, days: int, now: datetime) -> bool:
    idle = idle_days(row.load.last_at, now)
    return idle is None or idle > days


def idle_days(last_at: datetime | None, now: datetime) -> int | None:
    """Days of Tokyo since the last study, 0 for today; None for somebody who has not begun."""
    return None if last_at is None else max(0, (civil_day(now) - civil_day(last_at)) // timedelta(days=1))


def folded(text: str) -> str:
    """For searching only: spaces, width, case and syllabary do not matter."""
    return folded_kana("".join(text.split())).replace(" ", "").casefold()


ORDERS = {
    "risk": lambda row: (by_risk(row.load), row.kana, row.enrollment_id),
    "name": lambda row: (row.kana or row.name, row.enrollment_id),
    "last": lambda row: (row.load.last_at is not None, row.load.last_at and row.load.last_at.timestamp(), row.enrollment_id),
}


def ordered(rows: Sequence[CohortRow], order: str) -> list[CohortRow]:
    """By risk, by name or by last study, who has not studied for longest first."""
    return sorted(rows, key=ORDERS.get(order, ORDERS["risk"]))  # type: ignore[arg-type]


def sheet(rows: Sequence[T], number: int) -> Sheet[T]:
    """Page ``number`` of pages of a hundred; the nearest page for a number that does not exist."""
    count = max(1, -(-len(rows) // PAGE))
    number = min(max(number, 1), count)
    return Sheet(rows[(number - 1) * PAGE:number * PAGE], len(rows), number, count)


def places(rows: Sequence[CohortRow]) -> list[str]:
    return sorted({row.organization for row in rows if row.organization})


def shares(row: CohortRow, total: int) -> Mapping[str, float]:
    """The thread of one row: how much of the study time is done and how much exempt, in percent."""
    whole = total or 1
    return {"is-done": 100 * row.load.minutes_done / whole, "is-exempt": 100 * row.load.minutes_exempt / whole}
