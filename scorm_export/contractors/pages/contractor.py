"""One contractor as the secretariat sees it: what it teaches and takes, whether its results count, and its end."""
from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from lms.enrollments import services as enrollments
from lms.errors import Invalid
from lms.people import services as people
from lms.web.access import actor, now
from scorm_export.contractors import scope, services
from scorm_export.contractors.pages.door import CHANGE, READ, after, done, pages
from scorm_export.contractors.views import ContractorView
from scorm_export.results import services as results


@pages.page("/contractors/<contractor_id>", access=READ)
def contractor_page(contractor_id: str) -> Any:
    return page_of(scope.readable(contractor_id))


def page_of(found: ContractorView, form: str = "", errors: Mapping[str, str] | None = None) -> str:
    """``form`` came back with ``errors``; what was typed into it is in the request."""
    decisions = services.credit_decisions(found.id)
    return render_template(
        "contractors/contractor.html", contractor=found, form=form, errors=errors or {}, typed=request.form if form else {},
        picked=request.form.getlist("subjects") if form == "register" else [], done=done(), decisions=decisions,
        named=people.people_named(each.by for each in decisions), cohorts=enrollments.cohorts(),
        sizes=enrollments.sizes(), members=services.members(found.id), register=services.qualifications(found.id),
        **offered(), may_change=scope.may_change() and found.ended_at is None)


def offered() -> dict[str, Any]:
    """The programs in force and the titles of their modules."""
    programs = services.programs_on_offer()
    return {"programs": programs, "modules": {module.id: module.title for each in programs for module in each.modules}}


@pages.page("/contractors/<contractor_id>/cohorts", access=CHANGE, methods=("POST",))
def set_cohorts(contractor_id: str) -> Any:
    found = scope.changeable(contractor_id)
    try:
        services.set_cohorts(contractor_id, request.form.getlist("cohorts"))
    except Invalid as error:
        return page_of(found, "cohorts", error.errors), error.status
    return after("contractors.contractor_page", "cohorts", contractor_id=contractor_id)


@pages.page("/contractors/<contractor_id>/lectures", access=CHANGE, methods=("POST",))
def set_lectures(contractor_id: str) -> Any:
    """The button ``all`` gives every lecture of the program."""
    found, program = scope.changeable(contractor_id), request.form.get("program", "")
    every = [lecture.id for each in services.programs_on_offer() if each.id == program for lecture in each.studied]
    try:
        services.set_lectures(contractor_id, program, every if request.form.get("do") == "all" else request.form.getlist("lectures"))
    except Invalid as error:
        return page_of(found, "lectures", error.errors), error.status
    return after("contractors.contractor_page", "lectures", contractor_id=contractor_id)


@pages.page("/contractors/<contractor_id>/credit", access=CHANGE, methods=("POST",))
def decide_credit(contractor_id: str) -> Any:
    """``allowed`` is 1 or nothing. What had come before is counted with the decision."""
    found, allowed = scope.changeable(contractor_id), request.form.get("allowed") == "1"
    try:
        services.decide_credit(contractor_id, allowed, request.form.get("reason", ""), actor().person_id, now())
    except Invalid as error:
        return page_of(found, "credit", error.errors), error.status
    moved = results.count_again(contractor_id, actor().person_id, now())
    return after("contractors.contractor_page", "credited" if allowed else "uncredited", contractor_id=contractor_id, n=moved)


@pages.page("/contractors/<contractor_id>/end", access=CHANGE)
def end_form(contractor_id: str) -> Any:
    """What ending means, before it is done: it cannot be taken back."""
    return render_template("contractors/end.html", contractor=scope.changeable(contractor_id),
                           members=services.members(contractor_id))


@pages.page("/contractors/<contractor_id>/end", access=CHANGE, methods=("POST",))
def end(contractor_id: str) -> Any:
    scope.changeable(contractor_id)
    services.end_contractor(contractor_id, actor().person_id, now())
    return after("contractors.contractor_page", "ended", contractor_id=contractor_id)
