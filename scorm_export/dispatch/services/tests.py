"""Tests that are taken at the center itself: a dispatch carries the door to them, and hears what came of them (R051, R053).

Nobody is taken for somebody else: whoever takes the test signs in at the center, as for every test there. The contractor's system
hears of it once the contractor has said which trainee it means by its learner.
"""
from flask import render_template, url_for
from flask_babel import force_locale

from assessments.attempts.kinds import REVIEW_TEST
from lms.programs.definition import Activity, Program
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.contractors import veils
from scorm_export.dispatch import words
from scorm_export.dispatch.rules import Achieved
from scorm_export.dispatch.views import DispatchView
from scorm_export.packages import services as packages


def tests_of(program: Program) -> list[Activity]:
    """Those that close no lecture. They leave the house in no package."""
    return [activity for activity in program.activities if activity.kind == REVIEW_TEST.name]


def enrollment_of(found: DispatchView, learner: str) -> str | None:
    """Whom the contractor means by a learner of this dispatch; None as long as it has not said so."""
    return contractors.enrollment_of(found.contractor_id, veils.veil(found.id, learner))


def achieved(enrollment_id: str | None, test: str) -> Achieved:
    """As the trainee's ledger has it now. To have passed completes a test."""
    if enrollment_id is None:
        return Achieved(False, None, None, {})
    done = records.progress_of(enrollment_id).of(test)
    passed = done.passed_at is not None
    return Achieved(passed, passed if done.completed_at else None, done.best_score, {})


def door_html(found: DispatchView, test: str, is_named: bool) -> str:
    """What the contractor's system shows instead of a lecture."""
    with force_locale(found.language):
        return render_template(
            "dispatch/door.html", test=packages.newest_program(found.program).activity(test), is_named=is_named,
            address=url_for("assessments.test", activity=test), said=words.door_words())
