"""What the secretariat should look at, as values; words come at the edge. Pure. Source: R091, R092."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scorm_export.contractors.rules import Currency, currency
from scorm_export.contractors.views import QualificationView
from scorm_export.quality.figures import Drift, ItemFigures, LectureFigures, Mean
from scorm_export.quality.watch import Alarm

CASE_STUDY = "case-study"
FEWEST = 8  # results below which a share says too little
GOOD_COMPLETION = 0.7
OLD = 0.2  # share of results on an old version that is worth a word
FAIR = 3.0  # of 5, in questionnaires


class Code(StrEnum):
    """Ordered by weight: what harms trainees first."""

    WEAK = "weak"
    OVERDUE = "overdue"
    UNFIT = "unfit"
    NOBODY = "nobody"
    ITEM = "item"
    COMPLETION = "completion"
    QUESTIONNAIRE = "questionnaire"
    OLD_VERSION = "old-version"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Warning:
    """``about``: a lecture, an item, a question or a lecturer's name; ``figures`` fill the words."""

    code: Code
    about: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)


def of_alarm(alarm: Alarm | None) -> list[Warning]:
    if alarm is None:
        return []
    return [Warning(Code.WEAK, figures={"mean": percent(alarm.mean), "baseline": percent(alarm.baseline), "n": alarm.at})]


def of_items(items: Sequence[ItemFigures]) -> list[Warning]:
    return [Warning(Code.ITEM, each.item, {"here": percent(each.here.share), "there": percent(each.there.share), "n": each.here.total})
            for each in items if each.is_worse]


def of_lectures(lectures: Sequence[LectureFigures]) -> list[Warning]:
    """Fewer complete it than should, even at the best end of the interval."""
    return [Warning(Code.COMPLETION, each.lecture, {"share": percent(each.completed.share), "n": each.completed.total})
            for each in lectures
            if each.completed.total >= FEWEST and each.completed.interval and each.completed.interval[1] < GOOD_COMPLETION]


def of_drift(drifts: Sequence[Drift]) -> list[Warning]:
    return [Warning(Code.OLD_VERSION, each.lecture, {"share": percent(each.old.share), "n": each.old.total})
            for each in drifts if each.old.share is not None and each.old.share > OLD and each.old.total >= FEWEST]


def of_questions(means: Mapping[str, Mean]) -> list[Warning]:
    """Even the best end of the interval is below the middle."""
    return [Warning(Code.QUESTIONNAIRE, question, {"mean": f"{mean.mean:.1f}", "n": mean.total})
            for question, mean in means.items() if mean.interval and mean.interval[1] < FAIR]


def of_qualifications(held: Sequence[QualificationView], modules: Mapping[str, str], today: date) -> list[Warning]:
    """``modules``: module by code of each lecture that the contractor gives."""
    states = {each.id: currency(each.last_day, today) for each in held}
    said = {Currency.OVERDUE: Code.OVERDUE, Currency.ENDS_SOON: Code.ENDING}
    dated = [Warning(said[states[each.id]], each.name, {"day": each.last_day}) for each in held if states[each.id] in said]
    unfit = [Warning(Code.UNFIT, each.name) for each in held
             if CASE_STUDY in each.subjects and states[each.id] is not Currency.OVERDUE and not (each.insight and each.experience)]
    taught = {subject for each in held if states[each.id] is not Currency.OVERDUE for subject in each.subjects}
    lacking = sorted({module for code, module in modules.items() if not {code, module} & taught})
    return [*dated, *unfit, *(Warning(Code.NOBODY, module) for module in lacking)]


def by_weight(warnings: Sequence[Warning]) -> list[Warning]:
    order = list(Code)
    return sorted(warnings, key=lambda each: (order.index(each.code), each.about))


def percent(share: float | None) -> int:
    return round(100 * (share or 0))
