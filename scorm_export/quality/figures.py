"""Figures that never stand without how many they rest on and how sure they are. Pure."""
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import fmean, stdev

from assessments.statistics.intervals import Interval, newcombe, wilson
from assessments.statistics.quantiles import f_quantile
from scorm_export.results.outcome import Outcome

SURE = 0.05  # that one of all the items is called different by chance


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``total``; the interval is Wilson's, honest at small numbers too."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.count / self.total, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Mean:
    """Of ``total`` values between ``low`` and ``high``; the interval is Student's, cut to what is possible."""

    mean: float
    total: int
    interval: Interval | None


def mean_of(values: Sequence[float], low: float, high: float) -> Mean | None:
    """None without a value; without an interval below three."""
    if not values:
        return None
    found, total = fmean(values), len(values)
    if total < 3:
        return Mean(found, total, None)
    half = sqrt(f_quantile(0.95, 1, total - 1)) * stdev(values) / sqrt(total)
    return Mean(found, total, (max(low, found - half), min(high, found + half)))


@dataclass(frozen=True, slots=True)
class LectureFigures:
    """A lecture at a contractor: ``completed`` of those who began, ``passed`` of those who took the test, the mean score."""

    lecture: str
    completed: Share
    passed: Share
    score: Mean | None


def by_lecture(outcomes: Iterable[Outcome]) -> list[LectureFigures]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.lecture].append(outcome)
    return [_lecture(code, groups[code]) for code in sorted(groups)]


def _lecture(code: str, outcomes: Sequence[Outcome]) -> LectureFigures:
    taken = [outcome for outcome in outcomes if outcome.success is not None]
    scores = [outcome.score for outcome in outcomes if outcome.score is not None]
    return LectureFigures(code, Share(sum(outcome.completed for outcome in outcomes), len(outcomes)),
                          Share(sum(bool(outcome.success) for outcome in taken), len(taken)), mean_of(scores, 0, 1))


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item at the contractor and with the agency; ``difference`` is the contractor's share less the agency's.

    ``is_worse``: so much that, of all the items looked at, none would differ so by chance (Holm 1979, Scand. J. Stat. 6:65).
    """

    item: str
    here: Share
    there: Share
    difference: float
    interval: Interval
    is_worse: bool


def by_item(here: Mapping[str, Share], there: Mapping[str, Share]) -> list[ItemFigures]:
    """The items that both were asked, the worst first."""
    both = [name for name in here if here[name].total and name in there and there[name].total]
    chances = sorted((_chance(here[name], there[name]), name) for name in both)
    worse = set[str]()
    for n, (chance, name) in enumerate(chances):
        if chance * (len(chances) - n) > SURE:
            break
        worse.add(name)
    return sorted((_item(name, here[name], there[name], name in worse) for name in both), key=lambda each: (each.difference, each.item))


def _item(name: str, here: Share, there: Share, is_worse: bool) -> ItemFigures:
    one, other = here.count / here.total, there.count / there.total
    return ItemFigures(name, here, there, one - other, newcombe(other, there.total, one, here.total), is_worse)


def _chance(here: Share, there: Share) -> float:
    """That a difference downward is chance: the pooled test of two shares, with a continuity correction."""
    total = here.total + there.total
    pooled = (here.count + there.count) / total
    error = sqrt(pooled * (1 - pooled) * (1 / here.total + 1 / there.total))
    if not error:
        return 1.0
    gap = there.count / there.total - here.count / here.total - (1 / here.total + 1 / there.total) / 2
    return erfc(gap / error / sqrt(2)) / 2 if gap > 0 else 1.0


def shares_by_item(outcomes: Iterable[Outcome]) -> dict[str, Share]:
    asked, right = Counter[str](), Counter[str]()
    for outcome in outcomes:
        asked.update(outcome.answers.keys())
        right.update(name for name, well in outcome.answers.items() if well)
    return {name: Share(right[name], total) for name, total in asked.items()}


def shares_by_learner(outcomes: Iterable[Outcome]) -> list[float]:
    """Each learner's share of right answers over all lectures, in the order in which they came."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda each: each.at):
        if outcome.answers:
            groups[outcome.learner].append(outcome)
    return [fmean([float(right) for outcome in group for right in outcome.answers.values()]) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class Drift:
    """Results of one lecture on versions older than the newest, of all whose version is known."""

    lecture: str
    old: Share


def drift(outcomes: Iterable[Outcome], newest: Mapping[str, str]) -> list[Drift]:
    known = [outcome for outcome in outcomes if outcome.version and outcome.lecture in newest]
    total = Counter(outcome.lecture for outcome in known)
    old = Counter(outcome.lecture for outcome in known if outcome.version != newest[outcome.lecture])
    return [Drift(code, Share(old[code], total[code])) for code in sorted(total)]
