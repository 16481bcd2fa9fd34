"""Recordings and captions for lectures that a contractor's system shows: an address for a while, bound to the dispatch."""
from datetime import datetime

from flask import url_for

from lms.errors import NotFound
from lms.media import rules as media_rules
from lms.media import services as media
from lms.media import store
from lms.media.services import OpenFile
from scorm_export.dispatch import rules
from scorm_export.dispatch.services import making

GONE = "この動画や字幕のアドレスは期限が切れました。講義を開き直してください。"


def address(dispatch_id: str, media_id: str, now: datetime) -> str:
    """For half a day. It names no learner."""
    end = int(media_rules.link_end(now, None).timestamp())
    signed = rules.media_signature(making.secret(), dispatch_id, media_id, end)
    return url_for("dispatch.media", dispatch_id=dispatch_id, media_id=media_id, until=end, signature=signed)


def opened(dispatch_id: str, media_id: str, until: int, signature: str, now: datetime) -> OpenFile:
    """NotFound for an address that was altered or has ended, and where the dispatch plays nothing any more."""
    genuine = media_rules.is_genuine(signature, rules.media_signature(making.secret(), dispatch_id, media_id, until))
    if not genuine or now.timestamp() >= until:
        raise NotFound(GONE)
    found = making.dispatch(dispatch_id)
    around = making.surroundings(found)
    if around.stopped or found.revoked_at is not None or not around.works:
        raise NotFound(GONE)
    file = media.media(media_id)
    return OpenFile(file, store.place(media.folder(), file.digest))
