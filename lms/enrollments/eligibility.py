"""Who may be enrolled: engaged in counseling now, and experienced enough or waived (R020 to R026; rulings A6, A7). Pure.

What counts is data of a round, because future rounds may take in others (R027): the hours asked for, and which
qualifications waive the experience. Being exempt from a lecture is another decision with a list of its own (ruling A6).
"""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

HOURS = 1944  # 8 hours on each of the 243 working days of FY2027 (R023)
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Engagement:
    """Work at a qualifying counter, supporting foreign nationals (R021, R022): both days inclusive, hours a week."""

    first: date
    last: date
    hours_a_week: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """Of one round: hours of experience, and the qualifications that waive them (R025)."""

    hours: int = HOURS
    waiving: frozenset[str] = frozenset()


class Ineligible(StrEnum):
    NOT_ENGAGED = "not-engaged"
    TOO_LITTLE_EXPERIENCE = "too-little-experience"


def hours_before(work: Iterable[Engagement], applied: date) -> Fraction:
    """Hours worked before the day of application. Days of several employers count once, with the longest hours (A7)."""
    spans = [(w, max(0, (min(w.last, applied - timedelta(days=1)) - w.first).days + 1)) for w in work]
    best: dict[date, int] = {}
    for one, days in spans:
        for n in range(days):
            day = one.first + timedelta(days=n)
            best[day] = max(best.get(day, 0), one.hours_a_week)
    return Fraction(sum(best.values()), DAYS_OF_WEEK)


def is_engaged(work: Iterable[Engagement], applied: date) -> bool:
    return any(one.first <= applied <= one.last for one in work)


def refusal(work: Iterable[Engagement], qualifications: Iterable[str], applied: date, criteria: Criteria) -> Ineligible | None:
    """Why somebody may not be enrolled, or None. A qualification waives the experience, never being engaged (A6)."""
    known = list(work)
    if not is_engaged(known, applied):
        return Ineligible.NOT_ENGAGED
    if criteria.waiving & set(qualifications) or hours_before(known, applied) >= criteria.hours:
        return None
    return Ineligible.TOO_LITTLE_EXPERIENCE
