"""``/xapi``: the part of a Learning Record Store that contractors' systems need (xAPI 1.0.3), for programs with HTTP Basic."""
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request

from lms.access import KEYED, PUBLIC
from lms.errors import Conflict, LmsError
from lms.web.access import now
from lms.web.pages import Pages
from scorm_export.results import services
from scorm_export.results.services import xapi as store
from scorm_export.results.services.xapi import Wanted
from scorm_export.results.statements import Malformed, check, check_agent, is_uuid, moment

xapi = Pages("xapi", __name__)

VERSION = "1.0.3"
LARGEST = 5_000_000  # bytes of one request
MOST_AT_ONCE = 500
ONE = frozenset({"statementId", "voidedStatementId"})
MANY = frozenset({"verb", "activity", "agent", "since", "until", "limit", "ascending", "offset"})
USUAL = {"format": "exact", "attachments": "false", "related_activities": "false", "related_agents": "false"}  # and nothing else

View = Callable[..., Any]


class Refusal(Exception):
    """An answer that is no success, in the words of a program."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status, self.message = status, message


def answered(view: View) -> View:
    """Sign in, look at the version, and tell every refusal as the specification does: a status and a sentence."""
    @wraps(view)
    def answer(**arguments: Any) -> Response:
        try:
            response: Response = view(*signed_in(), **arguments)
        except Refusal as refusal:
            response = jsonify(error=refusal.message)
            response.status_code = refusal.status
        except Malformed as error:
            response, response_status = jsonify(error=str(error)), 400
            response.status_code = response_status
        except LmsError as error:
            response = jsonify(error=error.detail or error.slug, **error.members)
            response.status_code = 409 if isinstance(error, Conflict) else 400 if error.status in (404, 422) else error.status
        response.headers["X-Experience-API-Version"] = VERSION
        response.headers["X-Experience-API-Consistent-Through"] = now().astimezone(UTC).isoformat()
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="xAPI"'
        return response

    return answer


def signed_in() -> tuple[str, str]:
    """The contractor's id and the credential's."""
    given = request.authorization
    name, secret = (given.username or "", given.password or "") if given and given.type == "basic" else ("", "")
    contractor_id = services.contractor_of_credential(name, secret)
    if contractor_id is None:
        raise Refusal(401, "user name and password of a contractor's system are asked for")
    if not request.headers.get("X-Experience-API-Version", "").startswith("1.0"):
        raise Refusal(400, "the header X-Experience-API-Version is 1.0.x")
    return contractor_id, name


@xapi.page("/xapi/about", access=PUBLIC)
def about() -> Response:
    response = jsonify(version=["1.0.3", "1.0.2", "1.0.1", "1.0.0"])
    response.headers["X-Experience-API-Version"] = VERSION
    return response


@xapi.page("/xapi/statements", access=KEYED, methods=("POST",))
@answered
def post_statements(contractor_id: str, sender: str) -> Response:
    sent = body()
    statements = sent if isinstance(sent, list) else [sent]
    if len(statements) > MOST_AT_ONCE:
        raise Refusal(413, f"at most {MOST_AT_ONCE} statements at once")
    for statement in statements:
        check(statement)
    ids = [statement["id"].lower() for statement in statements if "id" in statement]
    if len(ids) != len(set(ids)):
        raise Refusal(400, "two statements have the same id")
    return jsonify(store.keep(contractor_id, sender, statements, request.host_url, now()))


@xapi.page("/xapi/statements", access=KEYED, methods=("PUT",))
@answered
def put_statement(contractor_id: str, sender: str) -> Response:
    key, sent = request.args.get("statementId", ""), body()
    if not is_uuid(key) or set(request.args) != {"statementId"}:
        raise Refusal(400, "statementId is a UUID, and the only parameter")
    check(sent)
    if sent.get("id", key).lower() != key.lower():
        raise Refusal(400, "the statement has another id")
    store.keep(contractor_id, sender, [{**sent, "id": key}], request.host_url, now())
    return Response(status=204)


def body() -> Any:
    if request.mimetype != "application/json":
        raise Refusal(400, "Content-Type is application/json; attachments are not taken here")
    if (request.content_length or 0) > LARGEST:
        raise Refusal(413, f"at most {LARGEST} bytes at once")
    try:
        return json.loads(request.get_data(), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "the body is no JSON") from error


def no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


@xapi.page("/xapi/statements", access=KEYED)
@answered
def get_statements(contractor_id: str, _sender: str) -> Response:
    refuse_strange_questions()
    if ONE & set(request.args):
        found = store.statement(contractor_id, request.args["statementId"]) if "statementId" in request.args else None
        if found is None:
            raise Refusal(404, "no such statement")
        return jsonify(found)
    asked = wanted()
    page, more = store.statements(contractor_id, asked)
    return jsonify(statements=page, more=following(asked, len(page)) if more else "")


def refuse_strange_questions() -> None:
    """An answer that leaves a filter out would be taken for one that kept to it."""
    asked = set(request.args) - set(USUAL)
    unusual = sorted(name for name, only in USUAL.items() if request.args.get(name, only) != only)
    strange = sorted(asked - ONE - MANY) or unusual
    if strange:
        raise Refusal(400, f"{strange[0]!r} is no parameter here, or not with this value")
    if asked & ONE and len(asked) > 1:
        raise Refusal(400, "statementId stands alone")


@xapi.page("/xapi/<path:_rest>", access=KEYED, methods=("GET", "POST", "PUT", "PATCH", "DELETE"))
@answered
def elsewhere(_contractor_id: str, _sender: str, _rest: str) -> Response:
    raise Refusal(404, "of the interface of a Learning Record Store only about and statements are here")


def wanted() -> Wanted:
    given = request.args
    agent = None
    if "agent" in given:
        try:
            agent = json.loads(given["agent"])
        except ValueError as error:
            raise Refusal(400, "agent is JSON") from error
        check_agent(agent)
    return Wanted(given.get("verb", ""), given.get("activity", ""), agent, instant("since"), instant("until"),
                  given.get("ascending") == "true", number("limit"), number("offset"))


def instant(name: str) -> datetime | None:
    return moment(request.args[name]) if name in request.args else None


def number(name: str) -> int:
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Refusal(400, f"{name} is a whole number")
    return int(text)


def following(asked: Wanted, shown: int) -> str:
    arguments = {**request.args.to_dict(), "offset": str(asked.offset + shown)}
    return f"{request.path}?{urlencode(arguments)}"
