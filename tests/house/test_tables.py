"""Promises about every table: whose it is, what is personal in it, and that migrations build exactly it."""
import pytest
from alembic import command

from lms import migrations
from lms.app import packages
from lms.db import db
from tests.apps import close


@pytest.fixture
def tables(app):
    return list(db.metadata.tables.values())


def test_every_table_is_named_after_its_package(app, tables):
    own = tuple(f"{package}_" for package in packages(app))
    assert [table.name for table in tables if not table.name.startswith(own)] == []


def test_every_table_says_which_columns_are_personal(tables):
    assert [table.name for table in tables if "personal" not in table.info] == []
    for table in tables:
        assert set(table.info["personal"]) <= set(table.columns.keys()), table.name


def test_foreign_keys_point_downwards_only(app, tables):
    """A package may lean on those it is installed after, never the other way round."""
    order = packages(app)
    for table in tables:
        for key in table.foreign_keys:
            assert order.index(owner(key.column.table.name)) <= order.index(owner(table.name)), str(key)


def owner(table: str) -> str:
    return table.partition("_")[0] if not table.startswith("scorm_export_") else "scorm_export"


@pytest.fixture
def migrated_app(any_database_app, make_app, databases, plugins):
    """Its tables come from the migrations alone."""

    def upgrade(url: str) -> None:
        app = make_app.open(url, plugins)
        with app.app_context():
            migrations.upgrade(app)
        close(app)

    require_versions(any_database_app)
    app = make_app.open(databases.fresh("only_migrated", upgrade), plugins)
    yield app
    close(app)


def require_versions(app) -> None:
    with app.app_context():
        missing = [name for name in packages(app) if tables_of(name) and not migrations.has_versions(name)]
    if missing:
        pytest.skip(f"no migrations yet: {missing}")


def tables_of(package: str) -> list[str]:
    return [name for name in db.metadata.tables if owner(name) == package]


def test_migrations_build_exactly_the_models(migrated_app):
    with migrated_app.app_context():
        for package in packages(migrated_app):
            if tables_of(package):
                with db.engine.begin() as connection:
                    command.check(migrations.config(package, connection))  # raises with the differences
