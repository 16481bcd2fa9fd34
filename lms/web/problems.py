"""One handler for every refusal: RFC 9457 for programs, a page with the same words for people."""
from typing import Any

from flask import Flask, Response, current_app, g, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from lms.errors import (
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
    return body | error.members


def answer(error: LmsError) -> Any:
    if wants_json():
        response = Response(json.dumps(document(error)), error.status, mimetype="application/problem+json")
        if error.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if retry := error.members.get("retry_after"):
            response.headers["Retry-After"] = str(retry)
        return response
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    page = refusals.page(error) if isinstance(error, Refused) else None
    return page or render_template("web/problem.html", problem=document(error)), error.status


def from_http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    kind = BY_STATUS.get(error.code or 500, Malformed if (error.code or 500) < 500 else LmsError)
    response = current_app.make_response(answer(kind()))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def from_bug(error: Exception) -> Any:
    current_app.logger.exception("unexpected error on %s %s", request.method, request.path)
    g.setdefault("actor", None)
    return answer(LmsError("起きたことは記録しました。入力した内容は、戻ると残っています。"))


def init_app(app: Flask) -> None:
    app.register_error_handler(LmsError, answer)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, from_bug)
