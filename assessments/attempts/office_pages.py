"""The secretariat's page of one trainee's tests: their time, and every form to print."""
from typing import Any

from flask import redirect, render_template, request, url_for

from assessments.attempts import services
from assessments.attempts.pages import amount, name_of_activity
from assessments.attempts.printing import Printed, printed
from lms.access import Role, only
from lms.cohorts import scope
from lms.enrollments.views import EnrollmentView
from lms.errors import Invalid
from lms.people import services as people
from lms.web.access import actor, now
from lms.web.pages import Pages

office = Pages("accommodations", __name__)
READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
CHOICES = (100, 125, 150, 200, 300)  # percent


@office.page("/enrollments/<enrollment_id>/test-time", access=READ)
def test_time(enrollment_id: str) -> str:
    return test_time_page(scope.readable_enrollment(enrollment_id), {})


@office.page("/enrollments/<enrollment_id>/test-time", access=CHANGE, methods=("POST",))
def accommodate(enrollment_id: str) -> Any:
    found, sent = scope.changeable_enrollment(enrollment_id), request.form.get("percent", "")
    percent = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
    try:
        services.accommodate(found.person_id, percent, request.form.get("reason", ""), actor().person_id, now())
    except Invalid as error:
        return test_time_page(found, error.errors), error.status
    return redirect(url_for("accommodations.test_time", enrollment_id=enrollment_id, done="kept"), 303)


@office.page("/enrollments/<enrollment_id>/attempts/<attempt_id>/paper.pdf", access=READ)
def paper(enrollment_id: str, attempt_id: str) -> Any:
    """A trainee's form as a paper, with answer sheet and key."""
    found = scope.readable_enrollment(enrollment_id)
    questions = services.paper(found.id, attempt_id)
    attempt = next(line for line in services.attempts_of(found.id) if line.id == attempt_id)
    return printed(Printed(questions, name_of_activity(attempt.activity), attempt.number, attempt.started_at, attempt_id, True))


def test_time_page(enrolled: EnrollmentView, errors: dict[str, str]) -> str:
    decisions = services.accommodations_of(enrolled.person_id)
    return render_template(
        "accommodations/test_time.html", enrollment=enrolled, person=people.person(enrolled.person_id), decisions=decisions,
        named=people.people_named(d.by for d in decisions), choices=CHOICES, errors=errors, typed=request.form,
        attempts=services.attempts_of(enrolled.id), amount=amount, name_of_activity=name_of_activity,
        present=decisions[0].percent if decisions else 100, may_change=scope.may_change(enrolled.cohort_id),
        done=request.args.get("done") == "kept")
