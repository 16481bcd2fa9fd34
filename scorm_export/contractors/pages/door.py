"""What the pages of this room share."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _

from lms.access import Role, only
from lms.periods import civil_day
from lms.web.access import now
from lms.web.pages import Pages
from scorm_export.contractors import rules, words
from scorm_export.results.words import STANDINGS

pages = Pages("contractors", "scorm_export.contractors")

READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
OWN = only(Role.CONTRACTOR)


def typed(*names: str) -> dict[str, str]:
    """Fields of the form, without the spaces around them."""
    return {name: request.form.get(name, "").strip() for name in names}


def done() -> str | None:
    """What the act before this page did, in words."""
    message = words.DONE.get(request.args.get("done", ""))
    return message and _(message, **{name: request.args.get(name, 0, type=int) for name in ("n", "m")})


def after(endpoint: str, code: str, **arguments: Any) -> Any:
    """On to a page that says what was done."""
    return redirect(url_for(endpoint, done=code, **arguments), 303)


def standing_of(last_day: date) -> words.Look:
    """How a qualification with this last day looks today."""
    return words.CURRENCIES[rules.currency(last_day, civil_day(now()))]


def subject_name(subject: str, modules: Mapping[str, str]) -> str:
    """What a lecturer teaches, as people call it. ``modules``: titles by id."""
    if subject == rules.CASE_STUDY:
        return _("事例検討")
    return _("区分%(module)s", module=subject) if subject in modules else subject


def tabs() -> list[tuple[str, str, str]]:
    """Name, label (a message id) and endpoint of each page of a contractor, also those of other rooms that are there."""
    return [(name, label, endpoint) for name, (label, endpoint) in words.TABS.items() if endpoint in current_app.view_functions]


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"TABS": tabs(), "NAMINGS": words.NAMINGS, "STANDINGS": STANDINGS, "standing_of": standing_of,
            "subject_name": subject_name, "fitness_of": lambda row: rules.case_study_fitness(row.subjects, row.insight, row.experience)}
