"""Watch credit: which seconds were really watched, measured by the server's own clock. Pure.

Spans are half-open pairs of whole seconds of the video. A client claims spans; the server credits no more than the
wall time since its last answer allows at the permitted speed (ruling A19). Rewatching is free and earns nothing new.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Span = tuple[int, int]

PERMITTED_SPEED = 2.0
SLACK_SECONDS = 4  # of video: what was watched while the first post was under way

# Reading for understanding: Japanese adults read 400 to 600 characters a minute; English about 250 words. Three times
# that is the fastest at which a confirmation can be meant, so that nobody honest ever waits.
CHARACTERS_A_MINUTE = {"ja": 1500, "en": 3600}


def merged(spans: Iterable[Span]) -> list[Span]:
    """The union of spans, sorted, without touching neighbors."""
    union: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def seconds(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in merged(spans))


def within(spans: Iterable[Span], duration: int) -> list[Span]:
    """Spans cut to the video."""
    return merged((max(0, start), min(duration, end)) for start, end in spans)


def refilled(balance: float, elapsed: float) -> float:
    """Seconds of video that may be credited once ``elapsed`` seconds more have passed on the server's clock."""
    return balance + max(elapsed, 0.0) * PERMITTED_SPEED


def credited(
    claimed: Sequence[Span], held: Iterable[Span], balance: float, duration: int
) -> tuple[list[Span], float]:
    """The first part of what is claimed, in the order of playing, that the balance pays for; and what is left of it.

    Only seconds not held yet cost anything: rewatching is free, and so is a report sent again because its answer was
    lost, or one that begins with the second at which the last one ended.
    """
    granted: list[Span] = []
    had = list(held)
    for start, end in claimed:
        last = min(duration, end)
        for new_start, new_end in missing(within([(0, start), *had, *granted], last), last):
            paid_end = min(new_end, new_start + int(balance))
            if new_start < paid_end:
                balance -= paid_end - new_start
                granted.append((new_start, paid_end))
    return granted, balance


def missing(spans: Iterable[Span], duration: int) -> list[Span]:
    """The gaps in what was watched."""
    gaps, at = [], 0
    for start, end in merged(spans):
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    return [*gaps, (at, duration)] if at < duration else gaps


@dataclass(frozen=True, slots=True)
class Attendance:
    """How much of a lecture has been attended: by watching or by reading, whichever is further."""

    coverage: float
    read: int
    sections: int
    threshold: float

    @property
    def attended(self) -> bool:
        """95 % of the seconds (R046, A19), or every section of the text confirmed."""
        return self.coverage >= self.threshold or (self.sections > 0 and self.read >= self.sections)

    @property
    def share(self) -> float:
        """0 to 1, for the minutes on the home page."""
        by_reading = self.read / self.sections if self.sections else 0.0
        return 1.0 if self.attended else max(min(self.coverage, 1.0), by_reading)


def attendance(spans: Iterable[Span], duration: int, read: int, sections: int, threshold: float) -> Attendance:
    coverage = seconds(within(spans, duration)) / duration if duration else 0.0
    return Attendance(coverage, read, sections, threshold)


def reading_seconds(text: str, locale: str) -> int:
    """The least time in which a section can have been read, in seconds."""
    return int(60 * len(text) / CHARACTERS_A_MINUTE.get(locale, 1500))


def reading_left(confirmed: Iterable[tuple[datetime, int]], seconds: int, since: datetime, now: datetime) -> int:
    """How many seconds too early a section of ``seconds`` is confirmed; 0 or less where the time suffices.

    ``confirmed``: when and with how many seconds each section was confirmed before, in all lectures of the person. A
    clock that began earlier than what was read meanwhile pays for that too: opening many lectures at once starts one clock.
    """
    needed = seconds + sum(spent for at, spent in confirmed if at >= since)
    return needed - int((now - since).total_seconds())
