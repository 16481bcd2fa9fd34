"""The document says what the routes do: it is written from the same declarations."""
import re
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter

from lms.access import PUBLIC, SIGNED_IN, Role, only
from lms.errors import Refused
from lms.web.api import Api, Body, operations
from lms.web.openapi import document, plain


class Size(Body):
    """How much."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many.")] = 20
    after: str | None = None


@pytest.fixture
def described():
    api = Api("things", __name__)
    api.operation("GET", "/things/<thing_id>", access=SIGNED_IN, query=Size, returns=list[str])(lambda thing_id, query: [])
    api.operation("POST", "/things", access=only(Role.SECRETARIAT), body=Size, returns=str, status=201, problems=(Refused,))(
        lambda body: "")
    api.operation("DELETE", "/open", access=PUBLIC, status=204)(lambda: None)
    return document(api.operations)


def test_every_route_below_the_api_is_in_the_document(house):
    found = set(house.app.test_client().get("/api/v1/openapi.json").json["paths"])
    with house.app.app_context():
        assert len(operations()) >= len(found)
    routed = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
              for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert found == routed


def test_operations_have_names_of_their_own(house):
    paths = house.app.test_client().get("/api/v1/openapi.json").json["paths"].values()
    names = [operation["operationId"] for path in paths for operation in path.values()]
    assert len(names) == len(set(names))


def test_every_operation_is_summed_up(house):
    paths = house.app.test_client().get("/api/v1/openapi.json").json["paths"].values()
    assert [o["operationId"] for path in paths for o in path.values() if " " not in o["summary"]] == []


def test_references_lead_somewhere(house):
    answer = house.app.test_client().get("/api/v1/openapi.json")
    known = answer.json["components"]["schemas"].keys()
    assert set(re.findall(r'"#/components/schemas/([^"]+)"', answer.text)) <= known


def test_path_parameters_are_identifiers(described):
    parameter = described["paths"]["/things/{thing_id}"]["get"]["parameters"][0]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("thing_id", "path", True)
    assert "A-Za-z0-9" in parameter["schema"]["pattern"]


def test_query_parameters_come_from_the_model(described):
    _, limit, after = described["paths"]["/things/{thing_id}"]["get"]["parameters"]
    assert limit == {"name": "limit", "in": "query", "required": False, "description": "How many.",
                     "schema": {"default": 20, "maximum": 100, "minimum": 1, "title": "Limit", "type": "integer"}}
    assert after["schema"] == {"title": "After", "type": "string"}


def test_a_pair_of_two_alike_is_an_array_of_length_two():
    assert plain(TypeAdapter(list[tuple[int, int]]).json_schema())["items"] == {
        "type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}


@pytest.mark.parametrize(("path", "method", "statuses"), [
    ("/things/{thing_id}", "get", ["200", "401", "404", "422"]),
    ("/things", "post", ["201", "400", "401", "403", "409", "413", "415", "422"]),
    ("/open", "delete", ["204", "401", "403", "422"]),
])
def test_the_refusals_that_can_occur_are_listed(described, path, method, statuses):
    assert sorted(described["paths"][path][method]["responses"]) == statuses


def test_a_refusal_names_its_codes(described):
    answer = described["paths"]["/things"]["post"]["responses"]["409"]["content"]["application/problem+json"]
    assert answer["schema"]["allOf"][1]["properties"]["type"]["enum"] == ["/problems/refused"]


def test_writes_by_cookie_ask_for_the_second_token(described):
    assert described["paths"]["/things"]["post"]["security"] == [{"bearer": []}, {"session": [], "csrf": []}]
    assert described["paths"]["/things/{thing_id}"]["get"]["security"] == [{"bearer": []}, {"session": []}]
    assert described["paths"]["/open"]["delete"]["security"] == []
