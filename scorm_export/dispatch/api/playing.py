"""For the page that shows a lecture inside a contractor's system. The dispatch's key comes in the header ``X-Dispatch-Key``."""
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lms.access import PUBLIC
from lms.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, TooMany
from lms.web.access import now
from lms.web.api import Body, Identifier
from scorm_export.dispatch import services
from scorm_export.dispatch.api.door import api, dispatch_of_key
from scorm_export.dispatch.rules import Achieved
from scorm_export.dispatch.services import Said, Visitor
from scorm_export.dispatch.views import Stored

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Suspended = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,4000}$")]
Origin = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,300}$")]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Seconds = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Answers = Annotated[dict[Identifier, bool], Field(max_length=500)]


class LaunchOrder(Body):
    """``learner`` is SHA-256 of the dispatch's id, a colon and the folded learner id, in hex; ``origin`` is that of the page around.

    With another mode than ``normal``, nothing is written.
    """

    lecture: Identifier
    learner: Digest
    origin: Origin
    mode: Literal["normal", "review", "browse"] = "normal"


class Report(Body):
    """The ``number``-th report of its ``session``: one that comes late or again changes nothing. ``answers``: right or not, by item."""

    registration: Identifier
    session: Count
    number: Count
    suspended: Suspended
    completed: bool
    success: bool | None
    score: Annotated[float, Field(ge=0, le=1)] | None
    seconds: Seconds
    answers: Answers


@dataclass(frozen=True, slots=True)
class LaunchedOut:
    """``html`` is the lecture's body; ``session`` goes with every report; ``words`` are what the page may have to say."""

    registration: str
    session: int
    version: str
    suspended: str
    completed: bool
    success: bool | None
    score: float | None
    html: str
    words: dict[str, str]


@api.operation("POST", "/dispatch/launch", access=PUBLIC, body=LaunchOrder, returns=LaunchedOut,
               problems=(NotAllowed, NotFound, Refused, TooMany))
def launch(body: LaunchOrder) -> LaunchedOut:
    """Open a lecture: its newest version, and where this learner was."""
    visitor = Visitor(body.learner, body.lecture, body.origin, body.mode == "normal")
    opened = services.launch(dispatch_of_key(), visitor, now())
    return LaunchedOut(
        opened.registration, opened.session, opened.version, opened.suspended, opened.completed, opened.success, opened.score,
        opened.html, dict(opened.words))


@api.operation("PUT", "/dispatch/report", access=PUBLIC, body=Report, returns=Stored,
               problems=(NotAllowed, NotFound, Refused, Conflict, Invalid, TooMany))
def report(body: Report) -> Stored:
    """Store what was done. 409 with the type ``conflict``: another page of this learner was opened meanwhile."""
    achieved = Achieved(body.completed, body.success, body.score, body.answers)
    said = Said(body.registration, body.session, body.number, body.suspended, body.seconds, achieved)
    return services.store(dispatch_of_key(), said, now())
