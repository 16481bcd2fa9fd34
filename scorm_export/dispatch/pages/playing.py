"""Inside a contractor's system: the page that shows a lecture there, the player's files, and recordings. For everybody."""
import hashlib
from functools import cache
from typing import Any

from flask import Response, render_template, request, url_for

from lms.access import PUBLIC
from lms.errors import NotFound
from lms.media import sending
from lms.web.access import now
from scorm_export.dispatch import services
from scorm_export.dispatch.pages.door import pages
from scorm_export.player import files

# It may stand in anybody's frame: it shows nothing without a key, and what it hears it hears from the page around it alone.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)
SCRIPTS = (*files.COMMON, "test.js", "resultfile.js", "player.js")
TYPES = {"js": "text/javascript", "css": "text/css"}
YEAR = 365 * 24 * 3600


@pages.page("/dispatch/play", access=PUBLIC)
def play() -> Any:
    """A shell that is the same for everybody: who learns what is said through a channel, never in the address."""
    page = render_template(
        "dispatch/play.html", scripts=SCRIPTS, player=player_address, launch=url_for("dispatch_api.launch"),
        report=url_for("dispatch_api.report"))
    return Response(page, headers={"Content-Security-Policy": CONTENT_POLICY})


def player_address(name: str) -> str:
    return url_for("dispatch.player", name=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(files.read(name)).hexdigest()[:12]


@pages.page("/dispatch/player/<name>", access=PUBLIC)
def player(name: str) -> Any:
    """A file of the player; its address changes with its content."""
    if name not in (files.STYLE, *SCRIPTS):
        raise NotFound()
    response = Response(files.read(name), mimetype=TYPES[name.rpartition(".")[2]])
    response.cache_control.public, response.cache_control.max_age = True, YEAR if request.args.get("v") == _digest(name) else 0
    return response


@pages.page("/dispatch/media/<dispatch_id>/<media_id>", access=PUBLIC)
def media(dispatch_id: str, media_id: str) -> Any:
    """A recording or captions, for whoever holds the address, until it ends."""
    until, signature = request.args.get("until", ""), request.args.get("signature", "")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        raise NotFound()
    return sending.answer(services.opened(dispatch_id, media_id, int(until), signature, now()))
