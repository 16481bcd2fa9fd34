"""The trainee's home as a view: what next, by when, how much is left, and why a door is shut. Pure."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.periods import Window, civil_day, days_left, weekdays_left
from lms.programs.definition import Activity, Module, Program
from lms.programs.kinds import Partial
from lms.programs.standing import ActivityStanding, StageStanding, Standing, State, study_pace


@dataclass(frozen=True, slots=True)
class Line:
    """One lecture of the list. ``look`` is the style's state; minutes are of standard study time.

    ``tried``: its test was taken, but does not count yet (it must be passed). ``viewable``: its door is open.
    """

    activity: Activity
    look: str
    minutes: int
    minutes_seen: int
    tried: bool = False
    shut_by: tuple[str, ...] = ()
    viewable: bool = True


@dataclass(frozen=True, slots=True)
class ModuleLines:
    module: Module
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.look in ("done", "exempt") for line in self.lines)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def settled(self) -> bool:
        return self.done == len(self.lines)


@dataclass(frozen=True, slots=True)
class Effort:
    """Study time with what is seen of unfinished lectures, and the pace that fits. Minutes."""

    done: int
    exempt: int
    left: int
    total: int
    per_day: int
    per_weekday: int
    weekdays: int


@dataclass(frozen=True, slots=True)
class Home:
    standing: Standing
    modules: tuple[ModuleLines, ...]
    effort: Effort
    window: Window | None
    days_left: int
    next: ActivityStanding | None
    next_line: Line | None
    waiting: tuple[ActivityStanding, ...]
    others: tuple[ActivityStanding, ...]
    counts: Mapping[str, int]
    stages: tuple[StageStanding, ...]
    stage_number: int

    @property
    def passed(self) -> bool:
        """Everything in the window of the lectures is done."""
        inside = [s.state for s in self.stages if s.stage.window == self.stages[0].stage.window]
        return bool(inside) and set(inside) == {State.DONE}

    @property
    def finished(self) -> bool:
        return bool(self.stages) and all(s.state is State.DONE for s in self.stages)


def home(program: Program, standing: Standing, partial: Mapping[str, Partial], now: datetime) -> Home:
    """Everything the home page says, from the standing and the minutes seen of unfinished lectures."""
    modules = tuple(
        ModuleLines(m, tuple(_line(program, standing, partial, a) for a in program.studied if a.module == m.id))
        for m in program.modules)
    lines = {line.activity.id: line for m in modules for line in m.lines}
    window = next((standing.activities[a.id].window for a in program.studied), None)
    left = days_left(window.closes, max(now, window.opens)) if window else 0
    following = standing.next
    whole = following and (following.activity.of or following.activity.id)
    return Home(
        standing, modules, _effort(program, standing, lines, window, left, now), window, left, following,
        lines.get(whole or ""), _waiting(standing), _others(program, standing), _counts(lines), standing.stages,
        _stage_number(standing))


def _line(program: Program, standing: Standing, partial: Mapping[str, Partial], activity: Activity) -> Line:
    stands = standing.activities[activity.id]
    closing = [standing.activities[a.id] for a in program.closing_of(activity.id)]
    seen = activity.minutes if stands.done.completed_at else min(
        activity.minutes, partial[activity.id].minutes if activity.id in partial else 0)
    refusal = stands.refusal
    tried = any(c.done.attempts and not c.satisfied for c in closing)
    return Line(activity, _look(stands, closing, seen), activity.minutes, seen, tried,
                refusal.opens_when if refusal else (), refusal is None)


def _look(stands: ActivityStanding, closing: list[ActivityStanding], seen: int) -> str:
    """How the row looks: done, wait (its test is still to be taken), started, open, exempt, locked or closed."""
    if stands.state is State.DONE:
        return "done" if all(c.satisfied for c in closing) else "wait"
    if stands.state is State.OPEN and (seen or stands.begun):
        return "started"
    return str(stands.state)


def _effort(
    program: Program, standing: Standing, lines: Mapping[str, Line], window: Window | None, days: int, now: datetime
) -> Effort:
    """``days``: how many are left to study on."""
    seen = sum(line.minutes_seen for line in lines.values() if line.look in ("started", "wait"))
    time = standing.time
    left = max(0, time.left - seen)
    weekdays = weekdays_left(window.closes, max(now, window.opens)) if window else 0
    return Effort(time.done + seen, time.exempt, left, program.minutes, study_pace(left, days),
                  study_pace(left, weekdays), weekdays)


def _waiting(standing: Standing) -> tuple[ActivityStanding, ...]:
    """Tests that can be taken now and are not done."""
    return tuple(s for s in standing.activities.values() if s.activity.of and s.state is State.OPEN)


def _others(program: Program, standing: Standing) -> tuple[ActivityStanding, ...]:
    """Activities outside the modules that are offered now: the review test."""
    return tuple(standing.activities[a.id] for a in program.activities
                 if a.module is None and a.of is None and not a.inert)


def _counts(lines: Mapping[str, Line]) -> dict[str, int]:
    looks = [line.look for line in lines.values()]
    done, exempt = looks.count("done"), looks.count("exempt")
    return {"all": len(looks), "done": done, "exempt": exempt, "left": len(looks) - done - exempt}


def _stage_number(standing: Standing) -> int:
    return next((n for n, s in enumerate(standing.stages, 1) if s.state is not State.DONE), len(standing.stages))


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    gone: bool


def ruler(window: Window, now: datetime) -> tuple[list[Tick], int]:
    """A line a day, six units apart, and where today stands."""
    first, today = civil_day(window.opens), civil_day(now)
    gone = max(0, min(window.days, (today - first).days))
    ticks = [Tick(3 + 6 * n, first + timedelta(days=n) < today) for n in range(window.days)]
    return ticks, 6 * gone
