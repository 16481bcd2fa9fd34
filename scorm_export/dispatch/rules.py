"""May a lecture of a dispatch be opened now, and may what was done be stored? Keys, addresses and limits. Pure."""
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.periods import midnight
from scorm_export.packages.rules import Edition

EDITIONS = (Edition.SCORM_12, Edition.SCORM_2004_3, Edition.SCORM_2004_4)
LARGEST_CAP = 10_000
LONGEST_REASON = 1000
GRACE = timedelta(hours=12)  # who began before the end may finish: the longest sitting
ACTIVE = timedelta(days=7)


class Reason(StrEnum):
    """Why a lecture cannot be opened. Stable codes; the words are elsewhere."""

    STOPPED = "dispatch-stopped"
    REVOKED = "dispatch-revoked"
    CONTRACTOR_ENDED = "contractor-ended"
    EXPIRED = "dispatch-expired"
    NOT_INCLUDED = "lecture-not-included"
    STRANGE_ORIGIN = "origin-not-allowed"
    CAP_REACHED = "cap-reached"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one dispatch. ``closes`` is the end of its last day; ``origins`` is empty where any system may show it.

    ``tests``: those that are taken at the center itself, and to which it gives the door.
    """

    lectures: tuple[str, ...]
    tests: tuple[str, ...]
    cap: int
    closes: datetime
    is_revoked: bool = False
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``stopped``: all dispatches are; ``works``: the contractor has not ended; ``taken``: the lectures it may take."""

    stopped: bool
    works: bool
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Launch:
    """``lecture`` may be a test. ``origin``: of the page around it.

    ``is_known``: the dispatch has this learner already, among ``learners``.
    """

    lecture: str
    origin: str
    is_known: bool
    learners: int


def launch_refusal(limits: Limits, around: Surroundings, launch: Launch, now: datetime) -> Reason | None:
    checks = (
        (Reason.EXPIRED, now >= limits.closes),
        (Reason.STRANGE_ORIGIN, bool(limits.origins) and launch.origin not in limits.origins),
        (Reason.CAP_REACHED, not launch.is_known and launch.learners >= limits.cap),
    )
    return _standing_refusal(limits, around, launch.lecture) or next((reason for reason, holds in checks if holds), None)


def report_refusal(limits: Limits, around: Surroundings, lecture: str, now: datetime) -> Reason | None:
    """Whoever began before the last day ended may finish; an end by decision is one for everybody."""
    return _standing_refusal(limits, around, lecture) or (Reason.EXPIRED if now >= limits.closes + GRACE else None)


def _standing_refusal(limits: Limits, around: Surroundings, lecture: str) -> Reason | None:
    checks = (
        (Reason.STOPPED, around.stopped), (Reason.REVOKED, limits.is_revoked), (Reason.CONTRACTOR_ENDED, not around.works),
        (Reason.NOT_INCLUDED, lecture not in limits.tests and (lecture not in limits.lectures or lecture not in around.taken)),
    )
    return next((reason for reason, holds in checks if holds), None)


class State(StrEnum):
    """How a dispatch stands, for the lists."""

    RUNNING = "running"
    FULL = "full"
    STOPPED = "stopped"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ENDED = "ended"


def state_of(limits: Limits, around: Surroundings, learners: int, now: datetime) -> State:
    """What cannot be undone stands before what can."""
    checks = (
        (State.REVOKED, limits.is_revoked), (State.ENDED, not around.works), (State.EXPIRED, now >= limits.closes),
        (State.STOPPED, around.stopped), (State.FULL, learners >= limits.cap),
    )
    return next((state for state, holds in checks if holds), State.RUNNING)


def end_of(last_day: date) -> datetime:
    return midnight(last_day + timedelta(days=1))


# Keys and addresses -------------------------------------------------------------------------------------

def key_of(secret: str, dispatch_id: str) -> str:
    """The same each time, so that a package can be taken twice with the same bytes; nothing needs to be stored."""
    return f"{dispatch_id}.{_signed(secret, 'dispatch-key', dispatch_id)}"


