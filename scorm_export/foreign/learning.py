"""What a learner did with one part of a package: how a session begins from what is kept, and what it comes to. Pure."""
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from scorm_export.foreign.parts import Part

Values = Mapping[str, str]  # by the name of the element

TIMESPAN = re.compile(r"(\d{2,4}):(\d{2}):(\d{2}(?:\.\d{1,2})?)")
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
SECONDS = (31_557_600, 2_629_800, 86_400, 3600, 60, 1)  # a year and a month are averages
LONGEST = timedelta(days=365).total_seconds()  # of study that is believed
# What the content says anew in every session.
OF_A_SESSION = frozenset({"cmi.core.exit", "cmi.core.session_time", "cmi.exit", "cmi.session_time", "adl.nav.request"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """``success`` is None until it is known; ``score`` goes from 0 to 1."""

    completed: bool = False
    success: bool | None = None
    score: float | None = None

    def told(self) -> dict[str, Any]:
        """As the ``result`` of an xAPI statement."""
        result: dict[str, Any] = {"completion": self.completed}
        if self.success is not None:
            result["success"] = self.success
        if self.score is not None:
            result["score"] = {"scaled": round(self.score, 4)}
        return result


@dataclass(frozen=True, slots=True)
class Kept:
    """``values`` as the content said them last; ``seconds`` of earlier sessions; ``ended``: the last one said goodbye."""

    values: Values
    seconds: float
    ended: bool


def begun(kept: Kept, is_2004: bool) -> tuple[Kept, str]:
    """What a new session starts with, and its ``entry``.

    Whoever did not finish goes on where they were, also where the content forgot to say ``suspend`` or the browser
    crashed. In 2004 whoever finished starts over; 1.2 knows no second attempt and keeps what was said.
    """
    seconds = min(LONGEST, kept.seconds + session_seconds(kept.values))
    left = {name: value for name, value in kept.values.items() if name not in OF_A_SESSION}
    if not kept.values:
        return Kept({}, seconds, False), "ab-initio"
    if _suspended(kept):
        return Kept(left, seconds, False), "resume"
    if is_2004 and left.get("cmi.completion_status") == "completed":
        return Kept({}, 0, False), "ab-initio"
    return Kept(left, seconds, False), "resume" if is_2004 else ""


def _suspended(kept: Kept) -> bool:
    how = kept.values.get("cmi.core.exit") or kept.values.get("cmi.exit")
    return not kept.ended or how == "suspend" or (how == "logout" and "cmi.exit" in kept.values)


def session_seconds(values: Values) -> float:
    """What the session says of its own length."""
    if found := TIMESPAN.fullmatch(values.get("cmi.core.session_time", "")):
        hours, minutes, seconds = found.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    found = DURATION.fullmatch(values.get("cmi.session_time", ""))
    return sum(float(part) * unit for part, unit in zip(found.groups(default="0"), SECONDS, strict=True)) if found else 0.0


def timespan(seconds: float) -> str:
    """1.2: ``HHHH:MM:SS.SS``."""
    whole, hundredths = divmod(round(min(seconds, 9999 * 3600) * 100), 100)
    return f"{whole // 3600:04d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{hundredths:02d}"


def duration(seconds: float) -> str:
    """2004: ``PT1H2M3.5S``."""
    whole, hundredths = divmod(round(seconds * 100), 100)
    return f"PT{whole // 3600}H{whole // 60 % 60}M{whole % 60}.{hundredths:02d}S"


def outcome(values: Values, part: Part, is_2004: bool) -> Outcome:
    """What the values come to, by the rules of their edition. A passing score of the manifest outvotes the content."""
    found = _outcome_2004(values, part) if is_2004 else _outcome_12(values)
    if part.passing is not None and found.score is not None:
        return replace(found, success=found.score >= part.passing)
    return found


def _outcome_12(values: Values) -> Outcome:
    status = values.get("cmi.core.lesson_status", "")
    success = {"passed": True, "failed": False}.get(status)
    return Outcome(status in ("passed", "failed", "completed"), success, _score(values, "cmi.core.score"))


def _outcome_2004(values: Values, part: Part) -> Outcome:
    """Content that speaks of success alone is done when it has spoken."""
    success = {"passed": True, "failed": False}.get(values.get("cmi.success_status", ""))
    said = values.get("cmi.completion_status", "unknown")
    progress = values.get("cmi.progress_measure")
    completed = said == "completed" or (said == "unknown" and success is not None)
    if part.enough is not None and progress is not None:
        completed = float(progress) >= part.enough
    scaled = values.get("cmi.score.scaled")
    return Outcome(completed, success, _bounded(float(scaled)) if scaled else _score(values, "cmi.score"))


def _score(values: Values, group: str) -> float | None:
    """The raw score between its bounds, 0 and 100 unless they are said."""
    raw, low, high = (values.get(f"{group}.{name}") for name in ("raw", "min", "max"))
    if not raw:
        return None
    bottom, top = float(low or 0), float(high or 100)
    return _bounded((float(raw) - bottom) / (top - bottom)) if top > bottom else None


def _bounded(score: float) -> float:
    return min(1.0, max(0.0, score))


def better(known: Outcome, new: Outcome) -> Outcome:
    """Completion and success are never taken back, and the best score stays."""
    return Outcome(known.completed or new.completed, max(_ranks(known.success, new.success), default=None),
                   max(_ranks(known.score, new.score), default=None))


def _ranks(*values: Any) -> list[Any]:
    return [value for value in values if value is not None]


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Of all parts of a package: done when every part is, passed when no judged part is failed, scored by the mean."""
    every = list(outcomes)
    judged = _ranks(*(each.success for each in every))
    scores = _ranks(*(each.score for each in every))
    return Outcome(all(each.completed for each in every), all(judged) if judged else None,
                   sum(scores) / len(scores) if scores else None)


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what a session begins. ``learner`` is a number that says nothing about the person, ``name`` what they are called."""

    learner: str
    name: str
    entry: str
    is_recorded: bool

    @property
    def mode(self) -> str:
        return "normal" if self.is_recorded else "browse"

    @property
    def credit(self) -> str:
        return "credit" if self.is_recorded else "no-credit"


def given(seconds: float, part: Part, setting: Setting, is_2004: bool) -> Values:
    """What we tell the content at its beginning; ``seconds`` of study in earlier sessions."""
    return (_given_2004 if is_2004 else _given_12)(seconds, part, setting)


def _given_12(seconds: float, part: Part, setting: Setting) -> Values:
    mastery = {} if part.passing is None else {"cmi.student_data.mastery_score": f"{100 * part.passing:g}"}
    return mastery | {
        "cmi._version": "3.4", "cmi.core.student_id": setting.learner, "cmi.core.student_name": setting.name,
        "cmi.core.credit": setting.credit, "cmi.core.lesson_mode": setting.mode, "cmi.core.entry": setting.entry,
        "cmi.core.total_time": timespan(seconds), "cmi.core.lesson_status": "not attempted", "cmi.launch_data": part.launch_data}


def _given_2004(seconds: float, part: Part, setting: Setting) -> Values:
    told = {"cmi.launch_data": part.launch_data, "cmi.scaled_passing_score": _said(part.passing),
            "cmi.completion_threshold": _said(part.enough)}
    return {name: value for name, value in told.items() if value} | {
        "cmi._version": "1.0", "cmi.learner_id": setting.learner, "cmi.learner_name": setting.name,
        "cmi.credit": setting.credit, "cmi.mode": setting.mode, "cmi.entry": setting.entry,
        "cmi.total_time": duration(seconds), "cmi.completion_status": "unknown", "cmi.success_status": "unknown",
        "cmi.time_limit_action": "continue,no message", "cmi.learner_preference.audio_level": "1",
        "cmi.learner_preference.language": "", "cmi.learner_preference.delivery_speed": "1",
        "cmi.learner_preference.audio_captioning": "0", "adl.nav.request": "_none_",
        "adl.nav.request_valid.continue": "unknown", "adl.nav.request_valid.previous": "unknown"}


def _said(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
