"""What the services of this room answer with."""
from dataclasses import dataclass
from datetime import datetime

from scorm_export.results.outcome import Outcome, Standing


@dataclass(frozen=True, slots=True)
class ResultView:
    """``enrollment_id`` is None while nobody knows whom the contractor means by ``outcome.learner``."""

    id: str
    contractor_id: str
    program: str
    outcome: Outcome
    enrollment_id: str | None
    standing: Standing
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something that was said. ``is_news``: it had not been said before."""

    result: ResultView
    is_news: bool
