"""What the pages of this room share."""
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from lms.web.pages import Pages
from scorm_export.dispatch import words
from scorm_export.dispatch.rules import EDITIONS
from scorm_export.packages.words import EDITIONS as EDITION_NAMES

pages = Pages("dispatch", "scorm_export.dispatch")


def done() -> str | None:
    """What the act before this page did, in words."""
    message = words.DONE.get(request.args.get("done", ""))
    return message and _(message)


def after(endpoint: str, code: str, **arguments: Any) -> Any:
    """On to a page that says what was done."""
    return redirect(url_for(endpoint, done=code, **arguments), 303)


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"STATES": words.STATES, "editions": EDITIONS, "EDITIONS": EDITION_NAMES}
