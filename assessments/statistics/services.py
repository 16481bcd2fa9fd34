"""The statistics of every test, read from submitted attempts and kept as long as no sheet changes."""
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock

from flask import current_app

from assessments.attempts import services as attempts
from assessments.attempts.services.rows import Test, tests_of
from assessments.attempts.services.sheets import AskedItem, Submissions, SubmittedSheet
from assessments.items.answering import POINTS
from assessments.items.item import CHOSEN, Item
from assessments.statistics import figures
from assessments.statistics.analysis import Analysis, analyze
from assessments.statistics.figures import Fifth
from assessments.statistics.flags import Flag
from assessments.statistics.items import ItemStatistics
from assessments.statistics.reliability import Estimate, ScoreStatistics
from assessments.statistics.rules import Choose, ItemInfo, Sheet, first_attempts, last_attempts
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.errors import NotFound
from lms.programs import services as programs
from lms.programs.definition import Activity, Program, Words

CHOICES: Mapping[str, Choose] = {"first": first_attempts, "last": last_attempts}
FIRST = "first"
MOST_KEPT = 100  # analyses; one of 10,000 sheets of 60 items holds 50 MB, one of a usual round less than 2
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class TestStatistics:
    """One test over the ``choice`` of attempts. ``passed`` is the share of the chosen sheets that reached the goal.

    ``asked`` by version id, which is the id of an item of ``analysis``; ``rounds``: titles of cohorts by code.
    """

    test: Test
    choice: str
    analysis: Analysis
    passed: float | None
    asked: Mapping[str, AskedItem]
    rounds: Mapping[str, Words]

    def item(self, version_id: str) -> ItemStatistics:
        found = next((item for item in self.analysis.items if item.id == version_id), None)
        if found is None:
            raise NotFound(version=version_id)
        return found

    def flags_of(self, version_id: str) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.analysis.flags if flag.item == version_id)


@dataclass(frozen=True, slots=True)
class TestLine:
    """A test in the list. ``flagged`` counts items with something to look at; few answers alone are nothing to look at."""

    program: Program
    activity: Activity
    attempts: int = 0
    persons: int = 0
    mean: float | None = None
    passed: float | None = None
    reliability: float | None = None
    flagged: int = 0


