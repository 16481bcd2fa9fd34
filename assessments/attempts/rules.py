"""Until when an attempt may be answered, and what it is worth. Pure."""
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from assessments.items.answering import POINTS

LEAST_TIME, MOST_TIME = 100, 300  # percent of everybody's time in tests
LONGEST_REASON = 2000
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # all control characters but tab and line ends
GRACE = timedelta(seconds=60)  # for answers that were on their way at the deadline (ruling A10)


# Time --------------------------------------------------------------------------------------------------

def allowed(minutes: int, percent: int) -> int:
    """The person's own time limit in minutes, rounded up: ``percent`` of it (100 without an accommodation, A14)."""
    return -(-minutes * percent // 100)


def problems_of_accommodation(percent: int, reason: str) -> dict[str, str]:
    """Messages by field."""
    found = {}
    if not LEAST_TIME <= percent <= MOST_TIME:
        found["percent"] = "100%から300%までで選んでください。"
    if problem := problem_of_reason(reason):
        found["reason"] = problem
    return found


def problem_of_reason(reason: str) -> str | None:
    if not reason.strip():
        return "理由を書いてください。監査の記録に残ります。"
    if len(reason) > LONGEST_REASON:
        return "2000字以内で書いてください。"
    return "使えない文字が含まれています。" if NOT_TEXT.search(reason) else None


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


# Scores ------------------------------------------------------------------------------------------------

def needed(items: int, passing_score: float) -> int:
    """The fewest right answers that pass. Exact: 0.7 of 40 is 28, whatever floats say."""
    return ceil(Fraction(str(passing_score)) * items)


@dataclass(frozen=True, slots=True)
class Score:
    """``raw`` of ``most`` items, in items and never rounded up (27.99 is not 28); ``goal`` whole items pass."""

    raw: float
    most: int
    goal: int
    scaled: float
    passed: bool


def score(marks: Sequence[int], goal: int) -> Score:
    """From the points of each question."""
    points, most = sum(marks), len(marks)
    return Score(floor(100 * Fraction(points, POINTS)) / 100, most, goal, round(points / (most * POINTS), 4),
                 points >= goal * POINTS)
