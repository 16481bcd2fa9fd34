"""What a plugin brings to programs: a kind of activity. Core folds and judges activities by it, knowing no more."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict


class Parameters(BaseModel):
    """The parameters a kind accepts in program.toml. Unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True, slots=True)
class Partial:
    """How far an unfinished activity has come: minutes credited of its minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """``name`` as in program.toml; ``label`` a message id; ``endpoint`` of its page, which takes ``activity``.

    ``partial`` answers, for one enrollment id, how far each begun activity has come; it is asked once per page.
    """

    name: str
    label: str
    endpoint: str
    parameters: type[Parameters] = Parameters
    partial: Callable[[str], Mapping[str, Partial]] | None = None


def validated(kind: ActivityKind, raw: Mapping[str, Any]) -> Parameters:
    """The kind's parameters from TOML; pydantic's ValidationError where they do not fit."""
    return kind.parameters.model_validate(raw)
