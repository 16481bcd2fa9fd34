"""What the pages of this room share."""
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.web.access import actor, current_actor
from lms.web.pages import Pages
from scorm_export.contractors import scope as whose
from scorm_export.contractors import veils
from scorm_export.contractors.pages.door import tabs
from scorm_export.contractors.views import ContractorView
from scorm_export.packages import services as packages
from scorm_export.results import scope, words
from scorm_export.results.outcome import Standing

pages = Pages("results", "scorm_export.results")


def lectures_of(contractor: ContractorView) -> dict[str, Any]:
    """Titles by code of the lectures that it may take, in the program's order; they are of one program."""
    if not contractor.lectures:
        return {}
    program = packages.newest_program(program_of(contractor))
    return {each.id: each.title for each in packages.lectures_of(program) if contractor.may_take(program.id, each.id)}


def program_of(contractor: ContractorView) -> str:
    return contractor.lectures[0].partition("/")[0]


def spoken(learner: str) -> str:
    """How a learner is called on a page; of a veiled one no more than tells it from others."""
    veil = veils.short(learner)
    return _("配信の学習者 %(id)s", id=veil) if veil else learner


def may_send() -> bool:
    return scope.SEND.admits(actor()) and (whose.may_change() or whose.own() is not None)


def is_staff() -> bool:
    return scope.STAFF.admits(actor())


@pages.context_processor
def room_words() -> dict[str, Any]:
    if current_actor() is None:
        return {}  # a refusal, which says nothing of this room
    return {
        "STANDINGS": words.STANDINGS, "FORESEEN": words.FORESEEN, "WAYS": words.WAYS, "FIELD_WORDS": words.FIELD_WORDS, "MADE": words.MADE,
        "standings": list(Standing), "spoken": spoken, "TABS": tabs(), "may_send": may_send(),
        "is_office": whose.may_change(), "is_staff": is_staff(), "endpoint": f"{request.host_url}xapi"}
