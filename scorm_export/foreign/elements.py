"""The data model of both editions: which elements there are, who may read and write them, and what they may say. Pure.

One table for both sides: the script in the browser is given it and answers the content by it, and the server holds what it
is sent to it. So formats are written in what Python's and JavaScript's regular expressions have in common.

``n`` in a name stands for an index. ``r`` may be read, ``w`` may be written by the content. Numbers may carry a range.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

INDEX = re.compile(r"\.(0|[1-9][0-9]{0,5})(?=\.)")
MOST_MEMBERS = 500  # of one list: interactions of a very long test
MOST_SAID = 400_000  # characters of all values together

_DECIMAL = r"-?[0-9]{1,10}(\.[0-9]{1,20})?"
_SCORE = rf"({_DECIMAL})?"  # 1.2 allows a blank
_STATUS = "passed|completed|failed|incomplete|browsed"
FORMATS = {
    "text255": r"[\s\S]{0,255}", "text250": r"[\s\S]{0,250}", "text1000": r"[\s\S]{0,1000}", "text4000": r"[\s\S]{0,4000}",
    "long": r"[\s\S]{0,64000}", "id": r"[\u0021-\u007e]{1,255}", "uri": r"\S{1,4000}",
    "decimal": _DECIMAL, "score": _SCORE, "any": r"[\s\S]*",
    "status": _STATUS, "exit12": "time-out|suspend|logout|", "exit": "time-out|suspend|logout|normal|",
    "objective_status": f"{_STATUS}|not attempted",
    "completion": "completed|incomplete|not attempted|unknown", "success": "passed|failed|unknown",
    "time": r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,2})?", "timespan": r"[0-9]{2,4}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,2})?",
    "duration": r"P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,2})?S)?)?",
    "timestamp": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,2})?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)?)?",
    "type12": "true-false|choice|fill-in|matching|performance|sequencing|likert|numeric",
    "type": "true-false|choice|fill-in|long-fill-in|matching|performance|sequencing|likert|numeric|other",
    "result12": rf"correct|wrong|unanticipated|neutral|{_DECIMAL}", "result": rf"correct|incorrect|unanticipated|neutral|{_DECIMAL}",
    "language": r"([A-Za-z]{1,3}(-[A-Za-z0-9]{2,8})*)?", "captioning": "-1|0|1",
}

V12 = """
cmi._version r any
cmi.core.student_id r any
cmi.core.student_name r any
cmi.core.lesson_location rw text255
cmi.core.credit r any
cmi.core.lesson_status rw status
cmi.core.entry r any
cmi.core.score.raw rw score 0 100
cmi.core.score.max rw score 0 100
cmi.core.score.min rw score 0 100
cmi.core.total_time r any
cmi.core.lesson_mode r any
cmi.core.exit w exit12
cmi.core.session_time w timespan
cmi.suspend_data rw long
cmi.launch_data r any
cmi.comments rw long
cmi.comments_from_lms r any
cmi.objectives.n.id rw id
cmi.objectives.n.score.raw rw score 0 100
cmi.objectives.n.score.max rw score 0 100
cmi.objectives.n.score.min rw score 0 100
cmi.objectives.n.status rw objective_status
cmi.student_data.mastery_score r any
cmi.student_data.max_time_allowed r any
cmi.student_data.time_limit_action r any
cmi.student_preference.audio rw decimal -1 100
cmi.student_preference.language rw text255
cmi.student_preference.speed rw decimal -100 100
cmi.student_preference.text rw decimal -1 1
cmi.interactions.n.id w id
cmi.interactions.n.objectives.n.id w id
cmi.interactions.n.time w time
cmi.interactions.n.type w type12
cmi.interactions.n.correct_responses.n.pattern w text4000
cmi.interactions.n.weighting w score
cmi.interactions.n.student_response w text4000
cmi.interactions.n.result w result12
cmi.interactions.n.latency w timespan
"""

V2004 = """
cmi._version r any
cmi.comments_from_learner.n.comment rw text4000
cmi.comments_from_learner.n.location rw text250
cmi.comments_from_learner.n.timestamp rw timestamp
cmi.comments_from_lms.n.comment r any
cmi.comments_from_lms.n.location r any
cmi.comments_from_lms.n.timestamp r any
cmi.completion_status rw completion
cmi.completion_threshold r any
cmi.credit r any
cmi.entry r any
cmi.exit w exit
cmi.interactions.n.id rw uri
cmi.interactions.n.type rw type
cmi.interactions.n.objectives.n.id rw uri
cmi.interactions.n.timestamp rw timestamp
cmi.interactions.n.correct_responses.n.pattern rw text4000
cmi.interactions.n.weighting rw decimal
cmi.interactions.n.learner_response rw text4000
cmi.interactions.n.result rw result
cmi.interactions.n.latency rw duration
cmi.interactions.n.description rw text4000
cmi.launch_data r any
cmi.learner_id r any
cmi.learner_name r any
cmi.learner_preference.audio_level rw decimal 0 1000000
cmi.learner_preference.language rw language
cmi.learner_preference.delivery_speed rw decimal 0 1000000
cmi.learner_preference.audio_captioning rw captioning
cmi.location rw text1000
cmi.max_time_allowed r any
cmi.mode r any
cmi.objectives.n.id rw uri
cmi.objectives.n.score.scaled rw decimal -1 1
cmi.objectives.n.score.raw rw decimal
cmi.objectives.n.score.min rw decimal
cmi.objectives.n.score.max rw decimal
cmi.objectives.n.success_status rw success
cmi.objectives.n.completion_status rw completion
cmi.objectives.n.progress_measure rw decimal 0 1
cmi.objectives.n.description rw text250
cmi.progress_measure rw decimal 0 1
cmi.scaled_passing_score r any
cmi.score.scaled rw decimal -1 1
cmi.score.raw rw decimal
cmi.score.min rw decimal
cmi.score.max rw decimal
cmi.session_time w duration
cmi.success_status rw success
cmi.suspend_data rw long
cmi.time_limit_action r any
cmi.total_time r any
adl.nav.request rw uri
adl.nav.request_valid.continue r any
adl.nav.request_valid.previous r any
"""


@dataclass(frozen=True, slots=True)
class Element:
    """``format`` is a regular expression for the whole value; ``low`` and ``high`` bound a number."""

    access: str
    format: str
    low: float | None = None
    high: float | None = None

    def takes(self, value: str) -> bool:
        """Whether the content may say this."""
        if "w" not in self.access or not re.fullmatch(self.format, value):
            return False
        return value == "" or self.low is None or self.high is None or self.low <= float(value) <= self.high


@cache
def elements(is_2004: bool) -> Mapping[str, Element]:
    """By name, with ``n`` for an index."""
    return dict(map(_element, (V2004 if is_2004 else V12).strip().splitlines()))


def _element(line: str) -> tuple[str, Element]:
    name, access, form, *bounds = line.split()
    return name, Element(access, FORMATS[form], *map(float, bounds))


def for_script(is_2004: bool) -> dict[str, list[Any]]:
    """``[access, format, low, high]`` by name."""
    return {name: [each.access, each.format, each.low, each.high] for name, each in elements(is_2004).items()}


def first_misfit(values: Mapping[str, str], is_2004: bool) -> str | None:
    """The name of a value that our script would not have let through; None where all is well."""
    if sum(len(value) for value in values.values()) > MOST_SAID:
        return "*"
    return next((name for name, value in values.items() if not _fits(name, value, is_2004)), None)


def _fits(name: str, value: str, is_2004: bool) -> bool:
    element = elements(is_2004).get(INDEX.sub(".n", name))
    small = all(int(index) < MOST_MEMBERS for index in INDEX.findall(name))
    return element is not None and small and element.takes(value)
