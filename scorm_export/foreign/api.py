"""Packages of others by JSON: what was taken in, which lectures it stands below, and how far one is. Files are sent on the page."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from lms.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier
from scorm_export.foreign import scope, services
from scorm_export.foreign.pages.trainee import my_enrollment
from scorm_export.foreign.parts import Edition
from scorm_export.foreign.scope import READ, TRAINEES, WRITE
from scorm_export.foreign.views import AttachmentView, ForeignView

api = Api("foreign", __name__)
Title = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", min_length=1, max_length=200)]


class InProgram(Body):
    """``program``: of the lecture."""

    program: Identifier


class AttachmentBody(Body):
    """What trainees read, in both languages."""

    title_ja: Title
    title_en: Title


@dataclass(frozen=True, slots=True)
class PartOut:
    """``speaks``: whether it speaks with us at all; ``passing``: the score from 0 to 1 from which it is passed."""

    title: str
    path: str
    speaks: bool
    passing: float | None


@dataclass(frozen=True, slots=True)
class AttachmentOut:
    """``until`` is null while trainees see it."""

    program: str
    lecture: str
    title: Mapping[str, str]
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, found: AttachmentView) -> "AttachmentOut":
        return cls(found.program, found.lecture, found.title, found.since, found.until)


@dataclass(frozen=True, slots=True)
class ForeignPackageOut:
    """``digest``: SHA-256 of the zip; ``size``: its bytes."""

    id: str
    title: str
    edition: Edition
    digest: str
    size: int
    files: int
    contractor: str | None
    added_at: datetime
    parts: list[PartOut]
    attachments: list[AttachmentOut]

    @classmethod
    def of(cls, found: ForeignView, attached: list[AttachmentView]) -> "ForeignPackageOut":
        return cls(
            found.id, found.title, found.edition, found.digest, found.size, found.files, found.contractor_id, found.at,
            [PartOut(part.title, part.path, part.is_sco, part.passing) for part in found.parts],
            [AttachmentOut.of(each) for each in attached if each.foreign_id == found.id])


@dataclass(frozen=True, slots=True)
class PartStanding:
    """``saved_at``: when something the content said was last stored; null before. ``score`` from 0 to 1."""

    part: int
    completed: bool
    success: bool | None
    score: float | None
    saved_at: datetime | None


@api.operation("GET", "/foreign-packages", access=READ, returns=list[ForeignPackageOut], problems=(NotAllowed,))
def packages() -> list[ForeignPackageOut]:
    """The packages of others, the newest first."""
    scope.require_reader()
    attached = services.attachments()
    return [ForeignPackageOut.of(found, attached) for found in services.packages()]


@api.operation("GET", "/foreign-packages/<foreign_id>", access=READ, returns=ForeignPackageOut, problems=(NotFound, NotAllowed))
def package(foreign_id: str) -> ForeignPackageOut:
    """One package, and the lectures it stands or stood below."""
    scope.require_reader()
    return ForeignPackageOut.of(services.package(foreign_id), services.attachments(foreign_id))


@api.operation("DELETE", "/foreign-packages/<foreign_id>", access=WRITE, problems=(NotFound, NotAllowed, Conflict))
def remove(foreign_id: str) -> None:
    """Forget a package that never stood below a lecture"""
    scope.require_changer()
    services.remove(foreign_id)


@api.operation("PUT", "/lectures/<activity>/attachments/<foreign_id>", access=WRITE, query=InProgram, body=AttachmentBody,
               returns=AttachmentOut, problems=(NotFound, NotAllowed, Conflict, Invalid))
def attach(activity: str, foreign_id: str, query: InProgram, body: AttachmentBody) -> AttachmentOut:
    """Show a package below a lecture."""
    scope.require_changer()
    title = {"ja": body.title_ja, "en": body.title_en}
    return AttachmentOut.of(services.attach(foreign_id, (query.program, activity), title, actor().person_id, now()))


@api.operation("DELETE", "/lectures/<activity>/attachments/<foreign_id>", access=WRITE, query=InProgram, problems=(NotFound, NotAllowed))
def detach(activity: str, foreign_id: str, query: InProgram) -> None:
    """Take it off again; what was recorded stays."""
    scope.require_changer()
    services.detach_from(foreign_id, (query.program, activity), actor().person_id, now())


@api.operation("GET", "/lectures/<activity>/attachments/<foreign_id>", access=TRAINEES, returns=list[PartStanding],
               problems=(NotFound, Refused))
def standing(activity: str, foreign_id: str) -> list[PartStanding]:
    """How far the trainee is with each part of a package that they have opened."""
    found = services.shown(my_enrollment().id, activity, foreign_id, now())
    return [PartStanding(n, state.outcome.completed, state.outcome.success, state.outcome.score, state.saved_at)
            for n, state in sorted(found.states.items())]
