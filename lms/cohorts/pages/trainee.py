"""One trainee as the secretariat sees them: standing, history, and the decisions about them."""
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _

from lms.cohorts import scope, services, words
from lms.cohorts.pages.cohort import head
from lms.cohorts.pages.door import CHANGE, READ, after, done, pages
from lms.enrollments import services as enrollments
from lms.enrollments.home import home
from lms.enrollments.pages import partial_of
from lms.enrollments.rules import refusal_to_waive, workload
from lms.enrollments.views import EnrollmentView
from lms.errors import Invalid
from lms.people import services as people
from lms.plugins import NavItem
from lms.programs import services as programs
from lms.programs.definition import Program
from lms.records import services as records
from lms.records.rules import Row
from lms.web.access import actor, now
from lms.web.words import text


@pages.page("/enrollments/<enrollment_id>", access=READ)
def trainee(enrollment_id: str) -> Any:
    return trainee_page(scope.readable_enrollment(enrollment_id))


@pages.page("/enrollments/<enrollment_id>/exemption-withdrawals", access=CHANGE, methods=("POST",))
def withdraw_exemption(enrollment_id: str) -> Any:
    """No confirming page: an exemption taken back can be granted again."""
    found = scope.changeable_enrollment(enrollment_id)
    try:
        enrollments.withdraw_exemption(enrollment_id, request.form.get("activity", ""), request.form.get("reason", ""),
                                       actor().person_id, now())
    except Invalid as error:
        return trainee_page(found, {f"withdrawal-{name}": message for name, message in error.errors.items()}), 422
    return after("cohorts.trainee", "withdrawn", enrollment_id=enrollment_id)


def trainee_page(enrolled: EnrollmentView, errors: dict[str, str] | None = None) -> str:
    program = programs.program(enrolled.program_version)
    progress, standing = records.progress_of(enrolled.id), enrollments.standing_of(enrolled.id, now())
    person, history = people.person(enrolled.person_id), records.history(enrolled.id)
    return render_template(
        "cohorts/trainee.html", **head(enrollments.cohort(enrolled.cohort_id)), enrollment=enrolled, person=person,
        program=program, home=home(program, standing, partial_of(enrolled), now()),
        load=workload(program, enrolled.dates, progress, now()), progress=progress, history=history,
        named=names_of(history), told=told(program), errors=errors or {}, typed=request.form, done=done(),
        groups=services.decision_groups(enrollments.decisions_of(enrolled.id), {enrolled.id: person.name}),
        waivable=[a for a in program.studied if refusal_to_waive(program, progress, a.id) is None],
        exempt=[a for a in program.studied if progress.exempt(a.id)], related=related())


def related() -> list[NavItem]:
    """Pages of the plugins about one enrollment."""
    found = [item for part in current_app.extensions["lms.parts"] for item in part.enrollment_pages]
    return sorted((item for item in found if actor().has(*item.roles)), key=lambda item: item.order)


def names_of(history: list[Row]) -> dict[str, str]:
    """Who wrote each fact, in words where it is no person."""
    found = {key: person.name for key, person in people.people_named({row.by for row in history}).items()}
    return found | {key: _(label) for key, label in words.BY.items()}


def told(program: Program) -> Any:
    """A fact in words: ``told(program)(row)``."""
    return lambda row: _(words.FACTS[row.fact.verb], what=name_of(program, row.fact.activity))


def name_of(program: Program, key: str) -> str:
    """An activity or a window as people call it."""
    activity = program.activity(key)
    window = next((w for w in program.windows if w.id == key), None)
    if activity and activity.of:
        return _("%(code)s 理解度確認テスト", code=activity.of)
    if activity:
        return f"{activity.id} {text(activity.title)}" if activity.module else text(activity.title)
    return text(window.title) if window else key


@pages.context_processor
def naming() -> dict[str, Any]:
    return {"name_of": name_of}
