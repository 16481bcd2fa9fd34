"""The form of an order: what can be chosen, and what was. Pure."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.errors import Invalid
from lms.programs.definition import Activity, Program, Words
from scorm_export.packages.rules import LANGUAGES, TASTES, Edition, Grain, MediaGrade, Preset, Spec

MISSING = "選んでください。"
WHOLE = "*"


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """``value`` is ``program/grain/part``."""

    value: str
    grain: Grain
    title: Words
    code: str


def offered_parts(program: Program, lectures: Sequence[Activity]) -> list[ScopeChoice]:
    """The course, the modules and the lectures, each where all of it may be taken."""
    everything = [a for a in program.activities if a.kind == "lecture"]
    whole = [_choice(program, Grain.COURSE, WHOLE, program.title)] if list(lectures) == everything else []
    modules = [_choice(program, Grain.MODULE, module.id, module.title) for module in program.modules
               if _is_whole([a for a in everything if a.module == module.id], lectures)]
    return [*whole, *modules, *(_choice(program, Grain.LECTURE, a.id, a.title) for a in lectures)]


def _choice(program: Program, grain: Grain, part: str, title: Words) -> ScopeChoice:
    return ScopeChoice(f"{program.id}/{grain}/{part}", grain, title, "" if part == WHOLE else part)


def _is_whole(members: Sequence[Activity], lectures: Sequence[Activity]) -> bool:
    return bool(members) and all(activity in lectures for activity in members)


def chosen(form: Mapping[str, str]) -> Spec:
    """Invalid by field for what is missing or is no choice."""
    program, _, rest = form.get("scope", "").partition("/")
    grain, _, part = rest.partition("/")
    known = {"scope": grain in list(Grain) and bool(part), "preset": form.get("preset") in list(Preset),
             "edition": form.get("edition", "") in ["", *Edition], "language": form.get("language") in LANGUAGES,
             "media": form.get("media") in list(MediaGrade)}
    errors = {name: MISSING for name, fits in known.items() if not fits}
    if errors:
        raise Invalid(errors)
    preset = Preset(form["preset"])
    return Spec(program, Edition(form.get("edition") or TASTES[preset].edition), Grain(grain), form["language"],
                MediaGrade(form["media"]), "" if part == WHOLE else part, preset)
