"""What the services of this room answer with."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scorm_export.results.outcome import Outcome, Standing, Way
from scorm_export.results.report_table import Table


@dataclass(frozen=True, slots=True)
class ResultView:
    """``enrollment_id`` is None while nobody knows whom the contractor means by ``outcome.learner``.

    ``standing`` of the last news; ``counted_at``: when something of it counted first, None before.
    """

    id: str
    contractor_id: str
    program: str
    outcome: Outcome
    enrollment_id: str | None
    standing: Standing
    counted_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ReportView:
    """One thing that was said of a result. ``by`` vouches for it: a person's id, a credential's, or ``dispatch``."""

    way: Way
    by: str
    content: Mapping[str, object]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something that was said. ``is_news``: it had not been said before."""

    result: ResultView
    is_news: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row or file. ``problem`` (a message id) where it cannot be read or is not theirs; else what would become of the outcome."""

    name: str
    outcome: Outcome | None
    problem: str
    standing: Standing | None

    @property
    def to_take(self) -> Outcome | None:
        """What says nothing yet is no problem, and is not taken either."""
        return None if self.problem or self.standing is Standing.UNFINISHED else self.outcome


@dataclass(frozen=True, slots=True)
class UploadView:
    """What somebody sent. ``table`` and ``columns`` (by field) are a report's, ``lecture`` that of every row.

    ``taken``: how many of the lines were looked at and taken before something interrupted it; 0 before it is confirmed.
    """

    id: str
    way: Way
    by: str
    at: datetime
    table: Table | None
    columns: Mapping[str, int]
    lecture: str
    lines: Sequence[Line]
    taken: int


@dataclass(frozen=True, slots=True)
class Taking:
    """How far an upload has been taken: the first ``taken`` of ``size`` lines were looked at, and ``news`` of them were new."""

    taken: int
    size: int
    news: int

    @property
    def is_done(self) -> bool:
        return self.taken >= self.size


@dataclass(frozen=True, slots=True)
class CredentialView:
    """``id`` is the user name."""

    id: str
    label: str
    made_at: datetime
