"""Making a dispatch for a contractor."""
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from lms.errors import Invalid
from lms.periods import civil_day
from lms.programs.definition import Activity
from lms.web.access import actor, now
from scorm_export.contractors.views import ContractorView
from scorm_export.dispatch import fields, scope, services
from scorm_export.dispatch.pages.door import after, pages
from scorm_export.packages import services as packages

USUAL_CAP, USUAL_DAYS = 30, 180


@pages.page("/dispatches/new", access=scope.CHANGE)
def choose() -> Any:
    """From the choice on the overview to the form, or back where nothing was chosen."""
    chosen = request.args.get("contractor", "")
    address = url_for("dispatch.new", contractor_id=scope.changeable_contractor(chosen).id) if chosen else url_for("dispatch.overview")
    return redirect(address, 303)


@pages.page("/contractors/<contractor_id>/dispatches/new", access=scope.CHANGE)
def new(contractor_id: str) -> Any:
    found = scope.changeable_contractor(contractor_id)
    program = chosen_program(found, request.args.get("program", ""))
    opening: MultiDict[str, str] = MultiDict(
        {"language": "ja", **fields.terms_fields(USUAL_CAP, civil_day(now()) + timedelta(days=USUAL_DAYS))})
    opening.setlist("lectures", found.codes(program))
    return form(found, program, opening, {})


def chosen_program(found: ContractorView, wish: str) -> str:
    own = fields.programs_of(found)
    return wish if wish in own else next(iter(own), "")


@pages.page("/contractors/<contractor_id>/dispatches/new", access=scope.CHANGE, methods=("POST",))
def create(contractor_id: str) -> Any:
    found = scope.changeable_contractor(contractor_id)
    program = chosen_program(found, request.form.get("program", ""))
    wanted, unread = fields.wanted(request.form, program)
    try:
        made = services.create(found.id, wanted, actor().person_id, now())
    except Invalid as error:
        return form(found, program, request.form, {**error.errors, **unread}), error.status
    return after("dispatch.dispatch", "made", dispatch_id=made.id)


def form(found: ContractorView, program: str, typed: Any, errors: Mapping[str, str]) -> str:
    return render_template(
        "dispatch/new.html", contractor=found, program=packages.newest_program(program) if program else None,
        programs=fields.programs_of(found), lectures=offered(found, program), tests=tests_of(program), typed=typed, errors=errors)


def tests_of(program: str) -> list[Activity]:
    return services.tests_of(packages.newest_program(program)) if program else []


def offered(found: ContractorView, program: str) -> list[Activity]:
    if not program:
        return []
    return [a for a in packages.lectures_of(packages.newest_program(program)) if found.may_take(program, a.id)]
