"""Cohort dates, who may be waived or extended, and how much risk a remaining workload carries. Pure."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from lms.periods import Window, civil_day, days_left, last_day, last_day_before, window_of_days, window_of_months
from lms.programs.definition import Program, WindowRule, Words
from lms.programs.progress import Progress
from lms.programs.standing import State, ended, satisfied, standing, study_pace, study_time, window_for

HALF_YEAR = 6  # months: a round may not take longer (Ch2-3(3)E(a))
PRACTICE = "practice"
TRAINING = ("learning", "assignment", "practice", "group-training", "completion-test")
CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # all control characters but tab and line ends
TITLE_LENGTH, WORDS_LENGTH = 200, 2000


class Pace(StrEnum):
    """How a trainee stands against the end of the window."""

    EXPIRED = "expired"
    AT_RISK = "at-risk"
    LATE = "late"
    ON_TIME = "on-time"
    PASSED = "passed"
    ENDED = "ended"
    NOT_BEGUN = "not-begun"


AT_RISK_MINUTES = 180  # more than three hours a day beside a full-time job will not be kept up
LATE_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Workload:
    """What is left for one trainee. ``pace_minutes`` is needed each day, today included."""

    pace: Pace
    minutes_done: int
    minutes_exempt: int
    minutes_left: int
    pace_minutes: int
    closes: datetime | None
    last_at: datetime | None

    @property
    def last_day(self) -> date | None:
        """The last day of Tokyo on which the window is open."""
        return last_day_before(self.closes) if self.closes else None


def workload(program: Program, dates: Mapping[str, Window], progress: Progress, now: datetime) -> Workload:
    """Where one trainee stands in the lectures and the review test."""
    time, window = study_time(program, progress), _learning_window(program, dates, progress)
    days = days_left(window.closes, max(now, window.opens)) if window else 0
    needed = study_pace(time.left, days)
    pace = _pace(program, progress, window, needed, now)
    closes = window.closes if window else None
    return Workload(pace, time.done, time.exempt, time.left, needed, closes, progress.last_at)


def _learning_window(program: Program, dates: Mapping[str, Window], progress: Progress) -> Window | None:
    first = next(iter(program.studied), None)
    return window_for(program, dates, progress, first) if first else None


def _pace(program: Program, progress: Progress, window: Window | None, needed: int, now: datetime) -> Pace:
    if ended(progress, now):
        return Pace.ENDED
    if passed_learning(program, progress):
        return Pace.PASSED
    if window is None or now < window.opens:
        return Pace.NOT_BEGUN
    if now >= window.closes:
        return Pace.EXPIRED
    if needed > AT_RISK_MINUTES:
        return Pace.AT_RISK
    return Pace.LATE if needed > LATE_MINUTES else Pace.ON_TIME


def passed_learning(program: Program, progress: Progress) -> bool:
    """Everything in the window of the lectures is done: the review test is passed (R052)."""
    first = next(iter(program.studied), None)
    if first is None:
        return False
    window = program.stage(first.stage).window
    return all(satisfied(progress, a) for a in program.activities if program.stage(a.stage).window == window)


RISK_ORDER = [Pace.AT_RISK, Pace.LATE, Pace.ON_TIME, Pace.NOT_BEGUN, Pace.EXPIRED, Pace.PASSED, Pace.ENDED]


def by_risk(load: Workload) -> tuple[int, int]:
    """Sort key: who will miss the window first, then the heavier workload."""
    return RISK_ORDER.index(load.pace), -load.pace_minutes


def cohort_windows(
    program: Program, starts: Mapping[str, date], ends: Mapping[str, date]
) -> tuple[dict[str, Window], dict[str, str]]:
    """Each window from its first day: its end by the program's period, else by ``ends``. A window left out has no
    dates yet. Second: errors by field, ``<window>`` for a start and ``<window>-end`` for an end."""
    windows: dict[str, Window] = {}
    errors = {name: "この研修課程に、この期間はありません。" for name in {*starts, *ends} - {rule.id for rule in program.windows}}
    for rule in program.windows:
        window, problems = _window(rule, starts.get(rule.id), ends.get(rule.id))
        windows.update({rule.id: window} if window else {})
        errors.update(problems)
    return windows, errors


def _window(rule: WindowRule, first: date | None, last: date | None) -> tuple[Window | None, dict[str, str]]:
    if first is None:
        return None, {rule.id: "初めの日を、年・月・日で入力してください。"} if last else {}
    if rule.months:
        fixed = "この期間の長さは、研修課程で決まっています。終わりの日は入力できません。"
        return window_of_months(first, rule.months), {f"{rule.id}-end": fixed} if last else {}
    if last is None or last < first:
        return None, {f"{rule.id}-end": "終わりの日を、初めの日以後の日で入力してください。"}
    return window_of_days(first, last), {}


def with_single_days(program: Program, starts: Mapping[str, date], ends: Mapping[str, date]) -> dict[str, date]:
    """``ends``, and for windows of free length that were given none the day they start on."""
    return {rule.id: starts[rule.id] for rule in program.windows if rule.id in starts and not rule.months} | dict(ends)


def plan(
    program: Program, starts: Mapping[str, date], ends: Mapping[str, date]
) -> tuple[dict[str, Window], dict[str, str]]:
    """As ``cohort_windows``, and whether they make a round: the first is there, none comes before the one ahead of it
    in the program, practice opens when all before it has closed (ruling A14), and all fit into half a year."""
    windows, errors = cohort_windows(program, starts, ends)
    given = [rule.id for rule in program.windows if rule.id in windows]
    if program.windows and program.windows[0].id not in starts:
        errors[program.windows[0].id] = "初めの日を、年・月・日で入力してください。"
    for ahead, name in pairwise(given):
        if windows[name].opens < windows[ahead].opens:
            errors[name] = "前の段階が始まる日以後の日にしてください。"
    if PRACTICE in windows and any(windows[n].closes > windows[PRACTICE].opens for n in before_practice(program, windows)):
        errors.setdefault(PRACTICE, "前の期間がすべて終わった後の日にしてください。")
    if not errors and longer_than_half_year(windows, TRAINING):
        errors["starts"] = "研修の期間が半年を超えます。日程を短くしてください(検討会報告書 第2章3(3)E(a))。"
    return windows, errors


def before_practice(program: Program, windows: Mapping[str, Window]) -> list[str]:
    """Those of the windows that come before practice in the program."""
    order = [rule.id for rule in program.windows]
    return [name for name in order[:order.index(PRACTICE)] if name in windows] if PRACTICE in order else []


def problems_of_titles(code: str, title: Words) -> dict[str, str | None]:
    """Messages by the form's fields; None where nothing is wrong."""
    return {
        "code": None if CODE.fullmatch(code) else "半角の英数字と . _ - で、64字以内で入力してください。",
        "title_ja": _problem_of_title(title.get("ja", "")),
        "title_en": _problem_of_title(title.get("en", "")),
    }


