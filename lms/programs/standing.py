"""``standing(program, dates, progress, now)``: every "may I?", "why not?", "what opens it?" and "by when?".

One pure function serves the page, the API, the mail job, the cohort page and the simulator alike.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.periods import Window
from lms.programs.definition import Activity, Program, Stage
from lms.programs.progress import Done, Progress


class State(StrEnum):
    DONE = "done"
    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"
    EXEMPT = "exempt"


class Reason(StrEnum):
    """Stable codes; the words are at the edge (lms.web)."""

    NOT_OPEN_YET = "window-not-open"
    WINDOW_CLOSED = "window-closed"
    REQUIREMENT_UNMET = "requirement-unmet"
    ALREADY_PASSED = "already-passed"
    EXEMPT = "exempt"
    NOT_OFFERED_YET = "not-offered-yet"
    NO_DATES = "no-dates"
    ENROLLMENT_ENDED = "enrollment-ended"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a door is shut. ``opens_when``: ids of activities still to be done; ``retry_at``: when time opens it."""

    reason: Reason
    clause: str = ""
    opens_when: tuple[str, ...] = ()
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActivityStanding:
    """One activity as it stands. ``satisfied``: what depends on it may go on (done or exempt)."""

    activity: Activity
    state: State
    done: Done
    satisfied: bool
    window: Window | None
    refusal: Refusal | None = None

    @property
    def begun(self) -> bool:
        return self.done.begun_at is not None


@dataclass(frozen=True, slots=True)
class StageStanding:
    stage: Stage
    state: State
    window: Window | None


@dataclass(frozen=True, slots=True)
class StudyTime:
    """Minutes of standard study time. An exempt hour is neither done nor left (ruling A4)."""

    done: int
    exempt: int
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole standing of one enrollment at one instant."""

    activities: Mapping[str, ActivityStanding]
    stages: tuple[StageStanding, ...]
    next: ActivityStanding | None
    deadline: datetime | None
    time: StudyTime
    ended: str | None = None

    @property
    def current_stage(self) -> StageStanding | None:
        return next((s for s in self.stages if s.state is not State.DONE), None)


def window_for(program: Program, dates: Mapping[str, Window], progress: Progress, activity: Activity) -> Window | None:
    """The person's own window: the cohort's, its end moved by extensions (rulings A13, A14), never shortened."""
    name = program.stage(activity.stage).window
    window = dates.get(name)
    later = progress.extended.get(name)
    if window and later and later > window.closes:
        return Window(window.opens, later)
    return window


def satisfied(progress: Progress, activity: Activity) -> bool:
    """Done by its gate, or exempt; a closing part is exempt with what it closes (ruling A4)."""
    return exempt(progress, activity) or progress.of(activity.id).meets(activity.gate)


def exempt(progress: Progress, activity: Activity) -> bool:
    return progress.exempt(activity.of or activity.id)


def unmet(program: Program, progress: Progress, activity: Activity) -> tuple[str, ...]:
    """Activities still to be done before this one opens, in the program's order."""
    return tuple(a.id for a in program.before(activity) if not satisfied(progress, a))


def refusal(
    program: Program, dates: Mapping[str, Window], progress: Progress, activity: Activity, now: datetime
) -> Refusal | None:
    """The first thing that keeps the door shut, or None when it is open.

    An exempt or finished lecture stays viewable (A4); a passed test that cannot be repeated does not open again.
    """
    if ended(progress, now):
        return Refusal(Reason.ENROLLMENT_ENDED)
    if activity.inert:
        return Refusal(Reason.NOT_OFFERED_YET, activity.clause)
    if not activity.repeatable and progress.of(activity.id).passed_at:
        return Refusal(Reason.ALREADY_PASSED, activity.clause)
    if activity.of and exempt(progress, activity):
        return Refusal(Reason.EXEMPT, activity.clause)
    return _refusal_of_time(program, dates, progress, activity, now) or _refusal_of_order(program, progress, activity)


def _refusal_of_time(
    program: Program, dates: Mapping[str, Window], progress: Progress, activity: Activity, now: datetime
) -> Refusal | None:
    window, clause = window_for(program, dates, progress, activity), program.stage(activity.stage).clause
    if window is None:
        return Refusal(Reason.NO_DATES, clause)
    if now < window.opens:
        return Refusal(Reason.NOT_OPEN_YET, clause, retry_at=window.opens)
    if now >= window.closes:
        return Refusal(Reason.WINDOW_CLOSED, clause)
    return None


