"""Who works for a contractor: added by mail address, removed again."""
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from lms.errors import Conflict, Invalid
from lms.people.services import NewPerson
from lms.web.access import actor, now
from scorm_export.contractors import scope, services
from scorm_export.contractors.pages.contractor import page_of
from scorm_export.contractors.pages.door import CHANGE, after, pages, typed
from scorm_export.contractors.views import ContractorView, Joined


@pages.page("/contractors/<contractor_id>/members", access=CHANGE, methods=("POST",))
def join(contractor_id: str) -> Any:
    """Somebody without a password gets a link, which is shown now and never again."""
    found = scope.changeable(contractor_id)
    try:
        joined = services.join(contractor_id, NewPerson(**typed("email", "family_name", "given_name", "kana")), actor().person_id, now())
    except (Invalid, Conflict) as error:
        return page_of(found, "members", in_the_form(error)), error.status
    if joined.invitation:
        return invited_page(found, joined, joined.invitation)
    return after("contractors.contractor_page", "joined", contractor_id=contractor_id)


def in_the_form(error: Invalid | Conflict) -> dict[str, str]:
    if isinstance(error, Conflict):
        return {"email": error.detail}
    if known := error.members.get("known_as"):
        return {"email": _("このアドレスは「%(name)s」様のものです。アドレスか氏名を確かめてください。", name=known)}
    return error.errors


def invited_page(found: ContractorView, joined: Joined, token: str) -> Any:
    """Never kept by a browser: the link on it is a key."""
    link = url_for("invitations.welcome", token=token, _external=True)
    page = render_template("contractors/invited.html", contractor=found, joined=joined, link=link)
    return page, 201, {"Cache-Control": "no-store"}


@pages.page("/contractors/<contractor_id>/members/<person_id>/removal", access=CHANGE, methods=("POST",))
def remove(contractor_id: str, person_id: str) -> Any:
    """No confirming page: somebody taken out by mistake can be added again."""
    scope.changeable(contractor_id)
    services.remove_member(contractor_id, person_id, actor().person_id, now())
    return after("contractors.contractor_page", "left", contractor_id=contractor_id)
