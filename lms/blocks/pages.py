"""Two routes: a browser's words to a block's handler, and a block's own files."""
from typing import Any

from flask import Response, request

from lms.access import PUBLIC, SIGNED_IN
from lms.blocks import services
from lms.web.access import actor, now
from lms.web.pages import Pages

pages = Pages("blocks", __name__)

HANDLER = "/blocks/<snapshot_id>/<usage_id>/handlers/<handler>"
A_YEAR = 365 * 24 * 3600


@pages.page(HANDLER, access=SIGNED_IN, methods=("POST",))
@pages.page(HANDLER + "/<path:suffix>", access=SIGNED_IN, methods=("POST",))
def handler(snapshot_id: str, usage_id: str, handler: str, suffix: str = "") -> Response:
    """The gate has asked for a session and its CSRF token; the snapshot's owner says who may use the block."""
    admission = services.admit(actor(), snapshot_id, usage_id, now())
    return services.handle(snapshot_id, usage_id, handler, request, admission, now(), suffix=suffix)


@pages.page("/blocks/resources/<block_type>/<path:path>", access=PUBLIC)
def resource(block_type: str, path: str) -> Any:
    found = services.resource(block_type, path)
    response = Response(found.body, mimetype=found.mimetype)
    response.set_etag(found.digest)
    if request.args.get("v") == found.digest:
        response.cache_control.public, response.cache_control.max_age = True, A_YEAR
        response.cache_control.immutable = True
    return response.make_conditional(request)
