"""One route: the bytes, whole or in ranges, so that a player can start anywhere."""
from typing import Any

from flask import request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.access import SIGNED_IN
from lms.errors import NotFound
from lms.media import rules, services
from lms.web.access import actor, now
from lms.web.pages import Pages

pages = Pages("media", __name__)
HALF_A_DAY = 12 * 3600


def keep_range(header: str | None) -> None:
    """werkzeug answers 416 to ranges that RFC 9110 wants ignored; it sees only those to obey."""
    request.environ.pop("HTTP_RANGE", None)
    if header:
        request.environ["HTTP_RANGE"] = header


@pages.page("/media/<media_id>", access=SIGNED_IN)
def file(media_id: str) -> Any:
    until, signature = request.args.get("until", ""), request.args.get("signature", "")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        raise NotFound()
    found = services.opened(media_id, actor().person_id, int(until), signature, now())
    if not found.path.is_file():
        raise NotFound()
    keep_range(rules.asked_range(request.method, request.headers.get("Range"), found.media.size))
    try:
        response = send_file(found.path, found.media.mimetype, conditional=True, etag=found.media.digest)
    except RequestedRangeNotSatisfiable as error:
        return error.get_response()  # a player reads the Content-Range in it, not a problem document
    response.headers["Cache-Control"] = f"private, max-age={HALF_A_DAY}"  # its owner's browser only, no shared proxy
    return response
