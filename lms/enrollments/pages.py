"""The trainee's home."""
from flask import redirect, render_template, request, url_for

from lms.access import SIGNED_IN, Role
from lms.enrollments import services
from lms.enrollments.home import home, ruler
from lms.enrollments.views import EnrollmentView
from lms.programs import services as programs
from lms.programs.kinds import Partial
from lms.web.access import actor, now
from lms.web.pages import Pages
from lms.web.shell import nav_items

pages = Pages("enrollments", __name__)


@pages.page("/", access=SIGNED_IN)
def trainee_home():  # type: ignore[no-untyped-def]
    """What is next, by when, and how much is left; staff without an enrollment go to their own page."""
    enrolled = services.current_enrollment(actor().person_id, now())
    if enrolled is None:
        own = next((item.endpoint for item in nav_items() if item.endpoint != request.endpoint), None)
        if own is not None:
            return redirect(url_for(own))
        return render_template("enrollments/no_enrollment.html", trainee=actor().has(Role.TRAINEE))
    program = programs.program(enrolled.program_version)
    standing = services.standing_of(enrolled.id, now())
    view = home(program, standing, partial_of(enrolled), now())
    kinds = programs.kinds()
    return render_template(
        "enrollments/home.html", enrollment=enrolled, program=program, home=view, now=now(),
        ruler=ruler(view.window, now()) if view.window else None,
        href=lambda activity: url_for(kinds[activity.kind].endpoint, activity=activity.id))


def partial_of(enrolled: EnrollmentView) -> dict[str, Partial]:
    """How far each unfinished activity has come, as each kind tells."""
    found: dict[str, Partial] = {}
    for kind in programs.kinds().values():
        if kind.partial:
            found.update(kind.partial(enrolled.id))
    return found
