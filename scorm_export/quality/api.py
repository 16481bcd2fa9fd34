"""The watch by JSON."""
from dataclasses import dataclass

from lms.errors import NotAllowed, NotFound
from lms.web.access import now
from lms.web.api import Api
from scorm_export.contractors import scope as whose
from scorm_export.quality import scope, services, words
from scorm_export.quality.figures import Mean, Share
from scorm_export.quality.rules import Code
from scorm_export.quality.views import Quality

api = Api("quality", __name__)


@dataclass(frozen=True, slots=True)
class ShareOut:
    """``low`` and ``high`` end the interval that holds the true share in 95 of 100 samples; null where ``total`` is 0."""

    count: int
    total: int
    low: float | None
    high: float | None

    @classmethod
    def of(cls, found: Share) -> "ShareOut":
        low, high = found.interval or (None, None)
        return cls(found.count, found.total, low, high)


@dataclass(frozen=True, slots=True)
class MeanOut:
    mean: float
    total: int
    low: float | None
    high: float | None

    @classmethod
    def of(cls, found: Mean | None) -> "MeanOut | None":
        if found is None:
            return None
        low, high = found.interval or (None, None)
        return cls(found.mean, found.total, low, high)


@dataclass(frozen=True, slots=True)
class WarningOut:
    """``words`` in the reader's language: what was seen, and ``next`` what to do."""

    code: Code
    about: str
    words: str
    next: str


@dataclass(frozen=True, slots=True)
class LectureQualityOut:
    lecture: str
    completed: ShareOut
    passed: ShareOut
    score: MeanOut | None


@dataclass(frozen=True, slots=True)
class QualityOut:
    """``mean``: of the trainees' shares of right answers."""

    contractor_id: str
    name: str
    results: int
    trainees: int
    mean: MeanOut | None
    lectures: list[LectureQualityOut]
    warnings: list[WarningOut]

    @classmethod
    def of(cls, found: Quality) -> "QualityOut":
        lectures = [LectureQualityOut(each.lecture, ShareOut.of(each.completed), ShareOut.of(each.passed), MeanOut.of(each.score))
                    for each in found.lectures]
        warnings = [WarningOut(each.code, each.about, words.seen(each), words.told(words.NEXT[each.code])) for each in found.warnings]
        return cls(found.contractor.id, found.contractor.name, found.results, found.trainees, MeanOut.of(found.mean), lectures, warnings)


@api.operation("GET", "/quality", access=scope.WATCH, returns=list[QualityOut], problems=(NotAllowed,))
def overview() -> list[QualityOut]:
    """Every contractor, those with the heaviest warnings first."""
    whose.require_reader()
    return [QualityOut.of(found) for found in services.overview(now())]


@api.operation("GET", "/contractors/<contractor_id>/quality", access=scope.READ, returns=QualityOut,
               problems=(NotFound, NotAllowed))
def contractor_quality(contractor_id: str) -> QualityOut:
    """One contractor; a contractor's account sees its own."""
    return QualityOut.of(services.quality(whose.visible(contractor_id).id, now()))