@dataclass(slots=True)
class Kept:
    """What this process has computed, by program, test and choice, with what it rests on. One analysis at a time."""

    found: dict[Key, tuple[object, TestStatistics]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


def overview() -> list[TestLine]:
    """Every test of every program, those with the most flagged items first, then those with the most attempts."""
    states = attempts.submissions()
    tests = [(version.id, test) for version in programs.newest_versions() for test in tests_of(programs.program(version.id))]
    lines = [_line(version, test, states.get(test.activity.id)) for version, test in tests]
    return sorted(lines, key=lambda line: (-line.flagged, -line.attempts))


def statistics_of(program_id: str, activity: str, choice: str = FIRST) -> TestStatistics:
    """NotFound where the newest version of the program has no such test."""
    version = programs.newest(program_id)
    tests = {test.activity.id: test for test in tests_of(programs.program(version.id))}
    if activity not in tests:
        raise NotFound(program=program_id, activity=activity)
    return _kept(version.id, tests[activity], attempts.submissions().get(activity), choice)


def curve_of(found: TestStatistics, version_id: str) -> tuple[Fifth, ...]:
    """Raises NotFound."""
    return figures.characteristic(found.analysis.answers, found.item(version_id).id)


def reliability_of(scores: ScoreStatistics) -> Estimate:
    """The one to go by: over cases where items share them, else over items."""
    return scores.testlets if scores.testlets.value is not None else scores.alpha


def notable(flags: Iterable[Flag]) -> list[Flag]:
    return [flag for flag in flags if flag.code != "too-few-answers"]


def _line(version: str, test: Test, state: Submissions | None) -> TestLine:
    if state is None:
        return TestLine(test.program, test.activity)
    found = _kept(version, test, state, FIRST)
    analysis, counts = found.analysis, found.analysis.attempts
    return TestLine(
        test.program, test.activity, counts.attempts, counts.persons, analysis.scores.mean, found.passed,
        reliability_of(analysis.scores).value, len({flag.item for flag in notable(analysis.flags)}))


# What is kept ------------------------------------------------------------------------------------------

def _kept(version: str, test: Test, state: Submissions | None, choice: str) -> TestStatistics:
    kept: Kept = current_app.extensions.setdefault("assessments.statistics", Kept())
    key, ground = (test.program.id, test.activity.id, choice), (version, state)
    found = kept.found.get(key)
    if found and found[0] == ground:
        return found[1]
    with kept.lock:
        found = kept.found.get(key)  # another thread may have done it meanwhile
        if not found or found[0] != ground:
            found = kept.found[key] = ground, _computed(test, choice)
            _forget(kept.found)
    return found[1]


def _forget(found: dict[Key, tuple[object, TestStatistics]]) -> None:
    """The analyses made first, where there are too many."""
    for key in list(found)[:-MOST_KEPT]:
        del found[key]


# What is computed --------------------------------------------------------------------------------------

def _computed(test: Test, choice: str) -> TestStatistics:
    rounds = _rounds(test.program.id)
    submitted = attempts.submitted_sheets(test.activity.id, rounds)
    asked = attempts.asked_items(dict.fromkeys(key for sheet in submitted for key in sheet.versions))
    sheets = _sheets(submitted, rounds)
    codes = [found.code for found in rounds.values()]
    analysis = analyze(sheets, _infos(test.program, asked), codes, CHOICES[choice])
    return TestStatistics(test, choice, _told(analysis, asked), _passed(submitted, sheets, choice), asked,
                          {found.code: found.title for found in rounds.values()})


def _rounds(program_id: str) -> dict[str, CohortView]:
    """The cohorts of a program by id, in order of time."""
    own = [found for found in enrollments.cohorts() if programs.program(found.program_version).id == program_id]
    opened = sorted(reversed(own), key=lambda found: min((w.opens for w in found.windows.values()), default=LONG_AGO))
    return {found.id: found for found in opened}


def _sheets(submitted: Sequence[SubmittedSheet], rounds: Mapping[str, CohortView]) -> list[Sheet]:
    """Numbered anew for each person: attempts are counted within an enrollment, and one may be in two rounds."""
    numbers: Counter[str] = Counter()
    found = []
    for one in submitted:
        numbers[one.person_id] += 1
        credits = tuple([mark / POINTS for mark in one.marks])
        found.append(Sheet(one.person_id, rounds[one.cohort_id].code, numbers[one.person_id], one.versions, credits, one.given))
    return found


def _infos(program: Program, asked: Mapping[str, AskedItem]) -> list[ItemInfo]:
    """In the program's order, then by name. An item without choices (matching, text...) is known by its credit alone."""
    places = {activity.id: place for place, activity in enumerate(program.activities)}
    found = sorted(asked.items(), key=lambda pair: (places.get(pair[1].item.lecture, len(places)), pair[1].item.id, pair[0]))
    return [_info(key, one.item) for key, one in found]


def _info(version_id: str, item: Item) -> ItemInfo:
    if item.kind not in CHOSEN:
        return ItemInfo(version_id, 0, frozenset(), item.case_id)
    return ItemInfo(version_id, len(item.choices), item.key, item.case_id)


def _told(analysis: Analysis, asked: Mapping[str, AskedItem]) -> Analysis:
    """Without what cannot be known (who left an item without choices empty) or no longer matters (a void item's flags)."""
    items = tuple(item if item.choices else replace(item, omitted=None) for item in analysis.items)
    return replace(analysis, items=items, flags=tuple(flag for flag in analysis.flags if not asked[flag.item].is_void))


def _passed(submitted: Sequence[SubmittedSheet], sheets: Sequence[Sheet], choice: str) -> float | None:
    passed = {(sheet.person, sheet.number): one.passed for one, sheet in zip(submitted, sheets, strict=True)}
    chosen = CHOICES[choice](sheets)
    return sum(passed[sheet.person, sheet.number] for sheet in chosen) / len(chosen) if chosen else None
