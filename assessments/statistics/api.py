"""Item statistics as JSON. Shares and credits are 0 to 1, choices count from 0 in the order written, nobody is named."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assessments.statistics import figures, services, words
from assessments.statistics.drift import Comparison
from assessments.statistics.figures import Bin, Fifth
from assessments.statistics.flags import Flag
from assessments.statistics.items import ItemStatistics
from assessments.statistics.reliability import ScoreStatistics
from assessments.statistics.rules import AttemptCounts
from assessments.statistics.services import TestLine, TestStatistics
from lms.access import Role, only
from lms.errors import Invalid, NotFound
from lms.programs.definition import Words
from lms.web.api import Api, Body

api = Api("statistics", __name__)
READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)


class Asked(Body):
    """Which attempt of each person counts."""

    attempts: Literal["first", "last"] = "first"


@dataclass(frozen=True, slots=True)
class LineOut:
    """``passed``: the share of first attempts that reached the goal. ``flagged``: items with something to look at."""

    program: str
    activity: str
    title: Words
    attempts: int
    persons: int
    mean: float | None
    passed: float | None
    reliability: float | None
    flagged: int

    @classmethod
    def of(cls, line: TestLine) -> "LineOut":
        return cls(line.program.id, line.activity.id, line.activity.title, line.attempts, line.persons, line.mean, line.passed,
                   line.reliability, line.flagged)


@dataclass(frozen=True, slots=True)
class Tests:
    items: list[LineOut]


@dataclass(frozen=True, slots=True)
class FlagOut:
    """``sentence`` in the language of the request."""

    code: str
    version: str
    numbers: Mapping[str, float | str | tuple[int, ...]]
    sentence: str

    @classmethod
    def of(cls, flag: Flag, found: TestStatistics) -> "FlagOut":
        return cls(flag.code, flag.item, flag.numbers, words.sentence(flag, found.rounds))


@dataclass(frozen=True, slots=True)
class ItemOut:
    """``version`` is ``statistics.id``; ``item`` its name, the same for all its versions."""

    version: str
    item: str
    lecture: str
    kind: str
    is_void: bool
    statistics: ItemStatistics

    @classmethod
    def of(cls, one: ItemStatistics, found: TestStatistics) -> "ItemOut":
        asked = found.asked[one.id]
        return cls(one.id, asked.item.id, asked.item.lecture, asked.item.kind, asked.is_void, one)


@dataclass(frozen=True, slots=True)
class TestOut:
    """``counts`` tell of all attempts, the rest of the ``attempts`` chosen. ``bins``: how many scores in each twentieth."""

    program: str
    activity: str
    title: Words
    attempts: str
    counts: AttemptCounts
    passed: float | None
    scores: ScoreStatistics
    bins: tuple[Bin, ...]
    items: list[ItemOut]
    comparisons: tuple[Comparison, ...]
    flags: list[FlagOut]


@dataclass(frozen=True, slots=True)
class OneItemOut:
    """``curve``: by fifths of the score in the other items, lowest first."""

    item: ItemOut
    stem: Words
    choices: list[Words]
    curve: tuple[Fifth, ...]
    comparisons: list[Comparison]
    flags: list[FlagOut]


@api.operation("GET", "/statistics", access=READ, returns=Tests)
def read_all() -> Tests:
    """Every test of every program, those with flagged items first"""
    return Tests([LineOut.of(line) for line in services.overview()])


@api.operation("GET", "/statistics/<program>/<activity>", access=READ, query=Asked, returns=TestOut,
               problems=(NotFound, Invalid))
def read_test(program: str, activity: str, query: Asked) -> TestOut:
    """Scores, items, drift and flags of one test"""
    found = services.statistics_of(program, activity, query.attempts)
    analysis = found.analysis
    return TestOut(
        program, activity, found.test.activity.title, found.choice, analysis.attempts, found.passed, analysis.scores,
        figures.score_bins(analysis.answers.scores), [ItemOut.of(one, found) for one in analysis.items],
        analysis.comparisons, [FlagOut.of(flag, found) for flag in analysis.flags])


@api.operation("GET", "/statistics/<program>/<activity>/items/<version_id>", access=READ, query=Asked, returns=OneItemOut,
               problems=(NotFound, Invalid))
def read_item(program: str, activity: str, version_id: str, query: Asked) -> OneItemOut:
    """One item of a test with its choices"""
    found = services.statistics_of(program, activity, query.attempts)
    one = found.item(version_id)
    asked = found.asked[version_id].item
    return OneItemOut(
        ItemOut.of(one, found), asked.stem, [choice.text for choice in asked.choices], services.curve_of(found, version_id),
        [c for c in found.analysis.comparisons if c.item == version_id],
        [FlagOut.of(flag, found) for flag in found.flags_of(version_id)])
