"""The house on a test database: made once as a template by migrations, then opened on each copy."""
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from lms import migrations
from lms.app import create_app
from lms.clock import Clock
from lms.db import db
from lms.plugins import Plugin
from lms.programs import services as programs
from lms.settings import Settings, database_url
from tests.databases import Databases


def compile_addresses_once() -> None:
    """What builds the addresses of a rule depends on its text alone; to compile it anew is nine tenths of making an app."""
    compiled, known = Rule._compile_builder, {}

    def compile_builder(rule: Any, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    setattr(Rule, "_compile_builder", compile_builder)  # noqa: B010 - mypy refuses to see a method replaced


compile_addresses_once()


@dataclass
class Builder:
    """Makes apps that share a clock and a folder; ``close`` gives their connections back."""

    databases: Databases
    clock: Clock
    instance: Path
    made: list[Flask] = field(default_factory=list)

    def __call__(self, plugins: list[Plugin] | None = None, *, loaded: bool = False) -> Flask:
        """``plugins``: None for all that are installed. ``loaded``: with the programs and lectures that ship."""

        def prepare(url: str) -> None:
            prepare_database(self.open(url, plugins, loaded), loaded)

        names = "all" if plugins is None else "_".join(["core", *sorted(plugin.name for plugin in plugins)])
        url = self.databases.fresh(f"{names}_{'loaded' if loaded else 'empty'}", prepare)
        self.made.append(self.open(url, plugins, loaded))
        return self.made[-1]

    def open(self, url: str, plugins: list[Plugin] | None = None, loaded: bool = False) -> Flask:
        instance = Path(shipped_files().name) if loaded else self.instance
        settings = Settings(database_url=database_url(url), secret_key="only for tests", instance=instance)
        app = create_app(settings, plugins=plugins, clock=self.clock)
        app.testing = True
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled_templates().name)
        return app

    def close(self) -> None:
        for app in self.made:
            close(app)


@cache
def compiled_templates() -> TemporaryDirectory[str]:
    """Every app of this process draws the same pages: each template is compiled once, not once for each test."""
    return TemporaryDirectory(prefix="tsunagu-templates-")


@cache
def shipped_files() -> TemporaryDirectory[str]:
    """Where the files of what ships lie: a copied database still names them, so all copies share the folder."""
    return TemporaryDirectory(prefix="tsunagu-shipped-")


def prepare_database(app: Flask, loaded: bool) -> None:
    """The tables by migrations, then those that have none yet (while they are being designed)."""
    with app.app_context():
        migrations.upgrade(app)
        db.create_all()
        if loaded:
            load(app)
    close(app)


def load(app: Flask) -> None:
    """What ships: programs, then the plugins' lectures and items."""
    programs.load(app.extensions["lms.clock"].now())
    for plugin in app.extensions["lms.plugins"]:
        if plugin.load:
            plugin.load()


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
