"""Which trainee a contractor's LMS means by an id: twin pages, for the contractor and for the secretariat.

A file takes two steps on one address: ``step`` is ``check`` (what it would do, line by line) or ``do``.
"""
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from lms.access import Role, only
from lms.cohorts.pages.cohort import csv_file
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.rosters.rules import decoded
from lms.web.access import actor, now
from scorm_export.contractors import rules, scope, services, veils
from scorm_export.contractors.pages.door import CHANGE, OWN, READ, after, done, pages
from scorm_export.contractors.pages.own import nobody_page
from scorm_export.contractors.views import ContractorView, Naming
from scorm_export.results import services as results
from scorm_export.results.outcome import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Whose learners, and on which of the twin pages: ``endpoint`` and its arguments lead back to it."""

    contractor: ContractorView
    may_change: bool
    prefix: str
    arguments: Mapping[str, str]


def office(found: ContractorView) -> Place:
    return Place(found, scope.may_change() and found.ended_at is None, "contractors.", {"contractor_id": found.id})


def at_home() -> Place:
    """NotFound for somebody whom no contractor has."""
    found = scope.own()
    if found is None:
        raise NotFound()
    return Place(found, True, "contractors.own_", {})


@pages.page("/contractors/<contractor_id>/learners", access=READ)
def learners(contractor_id: str) -> Any:
    return learners_page(office(scope.readable(contractor_id)))


@pages.page("/contractor/learners", access=OWN)
def own_learners() -> Any:
    return learners_page(at_home()) if scope.own() else nobody_page()


@pages.page("/contractors/<contractor_id>/learners", access=CHANGE, methods=("POST",))
def name_learner(contractor_id: str) -> Any:
    return named(office(scope.changeable(contractor_id)))


@pages.page("/contractor/learners", access=OWN, methods=("POST",))
def own_name_learner() -> Any:
    return named(at_home())


@pages.page("/contractors/<contractor_id>/learners/file", access=CHANGE, methods=("POST",))
def name_learners(contractor_id: str) -> Any:
    return by_file(office(scope.changeable(contractor_id)))


@pages.page("/contractor/learners/file", access=OWN, methods=("POST",))
def own_name_learners() -> Any:
    return by_file(at_home())


@pages.page("/contractors/<contractor_id>/learners/removal", access=CHANGE, methods=("POST",))
def forget_learner(contractor_id: str) -> Any:
    return forgotten(office(scope.changeable(contractor_id)))


@pages.page("/contractor/learners/removal", access=OWN, methods=("POST",))
def own_forget_learner() -> Any:
    return forgotten(at_home())


@pages.page("/contractor/learners.csv", access=only(Role.CONTRACTOR, Role.SECRETARIAT))
def example() -> Any:
    """A file to fill in."""
    header, *lines = rules.EXAMPLE
    return csv_file(header, lines, "learners.csv")


def learners_page(place: Place, errors: Mapping[str, str] | None = None) -> str:
    found = place.contractor
    nobody = (each.outcome.learner for each in results.results_of(found.id) if each.standing is Standing.UNKNOWN_LEARNER)
    unknown = Counter(learner for learner in nobody if veils.salt_of(learner) is None)  # a veil tells nobody whom it means
    trainees = services.taught(found.id)
    return render_template(
        "contractors/learners.html", place=place, contractor=found, learners=services.learners(found.id), trainees=trainees,
        by_round=[(each, [t for t in trainees if t.cohort_id == each.id]) for each in enrollments.cohorts() if each.id in found.cohorts],
        unknown=sorted(unknown.items()), errors=errors or {}, typed=request.form if errors else request.args, done=done())


def named(place: Place) -> Any:
    """One trainee, chosen from a list."""
    reference, enrollment_id = (request.form.get(name, "") for name in ("reference", "enrollment_id"))
    problem = rules.problem_of_reference(reference)
    errors = {"reference": problem} if problem else {}
    if not enrollment_id:
        errors["enrollment_id"] = "受講者を選んでください。"
    try:
        if errors:
            raise Invalid(errors)
        services.name_learners(place.contractor.id, {reference: enrollment_id}, actor().person_id, now())
    except Invalid as error:
        at_fields = {"enrollment_id" if name == "learners" else name: message for name, message in error.errors.items()}
        return learners_page(place, at_fields), error.status
    return counted(place, 1)


def counted(place: Place, n: int) -> Any:
    moved = results.count_again(place.contractor.id, actor().person_id, now())
    return after(f"{place.prefix}learners", "named", n=n, m=moved, **place.arguments)


def by_file(place: Place) -> Any:
    try:
        text = sent_text()
    except Invalid as error:
        return learners_page(place, error.errors), error.status
    if request.form.get("step") == "do":
        lines = services.import_learners(place.contractor.id, text, actor().person_id, now())
        return counted(place, sum(line.outcome in (Naming.NEW, Naming.CHANGES) for line in lines))
    lines = services.check_learners(place.contractor.id, text)
    return render_template("contractors/learners_check.html", place=place, contractor=place.contractor, text=text,
                           lines=lines, counts=Counter(line.outcome for line in lines), NAMING=Naming)


def sent_text() -> str:
    """Of the file, else what was pasted or carried along. Raises Invalid on ``file``."""
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        text = decoded(data)[0] if data else request.form.get("text", "")
    except ValueError as error:
        raise Invalid({"file": "文字コードが UTF-8 でも CP932(Shift_JIS)でもありません。"
                               "表計算ソフトで「CSV UTF-8」を選んで保存し直してください。"}) from error
    if not text.strip():
        raise Invalid({"file": "ファイルを選ぶか、表を貼り付けてください。"})
    return text


def forgotten(place: Place) -> Any:
    services.forget_learner(place.contractor.id, request.form.get("reference", ""))
    return after(f"{place.prefix}learners", "forgotten", **place.arguments)
