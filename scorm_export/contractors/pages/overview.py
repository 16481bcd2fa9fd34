"""All contractors, and registering a new one."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from lms.errors import Conflict, Invalid
from lms.periods import civil_day
from lms.web.access import actor, now
from scorm_export.contractors import rules, scope, services
from scorm_export.contractors.pages.door import CHANGE, READ, after, pages
from scorm_export.contractors.rules import Currency
from scorm_export.contractors.views import ContractorView, QualificationView


@dataclass(frozen=True, slots=True)
class Line:
    """One contractor of the list. ``currencies``: how many of its qualifications stand how today; ``unfit``: of how many
    lecturers of case studies something is missing."""

    contractor: ContractorView
    people: int
    currencies: Counter[Currency]
    unfit: int


@pages.page("/contractors", access=READ)
def contractor_list() -> Any:
    scope.require_reader()
    register, people = services.all_qualifications(), services.member_counts()
    lines = [line(found, people.get(found.id, 0), register.get(found.id, [])) for found in services.contractors()]
    return render_template("contractors/list.html", lines=sorted(lines, key=lambda each: each.contractor.ended_at is not None),
                           may_change=scope.may_change(), CURRENCY=Currency)


def line(found: ContractorView, people: int, register: Sequence[QualificationView]) -> Line:
    today = civil_day(now())
    fitness = [rules.case_study_fitness(each.subjects, each.insight, each.experience) for each in register]
    return Line(found, people, Counter(rules.currency(each.last_day, today) for each in register),
                sum(each is not None and not each.fit for each in fitness))


@pages.page("/contractors/new", access=CHANGE)
def new_contractor() -> Any:
    scope.require_changer()
    return render_template("contractors/new.html", errors={}, name="")


@pages.page("/contractors/new", access=CHANGE, methods=("POST",))
def create_contractor() -> Any:
    scope.require_changer()
    name = request.form.get("name", "")
    try:
        made = services.create_contractor(name, actor().person_id, now())
    except Invalid as error:
        return render_template("contractors/new.html", errors=error.errors, name=name), error.status
    except Conflict as error:
        return render_template("contractors/new.html", errors={"name": error.detail}, name=name), error.status
    return after("contractors.contractor_page", "created", contractor_id=made.id)
