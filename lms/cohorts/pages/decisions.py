"""Exemptions and extensions: what was decided, and deciding for several people or a whole round.

A decision takes three steps on one address: ``step`` is ``form`` (ask), ``check`` (show what it would do) or ``do``.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request

from lms.cohorts import rules, scope, services
from lms.cohorts.fields import typed_date
from lms.cohorts.pages.cohort import head
from lms.cohorts.pages.door import CHANGE, READ, after, done, number, pages
from lms.cohorts.services import Candidate
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.periods import civil_day, window_of_days
from lms.programs import services as programs
from lms.web.access import actor, now


@pages.page("/cohorts/<cohort_id>/decisions", access=READ)
def decisions(cohort_id: str) -> Any:
    """Every exemption and extension of a round, the newest first."""
    found = scope.readable(cohort_id)
    names = services.names_in(cohort_id, now())
    groups = services.decision_groups(enrollments.decisions_in(cohort_id), names)
    return render_template("cohorts/decisions.html", **head(found), sheet=rules.sheet(groups, number("page", 1)),
                           program=programs.program(found.program_version), done=done())


@pages.page("/cohorts/<cohort_id>/selection", access=CHANGE, methods=("POST",))
def selection(cohort_id: str) -> Any:
    """From the bar below the list to the form of the act that was chosen."""
    scope.changeable(cohort_id)
    if not request.form.getlist("pick"):
        return after("cohorts.cohort_page", "nobody", cohort_id=cohort_id)
    return exempt(cohort_id) if request.form.get("do") == "exempt" else extend(cohort_id)


# Extensions ------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class AskedExtension:
    """An extension as typed. ``whole``: for everyone in the round. ``errors`` by field."""

    whole: bool
    window: str
    until: date | None
    candidates: Sequence[Candidate]
    reach: int
    errors: Mapping[str, str]


@pages.page("/cohorts/<cohort_id>/extensions", access=CHANGE)
def extend_whole(cohort_id: str) -> Any:
    """The form for a whole round, e.g. after an outage (ruling A13)."""
    found = scope.changeable(cohort_id)
    return extension_page("form", found, AskedExtension(True, "learning", None, (), 0, {}))


@pages.page("/cohorts/<cohort_id>/extensions", access=CHANGE, methods=("POST",))
def extend(cohort_id: str) -> Any:
    found, step = scope.changeable(cohort_id), request.form.get("step", "form")
    asked = asked_extension(found, asking=step in ("check", "do"))
    if asked.errors:
        return extension_page("form", found, asked), 422
    if step not in ("check", "do"):
        return extension_page("form", found, asked)
    if step == "check":
        return extension_page("check", found, asked)
    return decided("extended", found, extended(found, asked), asked.candidates)


def decided(code: str, found: CohortView, count: int, candidates: Sequence[Candidate]) -> Any:
    """On to the person it was about, or to all decisions of the round."""
    if len(candidates) == 1:
        return after("cohorts.trainee", code, enrollment_id=candidates[0].enrollment_id, n=count)
    return after("cohorts.decisions", code, cohort_id=found.id, n=count)


def asked_extension(found: CohortView, *, asking: bool) -> AskedExtension:
    """``asking`` False: the form opens, and nothing is wrong with it yet."""
    form, whole = request.form, request.form.get("whole") == "1"
    window = form.get("window", "learning")
    until, problem = typed_date(form, "until")
    errors = services.problems_of_words(form.get("reason", ""), None if whole else form.get("evidence", "")) if asking else {}
    if window not in found.windows:
        errors["window"] = "期間を選んでください。"
    elif asking and until is None:
        errors["until"] = problem or "新しい期限の日を入力してください。"
    until = None if errors.get("window") else until
    candidates = () if whole else services.candidates_to_extend(
        found.id, form.getlist("pick"), window, until if asking else None, now())
    reach = len(candidates)
    if whole and until:
        reach, problem = services.reach_of_whole(found.id, window, until, now())
        errors.update({"until": problem} if problem else {})
    return AskedExtension(whole, window, until, candidates, reach, {**errors, **refused("until", candidates, whole)})


def refused(name: str, candidates: Sequence[Candidate], whole: bool = False) -> dict[str, str]:
    """The first reason why one of them cannot be reached; or that nobody is chosen."""
    if not candidates and not whole:
        return {"pick": "受講者を1名以上選んでください。"}
    return next(({name: c.problem} for c in candidates if c.problem), {})


def extended(found: CohortView, asked: AskedExtension) -> int:
    reason, evidence = request.form.get("reason", ""), request.form.get("evidence", "")
    assert asked.until is not None  # there is no error on it
    if asked.whole:
        return enrollments.extend_cohort(found.id, asked.window, asked.until, reason, actor().person_id, now())
    ids = [c.enrollment_id for c in asked.candidates]
    return services.extend_each(ids, asked.window, asked.until, reason, evidence, actor().person_id, now())


def extension_page(step: str, found: CohortView, asked: AskedExtension) -> str:
    program = programs.program(found.program_version)
    closes = window_of_days(asked.until, asked.until).closes if asked.until else None
    return render_template(
        f"cohorts/extension_{step}.html", **head(found), program=program, asked=asked, errors=asked.errors,
        typed=request.form, closes=closes, today=civil_day(now()), size=enrollments.size_of(found.id))


# Exemptions ------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class AskedExemption:
    activity: str
    candidates: Sequence[Candidate]
    errors: Mapping[str, str]


@pages.page("/cohorts/<cohort_id>/exemptions", access=CHANGE, methods=("POST",))
def exempt(cohort_id: str) -> Any:
    found, step = scope.changeable(cohort_id), request.form.get("step", "form")
    asked = asked_exemption(found, asking=step in ("check", "do"))
    if asked.errors:
        return exemption_page("form", found, asked), 422
    if step not in ("check", "do"):
        return exemption_page("form", found, asked)
    if step == "check":
        return exemption_page("check", found, asked)
    ids = [c.enrollment_id for c in asked.candidates]
    count = services.exempt_each(ids, asked.activity, request.form.get("reason", ""),
                                 request.form.get("evidence", ""), actor().person_id, now())
    return decided("exempted", found, count, asked.candidates)


def asked_exemption(found: CohortView, *, asking: bool) -> AskedExemption:
    form = request.form
    activity = form.get("activity", "")
    errors = services.problems_of_words(form.get("reason", ""), form.get("evidence", "")) if asking else {}
    if asking and not activity:
        errors["activity"] = "講義を選んでください。"
    candidates = services.candidates_to_exempt(
        found.id, form.getlist("pick"), activity if asking and activity else None, now())
    return AskedExemption(activity, candidates, {**errors, **refused("activity", candidates)})


def exemption_page(step: str, found: CohortView, asked: AskedExemption) -> str:
    program = programs.program(found.program_version)
    return render_template(
        f"cohorts/exemption_{step}.html", **head(found), program=program, asked=asked, errors=asked.errors,
        typed=request.form, activity=program.activity(asked.activity))