def _refusal_of_order(program: Program, progress: Progress, activity: Activity) -> Refusal | None:
    missing = unmet(program, progress, activity)
    if not missing:
        return None
    module = program.module(activity.module)
    by_module = module is not None and any(set(module.requires) & _names(program, m) for m in missing)
    return Refusal(Reason.REQUIREMENT_UNMET, (module.clause if by_module and module else activity.clause), missing)


def _names(program: Program, activity_id: str) -> set[str | None]:
    found = program.activity(activity_id)
    return {found.id, found.of, found.module, found.stage} if found else set()


def standing(program: Program, dates: Mapping[str, Window], progress: Progress, now: datetime) -> Standing:
    """The standing of one enrollment: pure, total, and the same for every face of the product."""
    activities = {a.id: _stand(program, dates, progress, a, now) for a in program.activities}
    stages = tuple(_stage(program, stage, dates, progress, activities, now) for stage in program.stages)
    following = _next(program, activities)
    return Standing(
        activities, stages, following, _deadline(stages, following), study_time(program, progress),
        ended(progress, now))


def ended(progress: Progress, now: datetime) -> str | None:
    """How the enrollment ended early, once it has."""
    return progress.ended[2] if progress.ended and progress.ended[0] <= now else None


def _stand(
    program: Program, dates: Mapping[str, Window], progress: Progress, activity: Activity, now: datetime
) -> ActivityStanding:
    shut = refusal(program, dates, progress, activity, now)
    return ActivityStanding(
        activity, _state(progress, activity, shut), progress.of(activity.id), satisfied(progress, activity),
        window_for(program, dates, progress, activity), shut)


def _state(progress: Progress, activity: Activity, shut: Refusal | None) -> State:
    if progress.of(activity.id).meets(activity.gate):
        return State.DONE
    if exempt(progress, activity):
        return State.EXEMPT
    if shut is None:
        return State.OPEN
    return State.CLOSED if shut.reason in (Reason.WINDOW_CLOSED, Reason.ENROLLMENT_ENDED) else State.LOCKED


def _stage(
    program: Program, stage: Stage, dates: Mapping[str, Window], progress: Progress,
    activities: Mapping[str, ActivityStanding], now: datetime,
) -> StageStanding:
    members = [activities[a.id] for a in program.activities if a.stage == stage.id]
    window = members[0].window if members else dates.get(stage.window)
    if members and all(m.satisfied for m in members):
        return StageStanding(stage, State.DONE, window)
    if window and now >= window.closes and not all(m.activity.inert for m in members):
        return StageStanding(stage, State.CLOSED, window)
    return StageStanding(stage, State.OPEN if any(m.state is State.OPEN for m in members) else State.LOCKED, window)


def _next(program: Program, activities: Mapping[str, ActivityStanding]) -> ActivityStanding | None:
    """What is begun first, then the waiting test of a watched lecture, else program order."""
    todo = [activities[a.id] for a in program.activities if activities[a.id].state is State.OPEN]
    begun = [t for t in todo if t.begun and not t.satisfied and t.activity.of is None]
    waiting = [t for t in todo if t.activity.of is not None]
    return next(iter([*begun, *waiting, *todo]), None)


def _deadline(stages: tuple[StageStanding, ...], following: ActivityStanding | None) -> datetime | None:
    if following and following.window:
        return following.window.closes
    coming = next((s for s in stages if s.state is not State.DONE), None)
    return coming.window.closes if coming and coming.window else None


def study_time(program: Program, progress: Progress) -> StudyTime:
    """Hours by whole activities: a lecture counts once it is watched and its test is taken (R046, A1)."""
    done = exempted = 0
    for activity in program.studied:
        if all(progress.of(a.id).meets(a.gate) for a in (activity, *program.closing_of(activity.id))):
            done += activity.minutes  # hours attended stay attended, also where the lecture was waived later
        elif exempt(progress, activity):
            exempted += activity.minutes
    return StudyTime(done, exempted, program.minutes - done - exempted)


def study_pace(minutes_left: int, days: int) -> int:
    """Minutes a day that finish in time, rounded up to five so that it always fits; 0 when no day is left."""
    return -(-minutes_left // (5 * days)) * 5 if days > 0 else 0
