"""Who may use a lecture's blocks: the trainee whose lecture is open."""
from datetime import datetime

from courses.lectures import services
from lms.access import Actor
from lms.blocks.rules import Admission, Viewer
from lms.enrollments import services as enrollments
from lms.errors import NotFound
from lms.web.words import locale


def guard(actor: Actor, snapshot_id: str, usage_id: str, now: datetime) -> Admission:
    """NotFound for a block of another version than the trainee's own; Refused while the lecture is shut."""
    enrolled = enrollments.current_enrollment(actor.person_id, now)
    if enrolled is None:
        raise NotFound()
    code = usage_id.split(".")[0]
    view = services.open_lecture(enrolled.id, code, actor.person_id, locale(), now)
    if snapshot_id not in view.snapshots:
        raise NotFound()
    return Admission(Viewer(actor.person_id, enrolled.id, locale(), actor.furigana))
