"""What the JSON routes of this room share."""
from flask import request

from lms.errors import NotAllowed
from lms.people import services as people
from lms.web.access import now
from lms.web.api import Api
from scorm_export.dispatch import services, words
from scorm_export.dispatch.views import DispatchView

api = Api("dispatch", "scorm_export.dispatch")

KEY = "X-Dispatch-Key"


def dispatch_of_key() -> DispatchView:
    """Whose key came with the request. NotAllowed for none or a wrong one, TooMany for many wrong ones."""
    found = services.by_key(request.headers.get(KEY, ""))
    if found is None:
        people.note_wrong_key("dispatch", request.remote_addr or "", now())
        raise NotAllowed(words.WRONG_KEY)
    return found
