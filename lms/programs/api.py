"""Programs as JSON: what there is to do, what opens what, and the clause behind each rule."""
from collections.abc import Mapping
from dataclasses import dataclass

from lms.access import SIGNED_IN
from lms.errors import NotFound
from lms.programs import services as programs
from lms.programs.definition import Activity, Program, Words
from lms.web.api import Api

api = Api("programs", __name__)


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """The newest version of one program."""

    id: str
    version: str
    title: Words


@dataclass(frozen=True, slots=True)
class Programs:
    items: list[ProgramLine]


@dataclass(frozen=True, slots=True)
class StageJson:
    id: str
    title: Words
    window: str
    clause: str


@dataclass(frozen=True, slots=True)
class ModuleJson:
    """``requires``: ids of modules, stages or activities that come first."""

    id: str
    title: Words
    requires: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class ActivityJson:
    """``of``: the activity that this one closes. ``requires``: activities that must be done right before it.

    ``gate``: whether it counts once ``completed``, or only once ``passed``. ``offered``: its kind is installed.
    """

    id: str
    kind: str
    stage: str
    module: str | None
    title: Words
    minutes: int
    of: str | None
    requires: tuple[str, ...]
    gate: str
    exemptible: bool
    repeatable: bool
    offered: bool
    clause: str


@dataclass(frozen=True, slots=True)
class ProgramJson:
    """``clauses``: what each cited place of ``source`` says, in our words. ``minutes``: standard study time of all."""

    id: str
    version: str
    title: Words
    source: Words
    minutes: int
    stages: list[StageJson]
    modules: list[ModuleJson]
    activities: list[ActivityJson]
    clauses: Mapping[str, Words]


@api.operation("GET", "/programs", access=SIGNED_IN, returns=Programs)
def program_list() -> Programs:
    """The programs that are loaded, each in its newest version."""
    loaded = [programs.program(version.id) for version in programs.newest_versions()]
    return Programs([ProgramLine(p.id, p.version, p.title) for p in loaded])


@api.operation("GET", "/programs/<program>", access=SIGNED_IN, returns=ProgramJson, problems=(NotFound,))
def one_program(program: str) -> ProgramJson:
    """A program: its stages, modules and activities, with what each waits for and rests on."""
    return program_json(programs.program(programs.newest(program).id))


def program_json(program: Program) -> ProgramJson:
    return ProgramJson(
        program.id, program.version, program.title, program.source, program.minutes,
        [StageJson(s.id, s.title, s.window, s.clause) for s in program.stages],
        [ModuleJson(m.id, m.title, m.requires, m.clause) for m in program.modules],
        [activity_json(program, activity) for activity in program.activities],
        {name: clause.text for name, clause in program.clauses.items()})


def activity_json(program: Program, a: Activity) -> ActivityJson:
    return ActivityJson(
        a.id, a.kind, a.stage, a.module, a.title, a.minutes, a.of, tuple(b.id for b in program.before(a)), a.gate,
        a.exemptible, a.repeatable, not a.inert, a.clause)
