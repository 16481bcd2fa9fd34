"""Promises about every route."""
import pytest

from lms.web.access import declared
from lms.web.api import operations


@pytest.fixture
def rules(app):
    return list(app.url_map.iter_rules())


def test_every_route_declares_who_may_use_it(app, rules):
    with app.app_context():
        assert [rule.rule for rule in rules if declared(rule.endpoint) is None] == []


def test_every_json_route_is_in_the_openapi_document(app, client, rules):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    with app.app_context():
        named = {f"/api/v1{operation.rule}" for operation in operations()}
    routed = {rule.rule for rule in rules if rule.rule.startswith("/api/v1/")}
    assert routed - named <= {"/api/v1/openapi.json"}
    assert len(paths) == len({as_path(rule) for rule in named}), sorted(paths)


def as_path(rule: str) -> str:
    """``/people/<string:id>`` in Flask is ``/people/{}`` to anyone."""
    return "/".join("{}" if part.startswith("<") else part for part in rule.split("/"))


def test_no_two_routes_answer_the_same_request(rules):
    seen: dict[tuple[str, str], str] = {}
    for rule in rules:
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert seen.setdefault((as_path(rule.rule), method), rule.endpoint) == rule.endpoint
