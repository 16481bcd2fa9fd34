"""The ground that the tests of the heart stand on: the shipped program, round R9-1, and facts in few words.

Activity kinds are small models of the tests' own: the heart is judged without any plugin.
"""
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from lms.periods import TOKYO, Window
from lms.plugins import Plugin
from lms.programs.definition import Program
from lms.programs.kinds import ActivityKind, Parameters
from lms.programs.progress import Fact, Progress, Verb, fold
from lms.programs.rules import read_program
from lms.programs.standing import Standing, standing

FOLDER = Path(__file__).parents[2] / "courses" / "catalog" / "fnsc-training"
FILE = FOLDER / "program.toml"


class LectureParameters(Parameters):
    threshold: float = 0.95


class ComprehensionParameters(Parameters):
    items: int = 5
    passing_score: float = 0.8


class ReviewParameters(Parameters):
    items: int = 40
    minutes: int = 60
    passing_score: float = 0.7
    blueprint: dict[str, int] = {}


KINDS = {
    "lecture": ActivityKind("lecture", "講義", "home", LectureParameters),
    "comprehension-test": ActivityKind("comprehension-test", "理解度確認テスト", "home", ComprehensionParameters),
    "review-test": ActivityKind("review-test", "総合確認テスト", "home", ReviewParameters),
}
# What later issues bring: with these, the whole road is open to judgment.
COMING = {name: ActivityKind(name, name, "home") for name in (
    "assignment", "practical-exercise", "group-training", "completion-test", "certificate")}

plugin = Plugin(name="tests.heart", activity_kinds=tuple(KINDS.values()), programs=(FOLDER,))


@cache
def shipped() -> Program:
    """``fnsc-training`` as it is offered today: the stages after the review test are inert."""
    return read_program(FILE.read_text(encoding="utf-8"), "program.toml", KINDS)


@cache
def whole_road() -> Program:
    """The same program once every kind is installed."""
    return read_program(FILE.read_text(encoding="utf-8"), "program.toml", {**KINDS, **COMING})


def jst(text: str) -> datetime:
    """``06-01``, ``06-01 09:00`` or ``2027-06-01 09:00:00.5`` in Tokyo; without a year it is 2027."""
    full = text if text[:4].isdigit() else f"2027-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=TOKYO)


# Round R9-1 of domain.md 2.2.
STARTS = {name: date(2027, *day) for name, day in {
    "learning": (6, 1), "assignment": (8, 3), "practice": (8, 10), "group-training": (11, 25),
    "completion-test": (11, 26), "announcement": (12, 20)}.items()}
ENDS = {name: date(2027, *day) for name, day in {
    "assignment": (8, 9), "group-training": (11, 26), "completion-test": (11, 26), "announcement": (12, 20)}.items()}
DATES = {
    "learning": Window(jst("06-01"), jst("08-01")),
    "assignment": Window(jst("08-03"), jst("08-10")),
    "practice": Window(jst("08-10"), jst("11-10")),
    "group-training": Window(jst("11-25"), jst("11-27")),
    "completion-test": Window(jst("11-26"), jst("11-27")),
    "announcement": Window(jst("12-20"), jst("12-21")),
}
LECTURES = tuple(a.id for a in shipped().studied)
WEDNESDAY = jst("06-02 09:00")

_numbers: Iterator[int] = count(1)


def fact(verb: str, activity: str, at: datetime = WEDNESDAY, **result: Any) -> Fact:
    return Fact(f"fact-{next(_numbers):06}", Verb(verb), activity, at, result)


def watched(lecture: str, at: datetime = WEDNESDAY) -> list[Fact]:
    return [fact("completed", lecture, at)]


def taken(lecture: str, at: datetime = WEDNESDAY) -> list[Fact]:
    """Watched, and its comprehension test taken without passing it."""
    return [*watched(lecture, at), fact("failed", f"{lecture}-test", at, score={"scaled": 0.4})]


def mastered(lecture: str, at: datetime = WEDNESDAY) -> list[Fact]:
    return [*watched(lecture, at), fact("passed", f"{lecture}-test", at, score={"scaled": 0.8})]


def attended(*lectures: str, at: datetime = WEDNESDAY) -> list[Fact]:
    """A1 mastered, the others watched and their tests taken."""
    return [f for name in lectures for f in (mastered(name, at) if name == "A1" else taken(name, at))]


def all_but(*missing: str, at: datetime = WEDNESDAY) -> list[Fact]:
    return attended(*(name for name in LECTURES if name not in missing), at=at)


def review(verb: str, at: datetime = WEDNESDAY) -> list[Fact]:
    return [fact(verb, "review-test", at)]


def waived(lecture: str, at: datetime = WEDNESDAY) -> list[Fact]:
    return [fact("waived", lecture, at)]


def unwaived(lecture: str, at: datetime = WEDNESDAY + timedelta(days=1)) -> list[Fact]:
    return [fact("unwaived", lecture, at)]


def extended(window: str, closes: datetime, at: datetime = WEDNESDAY) -> list[Fact]:
    return [fact("extended", window, at, closes_at=closes.isoformat())]


def progress(*facts: list[Fact]) -> Progress:
    return fold(f for some in facts for f in some)


def stand(facts: list[Fact], now: datetime, program: Program | None = None) -> Standing:
    return standing(program or shipped(), DATES, fold(facts), now)
