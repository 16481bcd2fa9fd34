"""The register of a contractor's lecturers (R091, R092)."""
from typing import Any

from flask import request

from lms.cohorts.fields import typed_date
from lms.errors import Invalid
from lms.web.access import actor, now
from scorm_export.contractors import scope, services
from scorm_export.contractors.pages.contractor import page_of
from scorm_export.contractors.pages.door import CHANGE, after, pages, typed
from scorm_export.contractors.services import NewQualification


@pages.page("/contractors/<contractor_id>/qualifications", access=CHANGE, methods=("POST",))
def qualify(contractor_id: str) -> Any:
    found = scope.changeable(contractor_id)
    last_day, problem = typed_date(request.form, "last_day")
    new = NewQualification(subjects=request.form.getlist("subjects"), last_day=last_day,
                           **typed("name", "evidence", "insight", "experience"))
    try:
        services.add_qualification(contractor_id, new, actor().person_id, now())
    except Invalid as error:
        said = {"last_day": problem} if problem else {}
        return page_of(found, "register", {**error.errors, **said}), error.status
    return after("contractors.contractor_page", "qualified", contractor_id=contractor_id)


@pages.page("/contractors/<contractor_id>/qualifications/<qualification_id>/removal", access=CHANGE, methods=("POST",))
def remove_qualification(contractor_id: str, qualification_id: str) -> Any:
    scope.changeable(contractor_id)
    services.remove_qualification(contractor_id, qualification_id, actor().person_id, now())
    return after("contractors.contractor_page", "unqualified", contractor_id=contractor_id)
