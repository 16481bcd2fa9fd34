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
Revision = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
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
    """``id`` is made by the page: a report with the id of the last one changes nothing. ``answers``: right or not, by item.

    ``unsure``: ids of earlier reports of this page that nobody answered: one of them may be the last that is stored.
    """

    registration: Identifier
    revision: Revision
    id: Identifier
    unsure: Annotated[list[Identifier], Field(max_length=20)] = Field(default_factory=list)
    suspended: Suspended
    completed: bool
    success: bool | None
    score: Annotated[float, Field(ge=0, le=1)] | None
    seconds: Seconds
    answers: Answers


@dataclass(frozen=True, slots=True)
class LaunchedOut:
    """``html`` is the lecture's body; ``revision`` goes with the first report; ``words`` are what the page may have to say."""

    registration: str
    revision: int
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
        opened.registration, opened.revision, opened.version, opened.suspended, opened.completed, opened.success, opened.score,
        opened.html, dict(opened.words))


@api.operation("PUT", "/dispatch/report", access=PUBLIC, body=Report, returns=Stored,
               problems=(NotAllowed, NotFound, Refused, Conflict, Invalid, TooMany))
def report(body: Report) -> Stored:
    """Store what was done. 409 with the type ``conflict``: another page of this learner was opened meanwhile."""
    achieved = Achieved(body.completed, body.success, body.score, body.answers)
    said = Said(body.registration, body.revision, body.id, tuple(body.unsure), body.suspended, body.seconds, achieved)
    return services.store(dispatch_of_key(), said, now())
