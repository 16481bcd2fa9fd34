"""Packages by JSON: order one, ask how far it is, see what lies in it. The file itself is at ``file``."""
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from flask import url_for
from pydantic import StringConstraints

from lms.errors import Invalid, NotAllowed, NotFound
from lms.web.access import now
from lms.web.api import Api, Body, Identifier
from scorm_export.packages import scope
from scorm_export.packages.rules import TASTES, Edition, Grain, MediaGrade, Preset, Spec
from scorm_export.packages.views import ExportView

api = Api("packages", __name__)


class PackageOrder(Body):
    """``edition`` and ``grain``: those that the preset is served best with, where they are left out."""

    program: Identifier
    preset: Preset = Preset.GENERIC
    edition: Edition | None = None
    grain: Grain | None = None
    part: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")] = ""
    language: Identifier = "ja"
    media: MediaGrade = MediaGrade.NONE


@dataclass(frozen=True, slots=True)
class LeftOutOut:
    lecture: str
    thing: str
    reason: str


@dataclass(frozen=True, slots=True)
class PackageOut:
    """``done`` of ``total`` bytes are written; ``file`` is where it can be taken, null until then and when it was tidied away.

    ``lectures``: version by code; ``files``: SHA-256 by path; ``digest``: of the whole content.
    """

    id: str
    program: str
    edition: Edition
    grain: Grain
    part: str
    language: str
    media: MediaGrade
    preset: Preset
    ordered_at: datetime
    done: int
    total: int
    finished_at: datetime | None
    problem: str
    file: str | None
    size: int
    digest: str
    lectures: dict[str, str]
    files: dict[str, str]
    left_out: list[LeftOutOut]

    @classmethod
    def of(cls, found: ExportView) -> "PackageOut":
        spec = found.spec
        return cls(
            found.id, spec.program, spec.edition, spec.grain, spec.part, spec.language, spec.media, spec.preset, found.at, found.done,
            found.total, found.finished_at, found.problem, url_for("packages.file", package_id=found.id) if found.there else None,
            found.size, found.digest, dict(found.lectures), dict(found.files),
            [LeftOutOut(each.lecture, each.thing, each.reason) for each in found.left_out])


@api.operation("GET", "/packages", access=scope.READ, returns=list[PackageOut], problems=(NotFound,))
def packages() -> list[PackageOut]:
    """The last hundred packages, the newest first."""
    return [PackageOut.of(found) for found in scope.exports()]


@api.operation("POST", "/packages", access=scope.ORDER, body=PackageOrder, returns=PackageOut, status=202,
               problems=(NotFound, NotAllowed, Invalid))
def order(body: PackageOrder) -> PackageOut:
    """Order a package; it is made in the background."""
    taste = TASTES[body.preset]
    spec = Spec(body.program, body.edition or taste.edition, body.grain or taste.grain, body.language, body.media, body.part, body.preset)
    return PackageOut.of(scope.order(spec, now()))


@api.operation("GET", "/packages/<package_id>", access=scope.READ, returns=PackageOut, problems=(NotFound,))
def package(package_id: str) -> PackageOut:
    """One package, and how far it is."""
    return PackageOut.of(scope.visible(package_id))
