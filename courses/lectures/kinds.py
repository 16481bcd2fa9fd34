"""The activity kind that this plugin brings to programs."""
from pydantic import Field

from courses.lectures import services
from lms.programs.kinds import ActivityKind, Parameters


class LectureParameters(Parameters):
    """``threshold``: the share of distinct seconds that is attendance (ruling A19)."""

    threshold: float = Field(default=0.95, gt=0, le=1)


LECTURE = ActivityKind("lecture", "講義", "courses.lecture", LectureParameters, services.partial)
