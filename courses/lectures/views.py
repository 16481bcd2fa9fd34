"""What the lectures room tells its callers."""
from dataclasses import dataclass
from datetime import datetime

from courses.authoring.ir import Edition, Section
from courses.lectures.rules import Span


@dataclass(frozen=True, slots=True)
class WatchView:
    """What has been watched: whole seconds of the video, coverage from 0 to 1, and what is still missing."""

    seconds: int
    spans: list[Span]
    missing: list[Span]
    position: int
    coverage: float
    threshold: float
    sections_read: list[str]
    attended: bool


@dataclass(frozen=True, slots=True)
class Caption:
    language: str
    media_id: str


@dataclass(frozen=True, slots=True)
class LectureView:
    """One trainee's lecture page. ``closes`` ends the media addresses at the latest."""

    code: str
    module: str | None
    minutes: int
    edition: Edition
    version: str
    snapshot_id: str
    snapshots: tuple[str, ...]
    video_id: str
    captions: tuple[Caption, ...]
    is_sample: bool
    watch: WatchView
    closes: datetime

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.edition.sections


@dataclass(frozen=True, slots=True)
class LeaseView:
    """The right of one player to earn credit, and where to resume."""

    lease: str
    position: int


