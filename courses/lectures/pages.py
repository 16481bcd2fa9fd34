"""The lecture page and its transcript."""
from typing import Any

from flask import redirect, render_template, url_for

from courses.authoring.markdown import without_furigana
from courses.lectures import services
from courses.lectures.player import Player
from courses.lectures.transcript import Cue, cues
from courses.lectures.views import LectureView
from lms.access import Role, only
from lms.blocks import services as blocks
from lms.blocks.rules import Viewer
from lms.enrollments import services as enrollments
from lms.enrollments.views import EnrollmentView
from lms.errors import Invalid, NotFound
from lms.media import services as media
from lms.web.access import actor, now
from lms.web.pages import Pages
from lms.web.words import locale

pages = Pages("courses", __name__)
TRAINEES = only(Role.TRAINEE)


def my_enrollment() -> EnrollmentView:
    """The actor's own enrollment; NotFound for somebody who takes no training."""
    enrolled = enrollments.current_enrollment(actor().person_id, now())
    if enrolled is None:
        raise NotFound("受講している研修がありません。")
    return enrolled


@pages.page("/lectures/<activity>", access=TRAINEES)
def lecture(activity: str) -> str:
    return shown(activity, {})


def shown(activity: str, errors: dict[str, str]) -> str:
    enrolled, who = my_enrollment(), actor()
    view = services.open_lecture(enrolled.id, activity, who.person_id, locale(), now())
    viewer = Viewer(who.person_id, enrolled.id, locale(), who.furigana)
    player = Player(view, who.person_id, locale(), now())

    def part(name: str) -> blocks.Rendered:
        return blocks.render(view.snapshot_id, f"{activity}.{name}", "student_view", viewer, {"player": player}, now=now())

    program = enrollments.program_of(enrolled.id)
    return render_template(
        "courses/lecture.html", view=view, module=program.module(view.module), video=part("video"), text=part("text"),
        quiz=part("quiz") if "quiz" in blocks.block_types() else None, cues=spoken(view), errors=errors,
        exempt=enrollments.is_exempt(enrolled.id, activity), enrollment_id=enrolled.id)


def spoken(view: LectureView) -> list[Cue]:
    """The transcript in the reader's language, else in the first there is."""
    by_language = {caption.language: caption.media_id for caption in view.captions}
    media_id = by_language.get(view.edition.locale) or next(iter(by_language.values()), None)
    return cues(media.text(media_id)) if media_id else []


@pages.page("/lectures/<activity>/sections/<section>/confirmation", access=TRAINEES, methods=("POST",))
def confirm(activity: str, section: str) -> Any:
    """「読みました」: attendance by reading, section by section."""
    try:
        services.confirm_section(my_enrollment().id, activity, actor().person_id, section, locale(), now())
    except Invalid as error:
        return shown(activity, {section: error.errors["section"]}), error.status
    return redirect(url_for("courses.lecture", activity=activity, _anchor="contents"), 303)


@pages.page("/lectures/<activity>/transcript", access=TRAINEES)
def transcript(activity: str) -> str:
    """Everything to read on one page, for printing and for keeping."""
    view = services.open_lecture(my_enrollment().id, activity, actor().person_id, locale(), now())
    text = {s.id: s.html if actor().furigana else without_furigana(s.html) for s in view.sections}
    return render_template("courses/transcript.html", view=view, text=text, cues=spoken(view))