def _problem_of_title(title: str) -> str | None:
    if not title.strip():
        return "入力してください。"
    if len(title) > TITLE_LENGTH:
        return "200字以内で入力してください。"
    return "使えない文字が含まれています。" if CONTROL.search(title) else None


def problem_of_reason(words: str) -> str | None:
    """What is wrong with the reason of a decision."""
    return _problem_of_words(words, "理由を書いてください。監査の記録に残ります。")


def problem_of_evidence(words: str) -> str | None:
    """What is wrong with the evidence that an exemption rests on."""
    return _problem_of_words(words, "確認した書類(資格の名前、登録番号など)を書いてください。")


def _problem_of_words(words: str, unsaid: str) -> str | None:
    if not words.strip():
        return unsaid
    if len(words) > WORDS_LENGTH:
        return "2000字以内で書いてください。"
    return "使えない文字が含まれています。" if NOT_TEXT.search(words) else None


def longer_than_half_year(windows: Mapping[str, Window], training: Sequence[str]) -> bool:
    """Whether the training windows together take more than half a year (Ch2-3(3)E(a)); announcements do not count."""
    inside = [windows[name] for name in training if name in windows]
    if not inside:
        return False
    first = civil_day(min(w.opens for w in inside))
    return max(w.last_day for w in inside) > last_day(first, HALF_YEAR)


