"""A rule's refusal in words, and its page: why the door is shut, what opens it, and which clause says so."""
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from lms.enrollments import services as enrollments
from lms.errors import Refused
from lms.periods import Window, days_left
from lms.programs import services as programs
from lms.programs.definition import Activity, Program, Words
from lms.programs.standing import ActivityStanding, Reason, Standing, State
from lms.web.access import current_actor, now
from lms.web.words import text

SHOWN = 5  # of what is left to do; the rest is a number and a link


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said of one reason, as message ids. ``heading`` takes the activity's name."""

    title: str
    heading: str
    detail: str


NOT_YET = "%(name)sは、まだ受けられません"
SPEECHES = {
    Reason.NOT_OPEN_YET: Speech("まだ受けられません", NOT_YET, "受講できる期間が、まだ始まっていません。"),
    Reason.WINDOW_CLOSED: Speech(
        "期間が終わりました", "%(name)sの期間が終わりました", "受講できる期間は終わりました。学んだ記録は残っています。"),
    Reason.REQUIREMENT_UNMET: Speech("まだ受けられません", NOT_YET, "先に終えるものが残っています。"),
    Reason.ALREADY_PASSED: Speech(
        "もう合格しています", "%(name)sには、もう合格しています", "合格した後に、もう一度受けることはできません。"),
    Reason.EXEMPT: Speech(
        "免除されています", "%(name)sは、免除されています", "免除された講義のテストを受ける必要はありません。"),
    Reason.NOT_OFFERED_YET: Speech(
        "まだ受けられません", NOT_YET, "このシステムでは、まだ提供していません。始まる日が決まると、ホームでお知らせします。"),
    Reason.NO_DATES: Speech("まだ受けられません", NOT_YET, "日程が、まだ決まっていません。決まると、ホームでお知らせします。"),
    Reason.ENROLLMENT_ENDED: Speech(
        "受講は終わっています", "この期の受講は終わっています", "記録は残っています。くわしくは事務局にお問い合わせください。"),
}


def speech_of(error: Refused) -> Speech | None:
    """The words for a reason of ``lms.programs.standing``; other refusals bring their own."""
    try:
        return SPEECHES[Reason(error.members.get("reason", ""))]
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is still to be done first. ``minutes``: standard time, that of its closing test included."""

    activity: Activity
    state: State
    minutes: int
    href: str


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """``name`` of what was asked for; ``window`` is the person's own, where the cohort has dates for it."""

    name: str
    speech: Speech
    number: str
    in_window: bool
    window: Window | None
    days_left: int
    left: tuple[Left, ...]
    next: Left | None
    clause: str
    clause_text: Words
    source: Words


def page(error: Refused) -> str | None:
    """The page of a refusal that concerns an activity of the person's own enrollment; None for any other."""
    actor, speech = current_actor(), speech_of(error)
    enrolled = enrollments.current_enrollment(actor.person_id, now()) if actor else None
    if enrolled is None or speech is None:
        return None
    program = programs.program(enrolled.program_version)
    activity = program.activity(error.members.get("activity", ""))
    if activity is None:
        return None
    standing = enrollments.standing_of(enrolled.id, now())
    return render_template("web/refused.html", page=view(program, standing, activity, speech, error), shown=SHOWN)


def view(program: Program, standing: Standing, activity: Activity, speech: Speech, error: Refused) -> RefusalPage:
    window, clause = standing.activities[activity.id].window, error.members.get("clause", "")
    return RefusalPage(
        name_of(activity), speech, f"{activity.id}.{error.members['reason']}",
        window is not None and window.contains(now()), window,
        days_left(window.closes, now()) if window else 0, left_of(program, standing, activity),
        left(standing.next, program) if standing.next else None, clause, program.clause_text(clause), program.source)


def name_of(activity: Activity) -> str:
    """A closing part is named by its kind, as its title is that of the whole."""
    kind = programs.kinds().get(activity.kind)
    if activity.of is None or kind is None:
        return text(activity.title)
    return f"{activity.of} {_(kind.label)}"


def left_of(program: Program, standing: Standing, activity: Activity) -> tuple[Left, ...]:
    """What must still be done right before, a lecture together with its test, in the program's order."""
    wholes: dict[str, ActivityStanding] = {}
    for before in program.before(activity):
        stands = standing.activities[before.id]
        if not stands.satisfied:
            wholes.setdefault(before.of or before.id, stands)
    return tuple(left(stands, program) for stands in wholes.values())


def left(stands: ActivityStanding, program: Program) -> Left:
    whole = program.activity(stands.activity.of or stands.activity.id) or stands.activity
    kind = programs.kinds().get(stands.activity.kind)
    href = url_for(kind.endpoint, activity=stands.activity.id) if kind and stands.state is State.OPEN else ""
    return Left(stands.activity, stands.state, whole.minutes, href)


def named(error: Refused) -> dict[str, Any]:
    """Title and detail of the problem document, in the words of the page."""
    speech = speech_of(error)
    if speech is None:
        return {}
    return {"title": _(speech.title), "detail": _(error.detail) if error.detail else _(speech.detail)}
