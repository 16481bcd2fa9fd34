"""The page where an invited person chooses a password."""
from typing import Any

from flask import make_response, redirect, render_template, request

from lms.access import PUBLIC
from lms.errors import Invalid
from lms.invitations import services
from lms.people import services as people
from lms.web import access
from lms.web.access import now
from lms.web.pages import Pages

pages = Pages("invitations", __name__)


@pages.page("/welcome/<token>", access=PUBLIC)
def welcome(token: str) -> Any:
    return welcome_page(token)


@pages.page("/welcome/<token>", access=PUBLIC, methods=("POST",))
def accept(token: str) -> Any:
    """Sets the password and signs the person in."""
    password = request.form.get("new_password", "")
    try:
        person = services.accept_invitation(token, password, now())
    except Invalid as error:
        return welcome_page(token, error)
    device = people.device_label(request.user_agent.string)
    access.keep_session(people.sign_in(person.email, password, request.remote_addr or "", now(), device))
    return redirect("/", 303)


def welcome_page(token: str, error: Invalid | None = None) -> Any:
    """Never kept by a browser or a proxy: its address is a key."""
    page = render_template("invitations/welcome.html", token=token, person=services.invited_person(token, now()),
                           errors=error.errors if error else {})
    response = make_response(page, error.status if error else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
