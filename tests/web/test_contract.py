"""Schemathesis holds the whole API to its own document: as the secretariat, as a trainee and as nobody.

All checks of all its phases run, with few examples per operation, the same in every run.
"""
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.engine import events, from_schema

from lms.access import Role
from lms.errors import Invalid
from lms.web.api import Operation, operations
from lms.web.openapi import document
from tests.server import serving

EXAMPLES = 6  # per operation; the coverage phase adds its own deterministic cases
USUAL = ["2xx", "401", "403", "404", "409", "429"]
NOBODY = None


def config(app: Any, token: str | None) -> schemathesis.Config:
    """A body of the right shape may still be refused for what it says (422), but only where the route declares it."""
    with app.app_context():
        choosy = [path_of(o) for o in operations() if Invalid in o.problems]
    said = {"positive_data_acceptance": {"expected-statuses": [*USUAL, "422"]}}
    return schemathesis.Config.from_dict({
        "headers": {"Authorization": f"Bearer {token}"} if token else {},
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "checks": {"positive_data_acceptance": {"expected-statuses": USUAL}},
        "operations": [{"include-name": name, "checks": said} for name in choosy],
    })


def path_of(operation: Operation) -> str:
    """``GET /path``, as the document names it."""
    return f"{operation.method} {next(iter(document([operation])['paths']))}"


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.TRAINEE, NOBODY])
def test_schemathesis_finds_nothing(house, role):
    token = house.visitors[role].token if role else None
    with serving(house.app) as server:
        schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json", config=config(house.app, token))
        found = list(findings(schema))
    assert found == []


def findings(schema: Any) -> Iterator[str]:
    """Each failure and error once, with the request that shows it."""
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            yield from (failure for failures in event.recorder.checks.values() for failure in told(failures))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            yield f"error: {event!r}"


def told(checks: list[Any]) -> Iterator[str]:
    for check in checks:
        if check.failure_info is not None:
            failure = check.failure_info.failure
            yield f"{failure.operation}: {check.name}: {failure.title}: {failure.message}\n{check.failure_info.code_sample}"
