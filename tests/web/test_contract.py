"""Schemathesis holds the whole API to its own document: as the secretariat, as a trainee and as nobody.

All checks of all its phases run, with few examples per operation, the same in every run.
"""
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from schemathesis.engine import events, from_schema

from assessments.bank import services as bank
from lms.access import Role
from lms.errors import Invalid
from lms.ids import new_id
from lms.people import services as people
from lms.people.services import NewTokenView
from lms.web.api import Operation, operations
from lms.web.openapi import document
from scorm_export.contractors import services as contractors
from scorm_export.dispatch import services as dispatches
from scorm_export.dispatch.rules import Wanted
from scorm_export.foreign import services as foreign
from tests.conftest import MORNING
from tests.scorm_foreign import samples
from tests.server import serving

ITEM = "a1-01"
USUAL = ["2xx", "401", "403", "404", "409", "429"]
FUZZING_ONLY = {"coverage": {"enabled": False}, "stateful": {"enabled": False}}


def token_of(house: Any, role: Role) -> NewTokenView:
    with house.app.app_context():
        return people.create_api_token(house.visitors[role].person_id, "contract", 30, MORNING)


def draft_of(house: Any) -> str:
    """One that somebody else handed in."""
    with house.app.app_context():
        author = house.visitors[Role.LECTURER].person_id
        draft = bank.begin_change("fnsc-training", ITEM, bank.texts("fnsc-training", ITEM), author, MORNING)
        return bank.submit(draft.id, 1, author, MORNING).id


def contractor_of(house: Any) -> str:
    """A new one that may take a lecture and teaches the round: what was done to another, as any role, does not matter."""
    with house.app.app_context():
        made = contractors.create_contractor(f"青葉研修センター {new_id()}", "test", MORNING).id
        contractors.set_cohorts(made, [house.cohort])
        contractors.set_lectures(made, "fnsc-training", ["A1"])
        return made


def dispatch_of(house: Any, contractor: str) -> str:
    with house.app.app_context():
        wanted = Wanted("fnsc-training", ("A1",), ("review-test",), "ja", 20, date(2027, 12, 31))
        return dispatches.create(contractor, wanted, "test", MORNING).id


def outside(house: Any) -> str:
    """A package of others."""
    with house.app.app_context():
        return foreign.take_in(io.BytesIO(samples.package()), None, "test", MORNING)[0].id


def known(house: Any) -> dict[str, str]:
    """Path parameters that lead somewhere."""
    contractor = contractor_of(house)
    return {"path.cohort_id": house.cohort, "path.enrollment_id": house.enrollment, "path.activity": "A1",
            "path.program": "fnsc-training", "path.lecture": "A1", "path.item": ITEM, "path.draft_id": draft_of(house),
            "path.person_id": house.visitors[Role.TRAINEE].person_id, "path.role": "trainee",
            "path.contractor_id": contractor, "path.foreign_id": outside(house),
            "path.dispatch_id": dispatch_of(house, contractor)}


@pytest.mark.parametrize(("role", "where"), [
    (Role.SECRETARIAT, "known"), (Role.TRAINEE, "known"), (Role.TRAINEE, "anywhere")])
def test_schemathesis_finds_nothing(house, role, where):
    """At ids that exist every case of every phase, at any others a few.

    What can be revoked is a spare token: schemathesis would find its own and go on as nobody, unseen.
    """
    headers, spare = {"Authorization": f"Bearer {token_of(house, role).secret}"}, token_of(house, role).token.id
    settings = {"parameters": known(house)} if where == "known" else {"phases": FUZZING_ONLY, "parameters": {}}
    settings["parameters"]["path.token_id"] = spare
    assert findings(house.app, settings | {"headers": headers}) == []
    assert house.app.test_client().get("/api/v1/me", headers=headers).status_code == 200


def test_schemathesis_finds_nothing_as_nobody(house):
    assert findings(house.app, {"phases": FUZZING_ONLY}) == []


def findings(app: Any, settings: dict[str, Any]) -> list[str]:
    """Each failure and error with the request that shows it."""
    with serving(app) as server:
        schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json", config=config(app, settings))
        return [line for event in from_schema(schema).execute() for line in told(event)]


def config(app: Any, settings: dict[str, Any]) -> schemathesis.Config:
    """A body of the right shape may still be refused for what it says (422), but only where the route declares it."""
    with app.app_context():
        choosy = [path_of(o) for o in operations() if Invalid in o.problems]
    said = {"positive_data_acceptance": {"expected-statuses": [*USUAL, "422"]}}
    return schemathesis.Config.from_dict({
        "generation": {"max-examples": 4, "deterministic": True, "database": "none"},
        "checks": {"positive_data_acceptance": {"expected-statuses": USUAL}},
        "operations": [{"include-name": name, "checks": said} for name in choosy],
    } | settings)


def path_of(operation: Operation) -> str:
    """``GET /path``, as the document names it."""
    return f"{operation.method} {next(iter(document([operation])['paths']))}"


def told(event: Any) -> Iterator[str]:
    if isinstance(event, events.NonFatalError):
        yield f"error: {event.label}: {event.value}"
    if isinstance(event, events.FatalError):
        yield f"error: {event.exception}"
    if isinstance(event, events.ScenarioFinished):
        for check in (check for checks in event.recorder.checks.values() for check in checks if check.failure_info):
            failure, sample = check.failure_info.failure, check.failure_info.code_sample
            yield f"{failure.operation}: {check.name}: {failure.title}: {failure.message}\n{sample}"
