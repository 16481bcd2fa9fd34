"""What the pages of this room share."""
import re
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from assessments.bank import words
from assessments.bank.sayings import Fault
from lms.access import Role, only
from lms.people import services as people
from lms.web.access import current_actor
from lms.web.pages import Pages
from lms.web.words import locale

pages = Pages("bank", "assessments.bank")

READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)
WRITE = only(Role.LECTURER, Role.SECRETARIAT)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def done() -> str | None:
    """What the act before this page did, in words."""
    message = words.DONE.get(request.args.get("done", ""))
    return message and _(message)


def after(endpoint: str, code: str, **arguments: Any) -> Any:
    """On to a page that says what was done."""
    return redirect(url_for(endpoint, done=code, **arguments), 303)


def sent(name: str) -> str:
    """A text of the form, its lines ended as in files, without characters that no text has."""
    return CONTROL.sub("", request.form.get(name, "").replace("\r\n", "\n"))


def whole(name: str) -> int:
    """A whole number of the form, 0 for anything else."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0


def named(*person_ids: str | None) -> dict[str, str]:
    """Names by id."""
    return {key: person.name for key, person in people.people_named(filter(None, person_ids)).items()}


def said(fault: Fault) -> str:
    return _(fault.message, **dict(fault.parts))


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {
        "KINDS": words.KINDS, "DIFFICULTIES": words.DIFFICULTIES, "ITEM_STATES": words.ITEM_STATES,
        "DRAFT_STATES": words.DRAFT_STATES, "VERDICTS": words.VERDICTS, "fault_said": said, "here": locale,
        "may_write": WRITE.admits(current_actor())}
