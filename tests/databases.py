"""Fresh databases for tests: prepared once, then copied for each test, on SQLite as on PostgreSQL."""
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

Prepare = Callable[[str], None]


class Databases(Protocol):
    def fresh(self, template: str, prepare: Prepare) -> str:
        """The URL of a new database as ``prepare`` (given a URL, once per template) left it."""


class SqliteDatabases:
    def __init__(self, folder: Path):
        self.folder, self.made = folder, 0

    def fresh(self, template: str, prepare: Prepare) -> str:
        original = self.folder / f"{template}.template.db"
        if not original.exists():
            unfinished = original.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            prepare(f"sqlite:///{unfinished}")
            unfinished.rename(original)
        self.made += 1
        copy = self.folder / f"{self.made}.db"
        shutil.copyfile(original, copy)
        return f"sqlite:///{copy}"


class PostgresDatabases:
    """``url`` is any database of the server; ``prefix`` keeps parallel test processes apart."""

    def __init__(self, url: str, prefix: str):
        self.url, self.prefix, self.made, self.last = url, prefix, 0, ""
        self.templates: set[str] = set()

    def fresh(self, template: str, prepare: Prepare) -> str:
        original = f"{self.prefix}_{template}"
        if original not in self.templates:
            self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", original)  # a preparation that failed
            self.execute("CREATE DATABASE {}", original)
            prepare(self.url_of(original))
            self.templates.add(original)
        return self.copy_of(original)

    def copy_of(self, original: str) -> str:
        """The copy before this one goes: at most one per worker takes room."""
        if self.last:
            self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.last)
        self.made += 1
        self.last = f"{self.prefix}_{self.made}"
        self.execute("CREATE DATABASE {} TEMPLATE {}", self.last, original)
        return self.url_of(self.last)

    def url_of(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def drop_all(self) -> None:
        for name in [*self.templates, *filter(None, [self.last])]:
            self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))
