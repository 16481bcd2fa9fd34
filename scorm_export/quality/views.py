"""What the services of this room answer with."""
from collections.abc import Mapping
from dataclasses import dataclass

from scorm_export.contractors.views import ContractorView
from scorm_export.quality.figures import Drift, ItemFigures, LectureFigures, Mean, Share
from scorm_export.quality.rules import Warning
from scorm_export.quality.watch import Baseline


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency's own trainees: the baseline of the watch, and how each item (by id) and each lecture's test went."""

    baseline: Baseline | None
    items: Mapping[str, Share]
    scores: Mapping[str, Mean]


@dataclass(frozen=True, slots=True)
class Quality:
    """A contractor as the watch sees it. ``trainees``: how many answered anything; ``mean``: of their shares of right answers."""

    contractor: ContractorView
    results: int
    trainees: int
    mean: Mean | None
    lectures: tuple[LectureFigures, ...]
    items: tuple[ItemFigures, ...]
    drift: tuple[Drift, ...]
    questions: Mapping[str, Mean]
    warnings: tuple[Warning, ...]
