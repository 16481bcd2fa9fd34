"""What a plugin is: a frozen list of the things it adds. Plugins add; nothing overrides."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from lms.access import Role
from lms.programs.kinds import ActivityKind


@dataclass(frozen=True, slots=True)
class Job:
    """Scheduled work. ``run`` takes ``as_of`` (the instant it was due) and must be safe to repeat."""

    name: str
    run: Callable[..., None]
    every_seconds: int


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the main menu. ``label`` is a message id; shown to holders of one of ``roles``."""

    endpoint: str
    label: str
    roles: frozenset[Role]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Plugin:
    """``name`` is the import package, the URL part, the table prefix and the template folder.

    ``api`` and ``pages`` are ``lms.web.api.Api`` and ``lms.web.pages.Pages``; ``commands`` Click groups;
    ``activity_kinds`` what a program.toml may name; ``programs`` folders of shipped programs; ``blocks`` XBlock types
    by name; ``block_guard`` admits a viewer to the plugin's blocks; ``block_services`` are offered to every block,
    whichever plugin owns it, and stand back where the guard of the block's owner brings one of the same name;
    ``personal_words`` say what each personal column of the plugin's tables holds, for the privacy page (message ids);
    ``enrollment_pages`` lead from a trainee's page of the secretariat to more about them: endpoints that take
    ``enrollment_id``;
    ``slots`` fill the places that a page leaves open: a function of what the page knows, by the place's name
    (see ``lms.web.shell.slot``);
    ``load`` brings what the plugin ships (lectures, items) into the database, and may be repeated. ``demo`` adds to the
    demo round: it takes the cohort's id, the addresses of the demo accounts by role, who does it, and when.
    """

    name: str
    requires: tuple[str, ...] = ()
    api: tuple[Any, ...] = ()
    pages: tuple[Any, ...] = ()
    commands: tuple[Any, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    programs: tuple[Path, ...] = ()
    blocks: Mapping[str, type] = field(default_factory=dict)
    block_guard: Callable[..., Any] | None = None
    block_services: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    nav: tuple[NavItem, ...] = ()
    enrollment_pages: tuple[NavItem, ...] = ()
    slots: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    load: Callable[[], None] | None = None
    demo: Callable[[str, Mapping[Role, str], str, datetime], None] | None = None
    personal_words: Mapping[str, str] = field(default_factory=dict)


def discover() -> list[Plugin]:
    """The installed plugins, each after those it requires."""
    return in_order([entry.load() for entry in entry_points(group="lms.plugins")])


def in_order(plugins: list[Plugin]) -> list[Plugin]:
    """Each plugin after those it requires; a missing or circular one stops the start-up with ValueError."""
    waiting = {plugin.name: plugin for plugin in plugins}
    placed: list[Plugin] = []
    while waiting:
        ready = [p for p in waiting.values() if not set(p.requires) & waiting.keys()]
        if not ready:
            raise ValueError(f"plugins require one another in a circle: {sorted(waiting)}")
        for plugin in sorted(ready, key=lambda p: p.name):
            missing = set(plugin.requires) - {p.name for p in placed}
            if missing:
                raise ValueError(f"plugin {plugin.name} needs {sorted(missing)}")
            placed.append(waiting.pop(plugin.name))
    return placed
