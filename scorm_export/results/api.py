"""Results by JSON: what came home, and sending one."""
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from lms.errors import Invalid, NotAllowed, NotFound
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier, Line
from scorm_export.contractors import scope as whose
from scorm_export.results import scope, services
from scorm_export.results.outcome import Outcome, Standing, Way
from scorm_export.results.services import Envelope
from scorm_export.results.views import ResultView

api = Api("results", __name__)
Seconds = Annotated[int, Field(ge=0, le=10_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]


class ResultSent(Body):
    """``learner``: how the contractor's system calls them; ``score`` from 0 to 1; whoever sends it vouches for it."""

    program: Identifier
    lecture: Identifier
    learner: Annotated[Line, Field(min_length=1, max_length=254)]
    completed: bool
    success: bool | None = None
    score: Share | None = None
    seconds: Seconds = 0
    at: AwareDatetime
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,36}$")] = ""
    answers: dict[Identifier, bool] = Field(default_factory=dict, max_length=500)


@dataclass(frozen=True, slots=True)
class ResultOut:
    """``standing`` says what became of it; ``enrollment_id`` is null while nobody knows whom the contractor means."""

    id: str
    program: str
    lecture: str
    learner: str
    completed: bool
    success: bool | None
    score: float | None
    seconds: int
    at: datetime
    version: str
    enrollment_id: str | None
    standing: Standing

    @classmethod
    def of(cls, found: ResultView) -> "ResultOut":
        said = found.outcome
        return cls(found.id, found.program, said.lecture, said.learner, said.completed, said.success, said.score, said.seconds, said.at,
                   said.version, found.enrollment_id, found.standing)


@api.operation("GET", "/contractors/<contractor_id>/results", access=scope.READ, returns=list[ResultOut],
               problems=(NotFound, NotAllowed))
def results(contractor_id: str) -> list[ResultOut]:
    """By lecture and learner."""
    return [ResultOut.of(found) for found in services.results_of(whose.visible(contractor_id).id)]


@api.operation("POST", "/contractors/<contractor_id>/results", access=scope.SEND, body=ResultSent, returns=ResultOut,
               problems=(NotFound, NotAllowed, Invalid))
def send(contractor_id: str, body: ResultSent) -> ResultOut:
    """Send one result. Sent twice, it is one; a better one improves it, and nothing is taken back."""
    contractor = whose.acting_for(contractor_id)
    outcome = Outcome(
        body.learner, body.lecture, body.at, body.version, body.completed, body.success, body.score, body.seconds, dict(body.answers))
    envelope = Envelope(contractor.id, body.program, Way.API, actor().person_id)
    return ResultOut.of(services.receive(envelope, outcome, now()).result)