def dispatch_of(secret: str, key: str) -> str | None:
    """The dispatch's id; None for a key that is none."""
    dispatch_id = key.partition(".")[0]
    return dispatch_id if hmac.compare_digest(key.encode(), key_of(secret, dispatch_id).encode()) else None


def media_signature(secret: str, dispatch_id: str, media_id: str, end: int) -> str:
    """Binds an address to a file, a dispatch and its end (seconds since 1970). It names no person."""
    return _signed(secret, "dispatch-media", dispatch_id, media_id, str(end))


def _signed(secret: str, *said: str) -> str:
    return hmac.new(secret.encode(), "\x1f".join(said).encode(), hashlib.sha256).hexdigest()


# What may be asked ---------------------------------------------------------------------------------------

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
USUAL_PORTS = {("https", "443"), ("http", "80")}


def origin_of(text: str) -> str:
    """``https://lms.example.jp`` of an address as somebody copies it, as browsers spell it; what is no address, as it was."""
    found = re.match(r"(https?)://([a-z0-9.-]+)(?::([0-9]{1,5}))?(?=[/?#]|$)", text.strip().lower())
    if found is None:
        return text.strip()
    scheme, host, port = found.groups()
    return f"{scheme}://{host}" + (f":{port}" if port and (scheme, port) not in USUAL_PORTS else "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dispatch as it is asked for. ``cap`` and ``last_day`` are None where they could not be read."""

    program: str
    lectures: tuple[str, ...]
    tests: tuple[str, ...]
    language: str
    cap: int | None
    last_day: date | None
    origins: tuple[str, ...] = ()


def problems_of(wanted: Wanted, taken: Collection[str], tests: Collection[str], today: date) -> dict[str, str]:
    """What cannot be meant, as messages by field. ``taken``: the lectures that the contractor may take; ``tests``: of the program."""
    wrong = {
        "lectures": not (wanted.lectures or wanted.tests) or not set(wanted.lectures) <= set(taken),
        "tests": not set(wanted.tests) <= set(tests),
        "language": wanted.language not in ("ja", "en"),
        "origins": not all(map(ORIGIN.fullmatch, wanted.origins)),
    }
    return {name: MESSAGES[name] for name, is_wrong in wrong.items() if is_wrong} | terms_problems(wanted.cap, wanted.last_day, today)


def terms_problems(cap: int | None, last_day: date | None, today: date) -> dict[str, str]:
    wrong = {"cap": cap is None or not 1 <= cap <= LARGEST_CAP, "last_day": last_day is None or last_day < today}
    return {name: MESSAGES[name] for name, is_wrong in wrong.items() if is_wrong}


MESSAGES: Mapping[str, str] = {
    "lectures": "この委託先に渡している講義から、1つ以上選んでください。",
    "tests": "この研修課程のテストから選んでください。",
    "language": "言語は ja か en です。",
    "origins": "https:// で始まるアドレスを、1行に1つ入力してください。",
    "cap": "1 から 10000 までの数で入力してください。",
    "last_day": "今日か、それより後の日を入力してください。",
    "reason": "理由を、1000文字以内で入力してください。監査のときに示します。",
}


def reason_problem(reason: str) -> dict[str, str]:
    return {} if 0 < len(reason.strip()) <= LONGEST_REASON else {"reason": MESSAGES["reason"]}


# What was achieved ----------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Achieved:
    """``answers``: whether each item, by its stable id, was answered right the first time."""

    completed: bool
    success: bool | None
    score: float | None
    answers: Mapping[str, bool]

    @property
    def says_something(self) -> bool:
        return self.completed or self.success is not None


def never_less(known: Achieved, new: Achieved) -> Achieved:
    """Completion and success are not taken back, and the best score stays, whatever a late report says."""
    scores = [score for score in (known.score, new.score) if score is not None]
    return Achieved(
        known.completed or new.completed, known.success if new.success is None else bool(known.success or new.success),
        max(scores, default=None), {**new.answers, **known.answers})


def seconds_now(before: int, claimed: int, launched_at: datetime, now: datetime) -> int:
    """Of study in all: a session lasts no longer than our own clock has seen it last."""
    return before + max(0, min(claimed, int((now - launched_at).total_seconds())))
