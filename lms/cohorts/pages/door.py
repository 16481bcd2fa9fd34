"""What the pages of this room share."""
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from lms.access import Role, only
from lms.cohorts import words
from lms.web.pages import Pages

pages = Pages("cohorts", "lms.cohorts")

READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)


def number(name: str, default: int = 0) -> int:
    """A whole number of the address; ``default`` for anything else."""
    return request.args.get(name, default, type=int)


def done() -> str | None:
    """What the act before this page did, in words."""
    message = words.DONE.get(request.args.get("done", ""))
    return message and _(message, n=number("n"))


def after(endpoint: str, code: str, **arguments: Any) -> Any:
    """On to a page that says what was done."""
    return redirect(url_for(endpoint, done=code, **arguments), 303)


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"PACES": words.PACES, "OUTCOMES": words.OUTCOMES, "DECISIONS": words.DECISIONS}
