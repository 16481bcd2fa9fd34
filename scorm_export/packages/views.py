"""What the services of this room answer with."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scorm_export.packages.content import LeftOut
from scorm_export.packages.rules import Spec


@dataclass(frozen=True, slots=True)
class ExportView:
    """One package. ``done`` of ``total`` bytes are written; ``there``: its file can be taken; ``by`` is a person's id."""

    id: str
    spec: Spec
    contractor_id: str | None
    by: str
    at: datetime
    done: int
    total: int
    finished_at: datetime | None
    problem: str
    digest: str
    size: int
    lectures: Mapping[str, str]
    files: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    there: bool

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and not self.problem

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.spec.name}.zip"


@dataclass(frozen=True, slots=True)
class DownloadView:
    name: str
    at: datetime
