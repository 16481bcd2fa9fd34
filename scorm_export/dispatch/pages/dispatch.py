"""One dispatch: how it stands, who uses it, its terms and its end."""
from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from lms.cohorts.rules import sheet
from lms.errors import Invalid
from lms.web.access import actor, now
from scorm_export.dispatch import fields, scope, services
from scorm_export.dispatch.pages.door import after, done, pages
from scorm_export.dispatch.views import DispatchView
from scorm_export.packages import services as packages


@pages.page("/dispatches/<dispatch_id>", access=scope.READ)
def dispatch(dispatch_id: str) -> Any:
    found = scope.readable(dispatch_id)
    return dispatch_page(found, fields.terms_fields(found.cap, found.last_day), {})


def dispatch_page(found: DispatchView, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    program = packages.newest_program(found.program)
    return render_template(
        "dispatch/dispatch.html", line=services.lines([found], now())[0], dispatch=found, program=program,
        parts=found.parts_of(program),
        versions=services.versions_of(found), sheet=sheet(services.learners_of(found), request.args.get("page", 1, type=int)),
        terms=services.terms_of(found.id), taken=services.taken_of(found.id), stop=services.current_stop(),
        may_change=scope.may_change(), typed=typed, errors=errors, done=done())


@pages.page("/dispatches/<dispatch_id>/terms", access=scope.CHANGE, methods=("POST",))
def change_terms(dispatch_id: str) -> Any:
    found = scope.changeable(dispatch_id)
    cap, last_day, unread = fields.terms(request.form)
    try:
        services.change_terms(found.id, cap, last_day, actor().person_id, now())
    except Invalid as error:
        return dispatch_page(found, request.form, {**error.errors, **unread}), error.status
    return after("dispatch.dispatch", "changed", dispatch_id=found.id)


@pages.page("/dispatches/<dispatch_id>/revocation", access=scope.CHANGE)
def revocation_form(dispatch_id: str) -> Any:
    """What revoking means, before it is done: it cannot be taken back."""
    return revocation_page(scope.changeable(dispatch_id), {})


@pages.page("/dispatches/<dispatch_id>/revocation", access=scope.CHANGE, methods=("POST",))
def revoke(dispatch_id: str) -> Any:
    found = scope.changeable(dispatch_id)
    try:
        services.revoke(found.id, request.form.get("reason", ""), actor().person_id, now())
    except Invalid as error:
        return revocation_page(found, error.errors), error.status
    return after("dispatch.dispatch", "revoked", dispatch_id=found.id)


def revocation_page(found: DispatchView, errors: Mapping[str, str]) -> str:
    return render_template(
        "dispatch/revocation.html", dispatch=found, line=services.lines([found], now())[0], typed=request.form, errors=errors)
