"""Reading a program.toml into frozen dataclasses, with errors that name file, line and what is allowed."""
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lms.errors import DefinitionError
from lms.periods import months_of
from lms.programs.definition import Activity, Clause, Module, Program, Stage, WindowRule
from lms.programs.kinds import ActivityKind, validated


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Named(_Table):
    table: ClassVar[str]
    id: str
    clause: str = ""


class _Waiting(_Named):
    requires: tuple[str, ...] = ()


class _Words(_Table):
    ja: str
    en: str


class _Window(_Named):
    table = "windows"
    title: _Words
    period: str | None = None


class _Stage(_Named):
    table = "stages"
    title: _Words
    window: str


class _Module(_Waiting):
    table = "modules"
    title: _Words


class _Activity(_Waiting):
    table = "activities"
    kind: str
    stage: str
    title: _Words | None = None
    module: str | None = None
    minutes: int = 0
    of: str | None = None
    gate: str = "completed"
    exemptible: bool = False
    repeatable: bool = True
    parameters: dict[str, Any] = {}


class _Program(_Table):
    id: str
    version: str
    title: _Words
    source: _Words
    planned_kinds: tuple[str, ...] = ()
    kinds: dict[str, dict[str, Any]] = {}
    clauses: dict[str, _Words] = {}
    windows: tuple[_Window, ...]
    stages: tuple[_Stage, ...]
    modules: tuple[_Module, ...] = ()
    activities: tuple[_Activity, ...]


GATES = ("completed", "passed")


class _Reader:
    """Collects every problem of one file, so that its author mends them all at once."""

    def __init__(self, text: str, name: str):
        self.lines, self.name, self.problems = text.splitlines(), name, list[str]()

    def complain(self, message: str, thing: "_Named") -> None:
        self.note(self.line_of(thing), message)

    def note(self, line: int, message: str) -> None:
        self.problems.append(f"{self.name}:{line}: {message}")

    def line_of(self, thing: "_Named") -> int:
        """The line of its id in a table of its own sort: a window and a stage may share an id."""
        wanted, table = re.compile(rf"""\s*id\s*=\s*["']{re.escape(thing.id)}["']"""), ""
        for n, line in enumerate(self.lines, 1):
            table = line.strip("[] ") if line.startswith("[") else table
            if table == thing.table and wanted.match(line):
                return n
        return self.line_after(1, f"[{thing.table}")

    def line_after(self, start: int, word: str) -> int:
        """The first line from ``start`` on that holds a word; ``start`` itself if none does."""
        return next((n for n, line in enumerate(self.lines, 1) if n >= start and word in line), start)


def read_program(text: str, name: str, kinds: Mapping[str, ActivityKind]) -> Program:
    """The program in a TOML text. DefinitionError lists everything wrong as ``name:line: message``."""
    reader = _Reader(text, name)
    raw = _tables(text, reader)
    if raw is None:
        raise DefinitionError(reader.problems)
    _check_names(raw, reader, kinds)
    activities = tuple(_activity(a, raw, reader, kinds) for a in raw.activities)
    program = _assemble(raw, activities)
    _check_ends(program, raw, reader)
    if reader.problems:
        raise DefinitionError(reader.problems)
    return program


def _tables(text: str, reader: _Reader) -> _Program | None:
    try:
        return _Program.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        reader.note(int(line.group(1)) if line else len(reader.lines), f"not TOML: {error}")
    except ValidationError as error:
        for e in error.errors():
            there = e["loc"][:-1] if e["type"] == "missing" else e["loc"]
            reader.note(_line_of_path(reader, there), f"{_path(e['loc'])}: {e['msg']}")
    return None


def _path(location: Iterable[Any]) -> str:
    return ".".join(str(part) for part in location)


def _line_of_path(reader: _Reader, location: tuple[Any, ...]) -> int:
    """The line of the n-th table of an array, else where the names of the path are read one after another."""
    if len(location) > 1 and isinstance(location[1], int):
        heads = [n for n, line in enumerate(reader.lines, 1) if line.startswith(f"[[{location[0]}]]")]
        if location[1] < len(heads):
            return heads[location[1]]
    return reduce(lambda line, part: reader.line_after(line, str(part)), location, 1)


def _check_names(raw: _Program, reader: _Reader, kinds: Mapping[str, ActivityKind]) -> None:
    _check_unique(raw, reader)
    _check_windows(raw, reader)
    _check_defaults(raw, reader, kinds)
    known = _known_ids(raw)
    waiting: tuple[_Waiting, ...] = (*raw.modules, *raw.activities)
    for thing in waiting:
        for wanted in thing.requires:
            if wanted not in known:
                reader.complain(f"{thing.id} requires {wanted!r}, which is no stage, module or activity; "
                                f"allowed: {sorted(known)}", thing)
    for activity in raw.activities:
        _check_activity(activity, raw, reader, kinds)
    _check_clauses(raw, reader)


def _known_ids(raw: _Program) -> set[str]:
    return {thing.id for thing in _things(raw)}


def _things(raw: _Program) -> tuple[_Named, ...]:
    return (*raw.stages, *raw.modules, *raw.activities)


def _check_unique(raw: _Program, reader: _Reader) -> None:
    _check_each_once(_things(raw), reader)
    _check_each_once(raw.windows, reader)


def _check_each_once(things: Iterable[_Named], reader: _Reader) -> None:
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            reader.complain(f"the id {thing.id!r} is used twice; stages, modules and activities share one set of ids, "
                            "windows have their own", thing)
        seen.add(thing.id)


