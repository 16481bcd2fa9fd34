"""One route: the bytes of a file, for the person whom the address was made for."""
from typing import Any

from flask import request

from lms.access import SIGNED_IN
from lms.errors import NotFound
from lms.media import sending, services
from lms.web.access import actor, now
from lms.web.pages import Pages

pages = Pages("media", __name__)


@pages.page("/media/<media_id>", access=SIGNED_IN)
def file(media_id: str) -> Any:
    until, signature = request.args.get("until", ""), request.args.get("signature", "")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        raise NotFound()
    return sending.answer(services.opened(media_id, actor().person_id, int(until), signature, now()))