def refusal_to_waive(program: Program, progress: Progress, activity_id: str) -> str | None:
    """A message id, or None where the exemption may be granted. A is never exempt (ruling A3)."""
    activity = program.activity(activity_id)
    if activity is None or activity not in program.studied:
        return "この講義は、この研修課程にありません。"
    if not activity.exemptible:
        return "区分Aの講義は免除できません。研修の役割そのものを学ぶ講義だからです(裁定A3)。"
    if progress.exempt(activity_id):
        return "この講義は、すでに免除されています。"
    return None


def refusal_to_unwaive(program: Program, progress: Progress, activity_id: str) -> str | None:
    """Withdrawal only of what was granted, and only before the review test is passed (ruling A5)."""
    if not progress.exempt(activity_id):
        return "この講義は免除されていません。"
    if passed_learning(program, progress):
        return "総合確認テストに合格した後は、免除を取り消せません(裁定A5)。"
    return None


def closeness(dates: Mapping[str, Window], progress: Progress, now: datetime) -> tuple[int, float]:
    """Sort key of rounds: one with an open window, one between its windows, the next to open, the one that ended
    last; whoever left a round comes to it after all others."""
    if not dates or ended(progress, now):
        return 4, 0.0
    opens, closes = min(w.opens for w in dates.values()), max(w.closes for w in dates.values())
    if now >= closes:
        return 3, -closes.timestamp()
    if now < opens:
        return 2, opens.timestamp()
    return (0 if any(w.contains(now) for w in dates.values()) else 1), opens.timestamp()


def is_active(program: Program, dates: Mapping[str, Window], progress: Progress, now: datetime) -> bool:
    """Whether somebody is at work in a round, so that they cannot join another one (ruling A41).

    Not once they left it, missed or finished a stage for good, or only wait for what its last window (the
    announcement) brings: whoever waits for a result may be registered for the next round.
    """
    order = sorted(dates.values(), key=lambda window: (window.opens, window.closes))
    working = order[:-1] or order
    if not working or not working[0].opens <= now < max(w.closes for w in working) or ended(progress, now):
        return False
    states = {stage.state for stage in standing(program, dates, progress, now).stages}
    return State.CLOSED not in states and states != {State.DONE}


def refusal_to_extend_one(  # noqa: PLR0913 - whose, which, until when
    program: Program, dates: Mapping[str, Window], progress: Progress, window: str, until: date, now: datetime
) -> str | None:
    """For one person: as for a cohort, up to the day before practice opens for what comes before it (ruling A14)."""
    if ended(progress, now):
        return "この受講登録は終わっています。"
    practice = dates.get(PRACTICE)
    if practice and window in before_practice(program, dates) and until >= civil_day(practice.opens):
        return "実践が始まる日の前日までの日を入力してください(裁定A14)。"
    return refusal_to_extend(dates, progress, window, until, now)


def refusal_to_extend(
    dates: Mapping[str, Window], progress: Progress, window: str, until: date, now: datetime
) -> str | None:
    """Later than now granted, and within half a year (ruling A13)."""
    if window not in dates:
        return "この期間は、この期の日程にありません。"
    closes = max(dates[window].closes, progress.extended.get(window, dates[window].closes))
    moved = window_of_days(until, until).closes
    if moved <= max(closes, now):
        return "今の期限より後の日を入力してください。"
    longer = {**dates, window: Window(dates[window].opens, moved)}
    if window in TRAINING and longer_than_half_year(longer, TRAINING):
        return "研修の期間が半年を超えます。もっと早い日を入力してください(裁定A13)。"
    return None
