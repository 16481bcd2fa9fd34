"""Fixtures that every test may use.

``app`` is the whole house on a fresh database with a clock that stands at 2027-06-10 10:00 in Tokyo;
``client`` asks it directly, ``server`` over real HTTP, ``page`` with a real Chromium. ``in_app`` is for tests
that call services only: it opens an application context for the whole test (do not combine it with requests:
they would share ``g``). A folder that tests a room of the core says so in its conftest.py, and then runs without
plugins: ``@pytest.fixture`` ``def plugins(): return []``.

``--database both`` (the default) runs tests on SQLite, and those with ``any_database_app`` or marked
``postgres`` on PostgreSQL too; ``sqlite`` and ``postgres`` run all that needs a database on that one alone, ``none``
all that needs none.
"""
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.people import passwords
from lms.plugins import Plugin
from lms.settings import Settings
from tests import chromium
from tests.browsing import Watch, patient_clicks
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.server import Server, serving
from tools import postgres

MORNING = datetime(2027, 6, 10, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo, a Thursday
STRICT = os.environ.get("STRICT") == "1"

# A busy machine is not a broken rule. Continuous integration looks at the same examples every time; at the desk
# each run looks at others.
hypothesis.settings.register_profile("house", deadline=None, derandomize=STRICT)
hypothesis.settings.load_profile("house")

MakeApp = Callable[..., Flask]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("both", "sqlite", "postgres", "none"), default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker("postgres")
    wants_both = marked or "any_database_app" in metafunc.fixturenames
    if metafunc.config.getoption("--database") == "both" and wants_both:
        metafunc.parametrize("database_kind", ["sqlite", "postgres"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Each of the two runs of the suite takes what belongs to it."""
    wanted = {"both": lambda item: True, "sqlite": lambda item: "postgres_url" not in item.fixturenames,
              "postgres": needs_postgres, "none": needs_none}[config.getoption("--database")]
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def needs_postgres(item: Any) -> bool:
    """A page looks the same over either database: browser tests run once, on SQLite."""
    needed = set(item.fixturenames)
    return bool({"database_kind", "postgres_url"} & needed) and "browser" not in needed


def needs_none(item: Any) -> bool:
    return not {"database_kind", "postgres_url"} & set(item.fixturenames)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if STRICT and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"*** NOT TESTED: {report.nodeid}: {reason}", red=True)
    if STRICT and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("*** strict mode: a skipped test is a failure", red=True)


@pytest.fixture(autouse=True)
def leaves_no_context_behind() -> Iterator[None]:
    """A context left open would answer for the next test's application."""
    yield
    assert not has_app_context()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[PasswordHasher]:
    """Hashes that cost next to nothing; yields the real hasher for tests of what a hash is."""
    with pytest.MonkeyPatch.context() as patch:
        real = passwords.HASHER
        patch.setattr(passwords, "HASHER", PasswordHasher(memory_cost=8, time_cost=1, parallelism=1))
        yield real


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL: ``LMS_TEST_PG_URL``, or one started for this run."""
    with ExitStack() as stack:
        given = os.environ.get("LMS_TEST_PG_URL")
        try:
            yield given or stack.enter_context(postgres.running())
        except postgres.NoPostgres as error:
            pytest.skip(str(error))


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> Iterator[Databases]:
    databases = PostgresDatabases(postgres_url, f"tsunagu_test_{os.getpid()}")
    yield databases
    databases.drop_all()


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    chosen = request.config.getoption("--database")
    return "sqlite" if chosen == "both" else chosen


@pytest.fixture
def databases(request: pytest.FixtureRequest, database_kind: str) -> Databases:
    made: Databases = request.getfixturevalue(f"{database_kind}_databases")
    return made


@pytest.fixture
def make_app(databases: Databases, clock: FixedClock, tmp_path: Path) -> Iterator[MakeApp]:
    """``make_app(plugins=None, loaded=False)``, see ``tests.apps.Builder``."""
    from tests.apps import Builder  # here, so that tests of rules run while the house is being rebuilt

    builder = Builder(databases, clock, tmp_path)
    yield builder
    builder.close()


@pytest.fixture
def plugins() -> list[Plugin] | None:
    """Those of ``app``: all that are installed. A test module or folder may define its own ``plugins``."""
    return None


@pytest.fixture
def app(make_app: MakeApp, plugins: list[Plugin] | None) -> Flask:
    return make_app(plugins)


@pytest.fixture
def loaded_app(make_app: MakeApp, plugins: list[Plugin] | None) -> Flask:
    """With the shipped programs, lectures and items."""
    return make_app(plugins, loaded=True)


@pytest.fixture
def any_database_app(app: Flask) -> Flask:
    """``app``, once on SQLite and once on PostgreSQL."""
    return app


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["lms.settings"]
    return found


@pytest.fixture
def in_app(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    with serving(app) as running:
        yield running


@pytest.fixture
def loaded_server(loaded_app: Flask) -> Iterator[Server]:
    with serving(loaded_app) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium.executable()
    if path is None:
        pytest.skip("no Chromium on this machine (set CHROMIUM=/path/to/it)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a busy machine is not a broken page
    with sync_playwright() as playwright, patient_clicks():
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """``new_page(server, **options)``: a visitor of its own. Its page is checked at the end of the test."""
    contexts, watches = [], []

    def make(server: Server, **options: Any) -> Any:
        looks = {"viewport": {"width": 1366, "height": 768}, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
        contexts.append(browser.new_context(base_url=server.url, **{**looks, **options}))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        watches.append(Watch(page, server.url.removeprefix("http://")))
        return page

    yield make
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def page(new_page: Callable[..., Any], server: Server) -> Any:
    return new_page(server)
