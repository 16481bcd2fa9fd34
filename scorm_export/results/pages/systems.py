"""Systems that send by themselves: what they sign in with."""
from typing import Any

from flask import redirect, render_template, request, url_for

from lms.errors import Invalid
from lms.web.access import actor, now
from scorm_export.contractors import scope as whose
from scorm_export.contractors.views import ContractorView
from scorm_export.results import scope, services
from scorm_export.results.pages.door import pages


@pages.page("/contractors/<contractor_id>/results/systems", access=scope.OFFICE)
def systems(contractor_id: str) -> str:
    return listed(whose.changeable(contractor_id), {})


def listed(contractor: ContractorView, errors: dict[str, str], secret: tuple[str, str] | None = None) -> str:
    return render_template("results/systems.html", contractor=contractor, errors=errors, secret=secret, typed=request.form,
                           credentials=services.credentials_of(contractor.id))


@pages.page("/contractors/<contractor_id>/results/credentials", access=scope.OFFICE, methods=("POST",))
def make_credential(contractor_id: str) -> Any:
    """The secret is on this answer and nowhere else."""
    contractor = whose.changeable(contractor_id)
    try:
        made = services.make_credential(contractor.id, request.form.get("label", ""), actor().person_id, now())
    except Invalid as error:
        return listed(contractor, error.errors), error.status
    return listed(contractor, {}, made)


@pages.page("/contractors/<contractor_id>/results/credentials/<credential_id>/end", access=scope.OFFICE, methods=("POST",))
def end_credential(contractor_id: str, credential_id: str) -> Any:
    whose.changeable(contractor_id)
    services.end_credential(contractor_id, credential_id, actor().person_id, now())
    return redirect(url_for("results.systems", contractor_id=contractor_id, ended=1), 303)
