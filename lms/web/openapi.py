"""The OpenAPI 3.1 document, written from the same declarations that validate requests.

``document`` is pure: operations in, a JSON-ready dict out. Problem answers (RFC 9457) are listed where they can occur.
"""
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter

from lms.access import Access
from lms.errors import (
    ForgedRequest,
    Invalid,
    LmsError,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    UnsupportedMedia,
)
from lms.web.access import SAFE, SESSION_COOKIE
from lms.web.api import IDENTIFIER, Operation

Json = dict[str, Any]

PREFIX = "/api/v1"
REF = "#/components/schemas/{model}"
PARAMETER = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
CONVERTERS: dict[str, Json] = {
    "string": {"type": "string", "pattern": IDENTIFIER},
    "int": {"type": "integer", "minimum": 0},
    "uuid": {"type": "string", "format": "uuid"},
}

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457 problem details. `title` and `detail` are in the language of the request.",
    "properties": {
        "type": {"type": "string", "description": "A stable code as an address: /problems/<code>."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Messages by field."},
    },
    "required": ["type", "title", "status"],
}
SECURITY_SCHEMES: Json = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API token of a person."},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "The cookie of a sign-in."},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token",
             "description": "Asked of writes that rely on the cookie. See GET /me."},
}


def document(operations: Iterable[Operation]) -> Json:
    """All operations below ``/api/v1``, with one schema per type that they name."""
    declared = sorted(operations, key=lambda o: (o.rule, o.method))
    schemas = _schemas(declared)
    paths: dict[str, Json] = {}
    for rule, group in groupby(declared, key=lambda o: o.rule):
        paths[PARAMETER.sub(r"{\g<name>}", rule)] = {o.method.lower(): _operation(o, schemas) for o in group}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tsunagu", "version": "1", "description": "Training and certification of coordinators."},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {"schemas": {**schemas.components, "Problem": PROBLEM}, "securitySchemes": SECURITY_SCHEMES},
    }


@dataclass(frozen=True, slots=True)
class Schemas:
    """JSON schemas by (endpoint, part), and the components they refer to. A part is returns, body or query."""

    parts: Mapping[tuple[str, str], Json]
    components: Json

    def properties(self, endpoint: str, part: str) -> Json:
        """The schema itself where it is a reference."""
        schema = self.parts[endpoint, part]
        return self.components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _schemas(operations: list[Operation]) -> Schemas:
    wanted = [
        ((o.endpoint, part), mode, TypeAdapter(described))
        for o in operations
        for part, mode, described in (("returns", "serialization", o.returns), ("body", "validation", o.body),
                                      ("query", "validation", o.query))
        if described is not None
    ]
    found, shared = TypeAdapter.json_schemas(wanted, ref_template=REF)  # type: ignore[arg-type]
    return Schemas({key: plain(schema) for (key, _mode), schema in found.items()}, plain(shared.get("$defs", {})))


def plain(schema: Any) -> Any:
    """A pair of two alike is an array of length two: many tools know no ``prefixItems``."""
    if isinstance(schema, list):
        return [plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = schema.get("prefixItems")
    if isinstance(parts, list) and all(part == parts[0] for part in parts):
        schema = {name: part for name, part in schema.items() if name != "prefixItems"} | {"items": parts[0]}
    return {name: plain(part) for name, part in schema.items()}


def _operation(operation: Operation, schemas: Schemas) -> Json:
    summary, _, more = operation.summary.partition("\n")
    written: Json = {
        "operationId": operation.endpoint.replace("_api.", "."),
        "tags": [operation.endpoint.partition("_api.")[0]],
        "summary": summary.strip(),
        "security": security(operation.access, operation.method),
        "responses": _responses(operation, schemas),
    }
    if more.strip():
        written["description"] = " ".join(more.split())
    if parameters := [*_path_parameters(operation.rule), *_query_parameters(operation, schemas)]:
        written["parameters"] = parameters
    if operation.body:
        schema = schemas.parts[operation.endpoint, "body"]
        written["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return written


def security(access: Access, method: str) -> list[Json]:
    """A bearer token, or the session's cookie with (for writes) the token that proves intent."""
    if access.public:
        return []
    return [{"bearer": []}, {"session": []} if method in SAFE else {"session": [], "csrf": []}]


def _path_parameters(rule: str) -> list[Json]:
    return [
        {"name": match["name"], "in": "path", "required": True, "schema": CONVERTERS[match["converter"] or "string"]}
        for match in PARAMETER.finditer(rule)
    ]


def _query_parameters(operation: Operation, schemas: Schemas) -> list[Json]:
    if operation.query is None:
        return []
    schema = schemas.properties(operation.endpoint, "query")
    required = schema.get("required", [])
    return [_query_parameter(name, shape, name in required) for name, shape in schema["properties"].items()]


def _query_parameter(name: str, shape: Json, required: bool) -> Json:
    """An address cannot say null: a value that may be absent is simply left out."""
    shape = dict(shape)
    options = [option for option in shape.pop("anyOf", []) if option.get("type") != "null"]
    if "default" in shape and shape["default"] is None:
        del shape["default"]
    shape |= options[0] if len(options) == 1 else {"anyOf": options} if options else {}
    parameter: Json = {"name": name, "in": "query", "required": required, "schema": shape}
    if words := shape.pop("description", None):
        parameter["description"] = words
    return parameter


def possible_problems(operation: Operation) -> set[type[LmsError]]:
    """What an operation may answer instead. A token that does not work is refused everywhere (401)."""
    problems: set[type[LmsError]] = {*operation.problems, NotSignedIn, Invalid}
    if operation.access.roles:
        problems.add(NotAllowed)
    if operation.method not in SAFE:
        problems |= {ForgedRequest, NotAllowed}
    if PARAMETER.search(operation.rule):
        problems.add(NotFound)
    if operation.body:
        problems |= {Malformed, TooLarge, UnsupportedMedia}
    return problems


def _responses(operation: Operation, schemas: Schemas) -> Json:
    success: Json = {"description": "Done." if operation.returns is None else "The answer."}
    if operation.returns is not None:
        success["content"] = {"application/json": {"schema": schemas.parts[operation.endpoint, "returns"]}}
    by_status: defaultdict[int, set[str]] = defaultdict(set)
    for problem in possible_problems(operation):
        by_status[problem.status].add(problem.slug)
    refusals = {str(status): _problem(sorted(slugs)) for status, slugs in sorted(by_status.items())}
    return {str(operation.status if operation.returns is not None else 204): success, **refusals}


def _problem(slugs: list[str]) -> Json:
    types = [f"/problems/{slug}" for slug in slugs]
    schema = {"allOf": [{"$ref": REF.format(model="Problem")}, {"properties": {"type": {"enum": types}}}]}
    return {"description": f"Refused: {', '.join(slugs)}.", "content": {"application/problem+json": {"schema": schema}}}
