"""Schema history: one line of versions and one version table per package, core first."""
from pathlib import Path
from typing import Any

from flask import Flask

from lms.app import folder_of, packages
from lms.db import transactional


def upgrade(app: Flask) -> None:
    """Bring every package's tables to its newest version. Call inside an app context."""
    from alembic import command  # here: it takes a second to import, and the server does not need it

    for package in packages(app):
        if has_versions(package):
            with transactional().begin() as connection:
                command.upgrade(config(package, connection), "head")


def has_versions(package: str) -> bool:
    return any((folder_of(package) / "migrations" / "versions").glob("*.py"))


def config(package: str, connection: object = None) -> Any:
    """Alembic's configuration for one package's history on one connection."""
    from alembic.config import Config

    versions = folder_of(package) / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("version_locations", str(versions))
    made.set_main_option("path_separator", "os")
    made.attributes.update(package=package, connection=connection)
    return made
