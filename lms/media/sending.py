"""The bytes of a stored file as an answer, whole or in ranges, so that a player can start anywhere."""
from typing import Any

from flask import request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.errors import NotFound
from lms.media import rules
from lms.media.services import OpenFile

HALF_A_DAY = 12 * 3600


def answer(found: OpenFile) -> Any:
    """For its asker's browser only, no shared proxy. NotFound where the file is gone from the disk."""
    if not found.path.is_file():
        raise NotFound()
    keep_range(rules.asked_range(request.method, request.headers.get("Range"), found.media.size))
    try:
        response = send_file(found.path, found.media.mimetype, conditional=True, etag=found.media.digest)
    except RequestedRangeNotSatisfiable as error:
        return error.get_response()  # a player reads the Content-Range in it, not a problem document
    response.headers["Cache-Control"] = f"private, max-age={HALF_A_DAY}"
    return response


def keep_range(header: str | None) -> None:
    """werkzeug answers 416 to ranges that RFC 9110 wants ignored; it sees only those to obey."""
    request.environ.pop("HTTP_RANGE", None)
    if header:
        request.environ["HTTP_RANGE"] = header
