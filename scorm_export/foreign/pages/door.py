"""What the pages of this room share."""
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.web.pages import Pages
from lms.web.shell import CONTENT_POLICY
from scorm_export.foreign import scope, serving, words
from scorm_export.foreign.parts import Part

pages = Pages("foreign", "scorm_export.foreign")


def done() -> str | None:
    """What the act before this page did, in words."""
    message = words.DONE.get(request.args.get("done", ""))
    return message and _(message)


def after(endpoint: str, code: str, **arguments: Any) -> Any:
    """On to a page that says what was done."""
    return redirect(url_for(endpoint, done=code, **arguments), 303)


def asked_part() -> int:
    """The number of a part in the address; the first where none is named."""
    number = request.args.get("part", "0")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def content_host() -> str:
    """The second address of the server, like ``https://host``; empty where there is none."""
    host: str = current_app.extensions["lms.settings"].content_host
    return host


def address(foreign_id: str, key: str, part: Part) -> str:
    """Where the frame begins: at our stage on the second address, else at the content's own page."""
    if content_host():
        return content_host() + url_for("packages_of_others.stage", foreign_id=foreign_id, key=key)
    return url_for("packages_of_others.file", foreign_id=foreign_id, key=key, path=part.path) + part.query


def playing(template: str, **known: Any) -> Response:
    """A page of ours with a frame in it; the frame may show the content and nothing else, wherever it is led."""
    known["sandbox"] = serving.SANDBOX + (serving.OWN_ORIGIN if content_host() else "")
    response = Response(render_template(template, **known))
    framed = f"{content_host() or request.host_url.rstrip('/')}{url_for('packages_of_others.root')}"
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src {framed}"
    return response


def host_of(origin: str) -> str:
    return urlsplit(origin).netloc


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"EDITIONS": words.EDITIONS, "may_write": scope.may_change(), "content_host": content_host}
