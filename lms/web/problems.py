"""One handler for every refusal: RFC 9457 for programs, a page with the same words for people."""
from typing import Any

from flask import Flask, Response, current_app, g, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from lms.errors import (
    Invalid,
    LmsError,
    Malformed,
    MethodNotAllowed,
    NotFound,
    NotSignedIn,
    Refused,
    TooLarge,
    TooMany,
    UnsupportedMedia,
)
from lms.web import refusals

BY_STATUS = {error.status: error for error in (
    Malformed, NotFound, MethodNotAllowed, TooLarge, UnsupportedMedia, TooMany)}


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def document(error: LmsError) -> dict[str, Any]:
    body: dict[str, Any] = {"type": f"/problems/{error.slug}", "title": _(error.title), "status": error.status}
    if error.detail:
        body["detail"] = _(error.detail)
    if isinstance(error, Refused):
        body |= refusals.named(error)
    return body | error.members | messages(error)


def messages(error: LmsError) -> dict[str, Any]:
    """The members that people read, in the language of the request."""
    return {"errors": {name: _(message) for name, message in error.errors.items()}} if isinstance(error, Invalid) else {}


def answer(error: LmsError) -> Response:
    response = current_app.make_response(as_document(error) if wants_json() else as_page(error))
    if retry := error.members.get("retry_after"):
        response.headers["Retry-After"] = str(retry)
    return response


def as_document(error: LmsError) -> Response:
    response = Response(json.dumps(document(error)), error.status, mimetype="application/problem+json")
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def as_page(error: LmsError) -> Any:
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    page = refusals.page(error) if isinstance(error, Refused) else None
    return page or render_template("web/problem.html", problem=document(error)), error.status


def from_http(error: HTTPException) -> Any:
    """With the status and the headers (Allow, Content-Range, ...) that HTTP asks for, in our words."""
    if error.code is not None and error.code < 400:
        return error
    response = answer(kind_of(error.code or 500))
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value
    return response


def kind_of(status: int) -> LmsError:
    """A status without a kind of its own is a request that does not fit, or a failure of ours, and stays what it is."""
    error = BY_STATUS.get(status, Malformed if status < 500 else LmsError)()
    error.status = status
    return error


def from_bug(error: Exception) -> Any:
    current_app.logger.exception("unexpected error on %s %s", request.method, request.path)
    g.setdefault("actor", None)
    return answer(LmsError("起きたことは記録しました。入力した内容は、戻ると残っています。"))


def init_app(app: Flask) -> None:
    app.register_error_handler(LmsError, answer)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, from_bug)
