"""Dispatches for the secretariat and for auditors."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from lms.cohorts.api.door import CivilDay
from lms.errors import Conflict, Invalid, NotFound
from lms.web.access import actor, now
from lms.web.api import Body, Identifier
from scorm_export.dispatch import scope, services
from scorm_export.dispatch.api.door import api
from scorm_export.dispatch.rules import LARGEST_CAP, LONGEST_REASON, ORIGIN, State, Wanted
from scorm_export.dispatch.views import DispatchLine, DispatchView, Figures, StopView, VersionLine

Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$", min_length=1, max_length=LONGEST_REASON)]
Origin = Annotated[str, StringConstraints(pattern=f"^{ORIGIN.pattern}$", max_length=300)]
Cap = Annotated[int, Field(strict=True, ge=1, le=LARGEST_CAP)]


class NewDispatch(Body):
    """``cap`` learners until the end of ``last_day`` (Tokyo). ``tests`` are taken at the center.

    ``origins``: of the systems that may show it; empty for any.
    """

    contractor_id: Identifier
    program: Identifier
    lectures: Annotated[list[Identifier], Field(max_length=200)]
    tests: Annotated[list[Identifier], Field(max_length=20)] = Field(default_factory=list)
    language: Identifier = "ja"
    cap: Cap
    last_day: CivilDay
    origins: Annotated[list[Origin], Field(max_length=50)] = Field(default_factory=list)


class NewTerms(Body):
    cap: Cap
    last_day: CivilDay


class Why(Body):
    reason: Words


@dataclass(frozen=True, slots=True)
class DispatchOut:
    """``figures.learners`` is what ``cap`` limits."""

    id: str
    contractor_id: str
    contractor: str
    program: str
    lectures: list[str]
    tests: list[str]
    language: str
    origins: list[str]
    cap: int
    last_day: date
    state: State
    figures: Figures
    made_at: datetime
    revoked_at: datetime | None
    revoked_reason: str

    @classmethod
    def of(cls, line: DispatchLine) -> "DispatchOut":
        found = line.dispatch
        return cls(
            found.id, found.contractor_id, line.contractor, found.program, list(found.lectures), list(found.tests), found.language,
            list(found.origins), found.cap, found.last_day, line.state, line.figures, found.at, found.revoked_at, found.revoked_reason)


@dataclass(frozen=True, slots=True)
class DispatchWithVersions:
    """``versions``: how many learners saw each version of a lecture last."""

    dispatch: DispatchOut
    versions: list[VersionLine]


@dataclass(frozen=True, slots=True)
class StopOut:
    """``stop`` is null while dispatches run."""

    stop: StopView | None


@api.operation("GET", "/dispatches", access=scope.READ, returns=list[DispatchOut])
def dispatches() -> list[DispatchOut]:
    """Every dispatch with its figures, the newest first."""
    scope.require_reader()
    return [DispatchOut.of(line) for line in services.lines(services.dispatches(), now())]


@api.operation("POST", "/dispatches", access=scope.CHANGE, body=NewDispatch, returns=DispatchOut, status=201,
               problems=(NotFound, Conflict, Invalid))
def create(body: NewDispatch) -> DispatchOut:
    """Make a dispatch of lectures that the contractor may take."""
    scope.changeable_contractor(body.contractor_id)
    wanted = Wanted(body.program, tuple(body.lectures), tuple(body.tests), body.language, body.cap, body.last_day, tuple(body.origins))
    return line_of(services.create(body.contractor_id, wanted, actor().person_id, now()))


@api.operation("GET", "/dispatches/<dispatch_id>", access=scope.READ, returns=DispatchWithVersions, problems=(NotFound,))
def dispatch(dispatch_id: str) -> DispatchWithVersions:
    """One dispatch, and which versions were seen."""
    found = scope.readable(dispatch_id)
    return DispatchWithVersions(line_of(found), services.versions_of(found))


@api.operation("PUT", "/dispatches/<dispatch_id>/terms", access=scope.CHANGE, body=NewTerms, returns=DispatchOut,
               problems=(NotFound, Invalid))
def change_terms(dispatch_id: str, body: NewTerms) -> DispatchOut:
    """Change how many learners it may have and its last day."""
    scope.changeable(dispatch_id)
    return line_of(services.change_terms(dispatch_id, body.cap, body.last_day, actor().person_id, now()))


@api.operation("POST", "/dispatches/<dispatch_id>/revocation", access=scope.CHANGE, body=Why, returns=DispatchOut,
               problems=(NotFound, Invalid))
def revoke(dispatch_id: str, body: Why) -> DispatchOut:
    """End a dispatch for good. What was done stays."""
    scope.changeable(dispatch_id)
    return line_of(services.revoke(dispatch_id, body.reason, actor().person_id, now()))


@api.operation("GET", "/dispatch/stop", access=scope.READ, returns=StopOut)
def current_stop() -> StopOut:
    """Whether all dispatches are stopped, and why."""
    scope.require_reader()
    return StopOut(services.current_stop())


@api.operation("PUT", "/dispatch/stop", access=scope.CHANGE, body=Why, returns=StopOut, problems=(Invalid,))
def stop(body: Why) -> StopOut:
    """Stop every dispatch at once. While they are stopped, the first reason stays."""
    scope.require_changer()
    return StopOut(services.stop(body.reason, actor().person_id, now()))


@api.operation("DELETE", "/dispatch/stop", access=scope.CHANGE)
def lift() -> None:
    """Let all dispatches go on."""
    scope.require_changer()
    services.lift(actor().person_id, now())


def line_of(found: DispatchView) -> DispatchOut:
    return DispatchOut.of(services.lines([found], now())[0])
