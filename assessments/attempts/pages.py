"""The pages of a test. They work without JavaScript; with it, every change of an answer is saved at once."""
from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil, floor
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from assessments.attempts import services
from assessments.attempts.asking import MARKS, TASKS, numbers, sent
from assessments.attempts.printing import Printed, printed
from assessments.attempts.views import AttemptView, QuestionView
from assessments.items import markdown
from assessments.items.answering import Response, is_empty
from lms.access import Role, only
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.ids import new_id
from lms.programs import services as programs
from lms.programs.definition import Activity, Program
from lms.web.access import actor, now
from lms.web.pages import Pages
from lms.web.words import text

pages = Pages("assessments", __name__)
pages.static_folder = "static"
pages.static_url_path = "/assessments/static"
TRAINEE = only(Role.TRAINEE)
REVIEW = "review"
ROUNDING = 1e-9  # of floats that should be whole


@pages.page("/tests/<activity>", access=TRAINEE)
def test(activity: str) -> str:
    """What the test asks for, and the attempts so far. A shut door is told here where there are attempts to show."""
    enrolled = own_enrollment()
    services.submit_overdue_of(enrolled, now())
    view = services.overview(enrolled, activity, now())
    shut = services.refusal_to_start(enrolled, activity, now())
    if shut is not None and not view.history:
        raise shut
    minutes_left = int((view.limit - now()).total_seconds() // 60)
    return render_template(
        "assessments/test.html", test=view, shut=shut, now=now(), minutes_left=minutes_left, name=name_of(view),
        amount=amount, missing=missing,
        door=doors(enrollments.program_of(enrolled)),
        cut=view.minutes is not None and minutes_left < view.minutes)


@pages.page("/tests/<activity>/attempts", access=TRAINEE, methods=("POST",))
def begin(activity: str) -> Any:
    meant = numbers([request.form.get("number", "")])
    attempt = services.start(own_enrollment(), activity, now(), meant[0] if meant else None)
    return redirect(url_for("assessments.question", attempt_id=attempt.id), 303)


@pages.page("/attempts/<attempt_id>", access=TRAINEE)
def question(attempt_id: str) -> Any:
    attempt = services.attempt(attempt_id, actor().person_id, now())
    if attempt.submitted_at or now() >= attempt.deadline:
        return over(attempt)
    place = request.args.get("q", "1")
    shown = attempt.question(int(place)) if place.isascii() and place.isdigit() and len(place) < 5 else None
    if shown is None:
        raise NotFound(question=place)
    return ask(attempt, shown)


def over(attempt: AttemptView) -> Any:
    """Whoever comes after the end gets the result. In the grace before it, answers on their way go first (ruling A10)."""
    if attempt.submitted_at:
        return redirect(url_for("assessments.result", attempt_id=attempt.id), 303)
    return render_template("assessments/closing.html", attempt=attempt, name=name_of_activity(ground(attempt)[1]))


def ask(attempt: AttemptView, shown: QuestionView, **more: Any) -> str:
    program, activity = ground(attempt)
    return render_template(
        "assessments/question.html", attempt=attempt, question=shown, module=program.module(shown.module), now=now(),
        name=name_of_activity(activity), task=_(TASKS[shown.kind]), **time_of(attempt, now()),
        **{"chosen": shown.response, "errors": {}, "theirs": None, **more}, **words())


@pages.page("/attempts/<attempt_id>/answers/<int:position>", access=TRAINEE, methods=("POST",))
def answer(attempt_id: str, position: int) -> Any:
    """Save and go on. What another tab has changed meanwhile is shown beside one's own choice, never overwritten."""
    attempt = services.attempt(attempt_id, actor().person_id, now())
    shown = attempt.question(position)
    if shown is None:
        raise NotFound(question=position)
    chosen = sent(shown.kind, len(shown.lines or shown.choices), request.form.getlist)
    try:
        keep(attempt, shown, chosen)
    except Invalid as error:
        return ask(attempt, shown, chosen=chosen, errors=error.errors), error.status
    except Conflict as error:
        return ask(attempt, shown, chosen=chosen, theirs=shown.response), error.status
    except Refused:
        return redirect(url_for("assessments.question", attempt_id=attempt_id, q=position), 303)
    return redirect(onward(attempt, position), 303)


def keep(attempt: AttemptView, shown: QuestionView, chosen: Response) -> None:
    """Nothing is written where nothing has changed: going through the pages leaves no lines in the journal."""
    person, flagged = actor().person_id, request.form.get("flag") == "on"
    if chosen != shown.response and not (is_empty(chosen) and is_empty(shown.response)):
        base = numbers([request.form.get("base_revision", "")])
        services.save_answer(attempt.id, person, shown.position, chosen, new_id(), base[0] if base else 0, now())
    if flagged != shown.is_flagged:
        services.set_flag(attempt.id, person, shown.position, flagged, now())


def onward(attempt: AttemptView, position: int) -> str:
    wish = request.form.get("next", "")
    if wish == REVIEW or (wish == "" and position == len(attempt.questions)):
        return url_for("assessments.review", attempt_id=attempt.id)
    to = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 5 else position + 1
    return url_for("assessments.question", attempt_id=attempt.id, q=to if attempt.question(to) else position)


@pages.page("/attempts/<attempt_id>/review", access=TRAINEE)
def review(attempt_id: str) -> Any:
    """Everything on one page before submitting."""
    attempt = services.attempt(attempt_id, actor().person_id, now())
    if attempt.submitted_at or now() >= attempt.deadline:
        return over(attempt)
    _program, activity = ground(attempt)
    return render_template("assessments/review.html", attempt=attempt, name=name_of_activity(activity), now=now(),
                           **time_of(attempt, now()), **words())


@pages.page("/attempts/<attempt_id>/submission", access=TRAINEE, methods=("POST",))
def submit(attempt_id: str) -> Any:
    services.submit(attempt_id, actor().person_id, now())
    return redirect(url_for("assessments.result", attempt_id=attempt_id), 303)


@pages.page("/attempts/<attempt_id>/result", access=TRAINEE)
def result(attempt_id: str) -> Any:
    attempt = services.attempt(attempt_id, actor().person_id, now())
    if attempt.submitted_at is None:
        return redirect(url_for("assessments.question", attempt_id=attempt_id))
    found = services.result(attempt_id, actor().person_id, now())
    test_view = services.overview(attempt.enrollment_id, attempt.activity, now())
    program, activity = ground(attempt)
    return render_template(
        "assessments/result.html", result=found, test=test_view, program=program, activity=activity,
        name=name_of_activity(activity), everything=request.args.get("show") == "all", now=now(),
        again=services.refusal_to_start(attempt.enrollment_id, attempt.activity, now()) is None, door=doors(program),
        **words())


@pages.page("/attempts/<attempt_id>/paper.pdf", access=TRAINEE)
def own_paper(attempt_id: str) -> Any:
    """One's own form as a paper with an answer sheet, once it is submitted."""
    attempt = services.attempt(attempt_id, actor().person_id, now())
    _program, activity = ground(attempt)
    questions = services.own_paper(attempt_id, actor().person_id)
    return printed(Printed(questions, name_of_activity(activity), attempt.number, attempt.started_at, attempt_id, False))


# What the templates need -------------------------------------------------------------------------------

def own_enrollment() -> str:
    found = enrollments.current_enrollment(actor().person_id, now())
    if found is None:
        raise NotFound("受講している研修がありません。")
    return found.id


def ground(attempt: AttemptView) -> tuple[Program, Activity]:
    program = enrollments.program_of(attempt.enrollment_id)
    activity = program.activity(attempt.activity)
    if activity is None:
        raise NotFound(activity=attempt.activity)
    return program, activity


def doors(program: Program) -> Callable[..., str]:
    """Addresses of the program's activities, whichever plugin brings their pages."""
    kinds = programs.kinds()

    def door(activity_id: str, section: str | None = None) -> str:
        activity = program.activity(activity_id)
        kind = kinds.get(activity.kind) if activity else None
        return url_for(kind.endpoint, activity=activity_id, _anchor=section) if kind else "/"

    return door


def name_of(view: Any) -> str:
    return _("%(code)s 理解度確認テスト", code=view.lecture) if view.lecture else text(view.title)


def name_of_activity(activity: Activity) -> str:
    return _("%(code)s 理解度確認テスト", code=activity.of) if activity.of else text(activity.title)


def time_of(attempt: AttemptView, moment: datetime) -> dict[str, Any]:
    """How much of the attempt's own time is left: whole minutes, and percent gone. Seconds for the script."""
    whole = (attempt.deadline - attempt.started_at).total_seconds()
    left = max(0.0, (attempt.deadline - moment).total_seconds())
    return {"seconds_left": int(left), "minutes_left": -(-int(left) // 60), "gone": 100 - 100 * left / whole if whole else 100}


def words() -> dict[str, Any]:
    """Item texts in the reader's language, with furigana for those who wish it."""
    furigana = actor().furigana

    def drawn(html: str) -> Markup:
        return Markup(html if furigana else markdown.without_furigana(html))  # noqa: S704 - sanitized by nh3

    def block(source: Mapping[str, str]) -> Markup:
        return drawn(markdown.html(text(source)))

    def line(source: Mapping[str, str]) -> Markup:
        return drawn(markdown.inline(text(source)))

    def plain(source: Mapping[str, str]) -> str:
        return markdown.plain(text(source))

    return {"block": block, "line": line, "plain": plain, "marks": _(MARKS), "amount": amount, "missing": missing}


def amount(items: float) -> str:
    """So many items: 27, or 27.5; never rounded up."""
    return f"{floor(10 * items + ROUNDING) / 10:g}"


def missing(items: float) -> str:
    """So many items short; never rounded down, so that nobody who failed is short of nothing."""
    return f"{ceil(10 * items - ROUNDING) / 10:g}"
