"""A watch that looks after every trainee and still rarely cries wolf. Pure.

A contractor is weak when its trainees answer the comprehension tests worse than the agency's own. The unit is the
trainee: answers of one person go together. After each trainee the contractor's mean is compared with the agency's, in
standard errors that count the uncertainty of both. Looking again and again finds something by chance sooner or later,
so the limit is higher than for one look: with ``LIMIT`` an ordinary contractor is called weak at any time during sixty
trainees in 5 of 100 cases at most (repeated significance tests: Armitage, McPherson & Rowe 1969, JRSS A 132:235; the
constant boundary of Pocock 1977, Biometrika 64:191; the value for looks after trainees 8 to 60 is simulated in the
tests). With every sixty trainees the watch begins anew.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

LIMIT = 2.6  # standard errors
RUN = 60  # trainees, as many as a round has
FEWEST = 8  # trainees before which nothing is said
FEWEST_OF_AGENCY = 30
SMALLEST_SPREAD = 0.05  # between trainees: less is luck


@dataclass(frozen=True, slots=True)
class Baseline:
    """The agency's own trainees: their mean share of right answers, its spread between them, and how many they are."""

    mean: float
    spread: float
    trainees: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """``at``: after how many trainees of the run; ``mean``: theirs until then; ``errors``: standard errors below the agency."""

    at: int
    mean: float
    baseline: float
    errors: float


def baseline(shares: Sequence[float]) -> Baseline | None:
    """None where the agency has too few trainees of its own to compare with."""
    if len(shares) < FEWEST_OF_AGENCY:
        return None
    return Baseline(fmean(shares), max(stdev(shares), SMALLEST_SPREAD), len(shares))


def watched(shares: Sequence[float], against: Baseline) -> Alarm | None:
    """The alarm that stands now, over a contractor's trainees in the order in which they came.

    That of the present run of sixty; while it is too short to say anything, that of the one before.
    """
    runs = [shares[start:start + RUN] for start in range(0, len(shares), RUN)]
    if len(runs) > 1 and len(runs[-1]) < FEWEST:
        runs.pop()
    return next(alarms(runs[-1], against), None) if runs else None


def alarms(shares: Sequence[float], against: Baseline) -> Iterator[Alarm]:
    for seen in range(FEWEST, len(shares) + 1):
        mean = fmean(shares[:seen])
        below = (against.mean - mean) / _error(shares[:seen], against)
        if below >= LIMIT:
            yield Alarm(seen, mean, against.mean, below)


def _error(shares: Sequence[float], against: Baseline) -> float:
    """Of the difference of two means. A contractor whose trainees differ more than the agency's is measured by its own spread."""
    spread = max(against.spread, stdev(shares))
    return sqrt(spread**2 / len(shares) + against.spread**2 / against.trainees)
