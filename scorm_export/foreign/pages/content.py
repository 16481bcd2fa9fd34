"""The addresses from which packages of others are played. Their key is all the authority there is: no cookie is looked at.

Without a second address of the server every page of a package stands in a sandbox of its own (an origin without a name)
and is given our script in its head. With one (``LMS_CONTENT_HOST``) the content has that origin to itself, and our stage
around it holds the script.
"""
import re
from typing import Any

from flask import Response, current_app, jsonify, render_template, request, send_file, url_for
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.access import KEYED
from lms.errors import NotFound
from lms.media import rules as ranges
from lms.media.sending import keep_range
from lms.web.access import now
from lms.web.api import IDENTIFIER, Body, misfit
from lms.web.pages import Pages
from scorm_export.foreign import elements, services, serving
from scorm_export.foreign.pages.door import content_host, host_of

content = Pages("packages_of_others", "scorm_export.foreign")
content.static_folder = None  # they are those of the room's other pages
PREFIX = "/packages-of-others/"
KEPT_SECONDS = 12 * 3600
LARGEST_COMMIT = 2 * 1024**2  # bytes
SCRIPT = "api.js"


class CommitBody(Body):
    """As our script sends it."""

    session: int
    number: int
    values: dict[str, str]
    ended: bool


@content.page(PREFIX, access=KEYED)
def root() -> Any:
    """Where all of them lie; nothing is here itself."""
    raise NotFound()


@content.page(f"{PREFIX}<foreign_id>/<key>/files/<path:path>", access=KEYED)
def file(foreign_id: str, key: str, path: str) -> Any:
    """A file of the package, whole or in ranges; a page with our script in it, where it stands alone."""
    found, kind = services.file(foreign_id, key, path, now()), serving.type_of(path)
    if kind in serving.PAGES and found.stat().st_size <= serving.LARGEST_PAGE:
        return page(found.read_bytes(), kind, foreign_id, key)
    keep_range(ranges.asked_range(request.method, request.headers.get("Range"), found.stat().st_size))
    try:
        response = send_file(found, kind, conditional=True)
    except RequestedRangeNotSatisfiable as error:
        return error.get_response()
    response.content_type = kind  # the encoding is said in the file or by the page around it: it may well be CP932
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def page(body: bytes, kind: str, foreign_id: str, key: str) -> Response:
    if not on_second_address():
        edition = services.package(foreign_id).edition
        script = url_for("packages_of_others.script", foreign_id=foreign_id, key=key)
        body = serving.with_script(body, f'<script src="{script}" data-edition="{edition[:4]}" data-alone=""></script>')
    return Response(body, content_type=kind, headers={"Cache-Control": "no-store"})


@content.page(f"{PREFIX}<foreign_id>/<key>/stage", access=KEYED)
def stage(foreign_id: str, key: str) -> Response:
    """On the second address: our page around the content, where its search for the API ends."""
    if not on_second_address():
        raise NotFound()
    found, part = services.part_of(services.key_of(foreign_id, key, now()))
    start = url_for("packages_of_others.file", foreign_id=foreign_id, key=key, path=part.path) + part.query
    body = render_template("foreign/stage.html", part=part, start=start, edition=found.edition[:4],
                           script=url_for("packages_of_others.script", foreign_id=foreign_id, key=key))
    return Response(body, headers={"Cache-Control": "no-store"}, content_type="text/html; charset=utf-8")


@content.page(f"{PREFIX}<foreign_id>/<key>/{SCRIPT}", access=KEYED)
def script(foreign_id: str, key: str) -> Any:
    services.key_of(foreign_id, key, now())
    folder = current_app.blueprints["foreign"].static_folder
    return send_file(f"{folder}/{SCRIPT}", "text/javascript", conditional=True)


@content.page(f"{PREFIX}<foreign_id>/<key>/session", access=KEYED, methods=("POST",))
def begin(foreign_id: str, key: str) -> Response:
    """What a session begins with."""
    session = services.begin(services.key_of(foreign_id, key, now()), _("受講者"), now())
    return jsonify(session=session.number, given=dict(session.given), said=dict(session.said),
                   elements=elements.for_script(session.edition.is_2004), most=elements.MOST_MEMBERS)


@content.page(f"{PREFIX}<foreign_id>/<key>/commit", access=KEYED, methods=("POST",))
def commit(foreign_id: str, key: str) -> Response:
    """Answers 200 only when the values are stored."""
    opened = services.key_of(foreign_id, key, now())
    request.max_content_length = LARGEST_COMMIT
    sent = body_sent()
    services.commit(opened, services.Commit(sent.session, sent.number, sent.values, sent.ended), now())
    return jsonify(stored=True)


def body_sent() -> CommitBody:
    """JSON that calls itself plain text: so the browser asks no leave first, which in a page that closes comes too late."""
    try:
        return CommitBody.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        raise misfit(error) from error


def on_second_address() -> bool:
    return bool(content_host()) and request.host == host_of(content_host())


@content.after_request
def fence(response: Response) -> Response:
    """Every answer, also a refusal: kept in its sandbox, readable by the content and by nobody else."""
    names = [str(value) for name, value in (request.view_args or {}).items() if name != "path"]
    below = "".join(f"{name}/" for name in names) if all(re.fullmatch(IDENTIFIER, name) for name in names) else ""
    base = f"{request.host_url.rstrip('/')}{PREFIX}{below}"
    framed_by_us = not on_second_address() and request.headers.get("Sec-Fetch-Site") != "cross-site"
    response.headers["Content-Security-Policy"] = serving.policy(base, on_second_address(), framed_by_us)
    response.headers["Access-Control-Allow-Origin"] = "null"  # of a sandbox; the key in the address is the authority
    response.headers["Referrer-Policy"] = "no-referrer"  # the key stays here
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"  # a window that content opens is sandboxed, too
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@content.app_url_value_preprocessor
def serve_nothing_else(_endpoint: str | None, _values: Any) -> None:
    """On the second address there is no house: content that lives there finds no page of ours to borrow. First of all."""
    if on_second_address() and request.blueprint != content.name:
        raise NotFound()


