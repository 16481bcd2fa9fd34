"""All statistics of a test in one pass over its sheets. Pure."""
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.statistics.answers import Answers, answers_of
from assessments.statistics.drift import Comparison, comparisons
from assessments.statistics.flags import Flag, flags
from assessments.statistics.items import ItemStatistics, item_statistics
from assessments.statistics.reliability import ScoreStatistics, score_statistics
from assessments.statistics.rules import AttemptCounts, Choose, ItemInfo, Sheet, attempt_counts, first_attempts


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """``attempts`` tells of all sheets, the rest of those that were chosen; ``answers`` are theirs, for the plots."""

    attempts: AttemptCounts
    answers: Answers
    scores: ScoreStatistics
    items: tuple[ItemStatistics, ...]
    comparisons: tuple[Comparison, ...]
    flags: tuple[Flag, ...]


def analyze(
    sheets: Sequence[Sheet], infos: Sequence[ItemInfo], cohorts: Sequence[str] = (), choose: Choose = first_attempts
) -> Analysis:
    """``cohorts`` in order of time are compared for drift; none are without them. Raises UnknownItem."""
    answers = answers_of(choose(sheets), infos)
    items, compared = item_statistics(answers), comparisons(answers, cohorts)
    return Analysis(
        attempt_counts(sheets), answers, score_statistics(answers), items, compared, flags(items, compared)
    )