def _check_windows(raw: _Program, reader: _Reader) -> None:
    windows = {w.id for w in raw.windows}
    for stage in raw.stages:
        if stage.window not in windows:
            reader.complain(f"stage {stage.id} names window {stage.window!r}; allowed: {sorted(windows)}", stage)
    for window in raw.windows:
        try:
            months_of(window.period or "P1M")
        except ValueError as error:
            reader.complain(f"window {window.id}: {error}", window)


def _check_defaults(raw: _Program, reader: _Reader, kinds: Mapping[str, ActivityKind]) -> None:
    allowed = sorted({*kinds, *raw.planned_kinds})
    for name in raw.kinds:
        if name not in allowed:
            reader.note(reader.line_after(1, f"[kinds.{name}"),
                        f"defaults for the unknown kind {name!r}; allowed: {allowed}")


def _check_activity(a: _Activity, raw: _Program, reader: _Reader, kinds: Mapping[str, ActivityKind]) -> None:
    stages, modules = {s.id for s in raw.stages}, {m.id for m in raw.modules}
    allowed = sorted({*kinds, *raw.planned_kinds})
    if a.kind not in allowed:
        reader.complain(f"{a.id} has the unknown kind {a.kind!r}; allowed: {allowed}", a)
    if a.stage not in stages:
        reader.complain(f"{a.id} is in the unknown stage {a.stage!r}; allowed: {sorted(stages)}", a)
    if a.module is not None and a.module not in modules:
        reader.complain(f"{a.id} is in the unknown module {a.module!r}; allowed: {sorted(modules)}", a)
    if a.of is not None and a.of not in {x.id for x in raw.activities}:
        reader.complain(f"{a.id} closes {a.of!r}, which is no activity", a)
    if a.gate not in GATES:
        reader.complain(f"{a.id} has the gate {a.gate!r}; allowed: {list(GATES)}", a)
    if a.title is None and a.of is None:
        reader.complain(f"{a.id} has no title; only a closing part (of = ...) may do without", a)
    if a.minutes < 0:
        reader.complain(f"{a.id} has {a.minutes} minutes; 0 or more are allowed", a)


def _check_clauses(raw: _Program, reader: _Reader) -> None:
    citing: tuple[_Named, ...] = (*raw.windows, *_things(raw))
    for thing in citing:
        if thing.clause and thing.clause not in raw.clauses:
            reader.complain(f"{thing.id} cites {thing.clause!r}, which [clauses] does not explain; "
                            f"allowed: {sorted(raw.clauses)}", thing)


def _activity(raw: _Activity, program: _Program, reader: _Reader, kinds: Mapping[str, ActivityKind]) -> Activity:
    parameters = {**program.kinds.get(raw.kind, {}), **raw.parameters}
    whole = next((a for a in program.activities if a.id == raw.of), None)
    title = raw.title or (whole and whole.title)
    return Activity(
        raw.id, raw.kind, raw.stage, title.model_dump() if title else {"ja": raw.id, "en": raw.id},
        raw.module or (whole.module if whole else None),
        raw.minutes, raw.of, raw.requires, raw.gate, raw.exemptible, raw.repeatable, raw.kind not in kinds,
        raw.clause, _parameters(raw, parameters, reader, kinds))


def _parameters(raw: _Activity, values: dict[str, Any], reader: _Reader, kinds: Mapping[str, ActivityKind]) -> Any:
    if raw.kind not in kinds:
        return values
    try:
        return validated(kinds[raw.kind], values)
    except ValidationError as error:
        for e in error.errors():
            allowed = sorted(kinds[raw.kind].parameters.model_fields)
            reader.complain(f"{raw.id}: parameter {_path(e['loc'])}: {e['msg']}; known parameters: {allowed}", raw)
        return None


def _assemble(raw: _Program, activities: tuple[Activity, ...]) -> Program:
    return Program(
        raw.id, raw.version, raw.title.model_dump(), raw.source.model_dump(),
        tuple(WindowRule(w.id, w.title.model_dump(), w.period, w.clause) for w in raw.windows),
        tuple(Stage(s.id, s.title.model_dump(), s.window, s.clause) for s in raw.stages),
        tuple(Module(m.id, m.title.model_dump(), m.requires, m.clause) for m in raw.modules),
        activities,
        {name: Clause(name, words.model_dump()) for name, words in raw.clauses.items()},
    )


def _check_ends(program: Program, raw: _Program, reader: _Reader) -> None:
    """No dead end: nothing waits for itself, and every stage holds something to do."""
    for thing, activity in zip(raw.activities, program.activities, strict=True):
        if activity.id in _all_before(program, activity, set()):
            reader.complain(f"{thing.id} waits for itself in a circle of requires; nobody could ever open it", thing)
    for stage in raw.stages:
        if not any(a.stage == stage.id for a in program.activities):
            reader.complain(f"stage {stage.id} has no activity; nobody could ever finish it", stage)


def _all_before(program: Program, activity: Activity, seen: set[str]) -> set[str]:
    for before in program.before(activity):
        if before.id not in seen:
            seen.add(before.id)
            _all_before(program, before, seen)
    return seen


def remarks(program: Program) -> list[str]:
    """What ``lms programs check`` says beside errors: what is declared but inert, and what rests on no clause."""
    inert = [f"{a.id} ({a.kind}): declared, inert until a plugin brings this kind" for a in program.activities if a.inert]
    waiting: tuple[Module | Activity, ...] = (*program.modules, *program.activities)
    bare = [f"{x.id}: requires {list(x.requires)} but cites no clause" for x in waiting if x.requires and not x.clause]
    return inert + bare
