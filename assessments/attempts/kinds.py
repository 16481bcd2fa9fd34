"""The activity kinds that this plugin brings to programs."""
from typing import Self

from pydantic import Field, model_validator

from assessments.attempts.forms import Demand
from lms.programs.kinds import ActivityKind, Parameters


class ComprehensionParameters(Parameters):
    """The test that closes a lecture. No time limit; the passing score decides only where the gate is ``passed``."""

    items: int = Field(default=5, ge=1)
    passing_score: float = Field(default=0.8, gt=0, le=1)


class ReviewParameters(Parameters):
    """The test over everything. ``blueprint``: how many items of each module; they add up to ``items``.

    ``abilities`` and ``difficulties``: at least so many items of each that is named.
    """

    items: int = Field(default=40, ge=1)
    minutes: int = Field(default=60, ge=1)
    passing_score: float = Field(default=0.7, gt=0, le=1)
    blueprint: dict[str, int]
    abilities: dict[str, int] = Field(default_factory=dict)
    difficulties: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if sum(self.blueprint.values()) != self.items:
            raise ValueError(f"the blueprint adds up to {sum(self.blueprint.values())}, items is {self.items}")
        return self

    @property
    def demands(self) -> tuple[Demand, ...]:
        groups = (Demand("group", name, count, count) for name, count in self.blueprint.items())
        others = (("ability", self.abilities), ("difficulty", self.difficulties))
        return (*groups, *(Demand(tag, name, least, self.items) for tag, named in others for name, least in named.items()))


COMPREHENSION_TEST = ActivityKind(
    "comprehension-test", "理解度確認テスト", "assessments.test", ComprehensionParameters)
REVIEW_TEST = ActivityKind("review-test", "総合確認テスト", "assessments.test", ReviewParameters)
