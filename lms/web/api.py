"""JSON routes: one typed declaration both validates the request and writes the OpenAPI document."""
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import isfinite
from typing import Annotated, Any, NoReturn, TypeVar

from flask import Blueprint, Response, current_app, json, request
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from lms.access import Access
from lms.errors import Invalid, LmsError, Malformed, NotFound, UnsupportedMedia
from lms.web.words import field_error

M = TypeVar("M", bound=BaseModel)

EXACT = 2**53  # below this a floating-point number holds every integer

# Text without control characters: what a database, a CSV and a certificate can all carry.
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=300)]
IDENTIFIER = r"^[A-Za-z0-9._-]{1,64}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]


class Body(BaseModel):
    """A request body or query: strict types, unknown names refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as the OpenAPI document shows it. ``problems`` are the refusals beyond the usual ones."""

    method: str
    rule: str
    endpoint: str
    summary: str
    access: Access
    returns: Any
    status: int
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    problems: tuple[type[LmsError], ...]


class Api(Blueprint):
    """A blueprint of JSON routes below ``/api/v1``."""

    def __init__(self, name: str, import_name: str):
        super().__init__(f"{name}_api", import_name)
        self.operations: list[Operation] = []

    def operation(  # noqa: PLR0913 - one declaration says the whole contract of a route
        self, method: str, rule: str, *, access: Access, returns: Any = None, status: int = 200,
        body: type[BaseModel] | None = None, query: type[BaseModel] | None = None,
        problems: tuple[type[LmsError], ...] = (),
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """The view takes the path's parameters, ``body`` and ``query`` by name and returns what ``returns`` describes."""

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            adapter = None if returns is None else TypeAdapter(returns)

            @wraps(view)
            def answer(**arguments: Any) -> Response:
                refuse_strange_identifiers(arguments)
                result = view(**arguments, **sent(query, body))
                return result if isinstance(result, Response) else encoded(adapter, result, status)

            answer.access = access  # type: ignore[attr-defined]
            self.operations.append(Operation(
                method, rule, f"{self.name}.{view.__name__}", (view.__doc__ or view.__name__).strip(),
                access, returns, status, body, query, problems))
            self.add_url_rule(rule, view.__name__, answer, methods=[method])
            return view

        return declare


def refuse_strange_identifiers(arguments: dict[str, Any]) -> None:
    """What no identifier can be is not looked up: PostgreSQL, for one, refuses to compare a NUL."""
    if any(isinstance(value, str) and not re.fullmatch(IDENTIFIER, value) for value in arguments.values()):
        raise NotFound()


def sent(query: type[BaseModel] | None, body: type[BaseModel] | None) -> dict[str, BaseModel]:
    """The view's arguments ``query`` and ``body``, where it declares them. An undeclared query is refused too."""
    arguments: dict[str, BaseModel] = {"query": parsed_query(query or Body)}
    if query is None:
        del arguments["query"]
    if body is not None:
        arguments["body"] = parsed_body(body)
    return arguments


def encoded(adapter: TypeAdapter[Any] | None, result: Any, status: int) -> Response:
    if adapter is None:
        return Response(status=204)
    return Response(adapter.dump_json(result, by_alias=True), status, mimetype="application/json")


def parsed_query(model: type[M]) -> M:
    """The query string; a name given twice is refused rather than half-read."""
    repeated = {key: "一度だけ指定してください。" for key, values in request.args.lists() if len(values) > 1}
    if repeated:
        raise Invalid(repeated)
    try:
        return model.model_validate_strings(request.args.to_dict())
    except ValidationError as error:
        raise misfit(error) from error


def parsed_body(model: type[M]) -> M:
    """The JSON body, by JSON's own types: ``"1"`` is no number and 1 is no truth value."""
    text = json_text()
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise misfit(error) from error


def json_text() -> str:
    """The body as JSON that can be read in one way only, whole numbers written as such: 2.0 is an integer too."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia("Content-Type は application/json にしてください。")
    try:
        return json.dumps(json.loads(
            request.get_data(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_number))
    except (ValueError, RecursionError) as error:
        raise Malformed("本文が JSON ではありません。") from error


def _number(text: str) -> int | float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("too large")
    return int(value) if value.is_integer() and abs(value) < EXACT else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers may take a repeated name for different values (RFC 8259, 4)."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("repeated name")
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def misfit(error: ValidationError) -> LmsError:
    """Each field's message by its dotted path."""
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return Malformed("本文が JSON ではありません。")  # lone surrogates: text that no UTF-8 can carry
    return Invalid({".".join(map(str, e["loc"])) or "body": field_error(e) for e in error.errors()})


def operations() -> list[Operation]:
    return [o for blueprint in current_app.blueprints.values() if isinstance(blueprint, Api)
            for o in blueprint.operations]
