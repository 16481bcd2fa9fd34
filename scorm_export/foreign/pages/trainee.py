"""The trainee's pages: packages below a lecture, and one of them being played."""
from flask import Response, render_template
from markupsafe import Markup

from lms.enrollments import services as enrollments
from lms.enrollments.views import EnrollmentView
from lms.errors import NotFound
from lms.web.access import actor, now
from scorm_export.foreign import services
from scorm_export.foreign.pages.door import address, asked_part, pages, playing
from scorm_export.foreign.scope import TRAINEES


def my_enrollment() -> EnrollmentView:
    """The actor's own enrollment; NotFound for somebody who takes no training."""
    enrolled = enrollments.current_enrollment(actor().person_id, now())
    if enrolled is None:
        raise NotFound("受講している研修がありません。")
    return enrolled


def below_lecture(activity: str, enrollment_id: str) -> Markup | None:
    """For the slot ``lecture.footer``: the packages that stand below a lecture, and how far the trainee is with each."""
    found = services.all_shown(enrollment_id, activity)
    return Markup(render_template("foreign/below_lecture.html", shown=found)) if found else None


@pages.page("/lectures/<activity>/packages/<foreign_id>", access=TRAINEES)
def play(activity: str, foreign_id: str) -> Response:
    enrolled, number = my_enrollment(), asked_part()
    found = services.shown(enrolled.id, activity, foreign_id, now())
    key = services.open_part(enrolled.id, found, number, now())
    part = found.package.parts[number]
    return playing("foreign/play.html", shown=services.shown(enrolled.id, activity, foreign_id, now()), part=part, number=number,
                   activity=activity, address=address(foreign_id, key, part))
