"""The analysis of a large test: 10,000 sheets of 60 items, all items on every sheet or drawn from a larger pool; from
sheets in memory, and from the database through services, pages and files."""
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient

from assessments.attempts.services.rows import tests_of
from assessments.statistics.analysis import analyze
from assessments.statistics.rules import ItemInfo, Sheet
from lms import migrations
from lms.access import Role
from lms.app import create_app
from lms.clock import FixedClock
from lms.db import db
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.settings import Settings
from tests.bench.queries import counted
from tests.conftest import MORNING
from tests.statistics.filled import PROGRAM, Simulation, fill, loaded_pool
from tests.statistics.simulation import ability_of, items_of, sheet_of

SHEETS, FORM, POOLS = 10_000, 60, (60, 240)
COHORTS = ("2027-1", "2027-2", "2028-1", "2028-2")
ROUNDS = ("R8-1", "R8-2", "R9-1")
PEOPLE = 8_000  # every fourth takes the test twice
TEST = "review-test"
HOME = f"/statistics/{PROGRAM}/{TEST}"


def statistics_lines() -> list[str]:
    """One line a pool: seconds from sheets to flags (median of 3), and the number of comparisons and flags."""
    lines = [f"{'sheets':>8}{'form':>6}{'pool':>6}{'seconds':>9}{'comparisons':>13}{'flags':>7}"]
    for pool in POOLS:
        infos = items_of(pool)
        sheets = simulated(infos)
        seconds = statistics.median(timed(sheets, infos) for _ in range(3))
        analysis = analyze(sheets, infos, COHORTS)
        lines.append(f"{SHEETS:>8}{FORM:>6}{pool:>6}{seconds:>9.2f}{len(analysis.comparisons):>13}{len(analysis.flags):>7}")
    return lines


def simulated(infos: Sequence[ItemInfo]) -> list[Sheet]:
    """The same sheets every time."""
    chance = Random(20270610)
    return [
        sheet_of(chance, f"p{n}", COHORTS[n % len(COHORTS)], chance.sample(infos, FORM), ability_of(chance))
        for n in range(SHEETS)
    ]


def timed(sheets: Sequence[Sheet], infos: Sequence[ItemInfo]) -> float:
    began = time.perf_counter()
    analyze(sheets, infos, COHORTS)
    return time.perf_counter() - began


# Through the house -------------------------------------------------------------------------------------

def statistics_page_lines() -> list[str]:
    """Seconds, processor seconds and queries of the first look at 10,000 attempts in SQLite, and of what comes after it."""
    lines = [f"{'attempts':>9}{'pool':>6}  {'what':<28}{'seconds':>9}{'CPU':>9}{'queries':>9}"]
    for pool in (FORM, None):
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(Settings(f"sqlite:///{folder}/bench.db", "bench", Path(folder)), clock=FixedClock(MORNING))
            with app.app_context():
                drawn_from, token = filled(app, pool), lecturer_token()
                db.session.remove()
            lines += looks(app, drawn_from, token)
    return lines


def filled(app: Flask, pool: int | None) -> int:
    """A review test of 60 of the first ``pool`` items, or of all; how many they are."""
    migrations.upgrade(app)
    loaded_pool(MORNING, [])
    tests = {test.activity.id: test for test in tests_of(programs.program(programs.newest(PROGRAM).id))}
    found = loaded_pool(MORNING, tests[TEST].lectures)[:pool]
    fill(Simulation(TEST, found, FORM, PEOPLE, ROUNDS, goal=FORM * 7 // 10))
    return len(found)


def lecturer_token() -> str:
    person = people.create_person(NewPerson("lecturer@bench.example", "森", "拓也", "モリ タクヤ"), MORNING)
    people.grant_role(person.id, Role.LECTURER, "bench", MORNING)
    return people.create_api_token(person.id, "bench", 1, MORNING).secret


def looks(app: Flask, pool: int, token: str) -> list[str]:
    """The first look analyzes; a first page after it also draws every stem."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    client.get("/statistics/none/none")
    lines = [look(app, pool, "first look (analysis, page)", lambda: got(client, HOME), 1)]
    for what, path in (("page of the test, kept", HOME), ("list of tests, kept", "/statistics"),
                       ("CSV of items", f"{HOME}/items.csv"), ("CSV of choices", f"{HOME}/choices.csv"),
                       ("JSON", f"/api/v1{HOME}")):
        lines.append(look(app, pool, what, lambda path=path: got(client, path), 5))  # type: ignore[misc]
    return lines


def look(app: Flask, pool: int, what: str, act: Callable[[], None], times: int) -> str:
    """The median of ``times``."""
    with counted(app) as queries:
        seconds, cpu = map(statistics.median, zip(*(elapsed(act) for _ in range(times)), strict=True))
    return f"{SHEETS:>9}{pool:>6}  {what:<28}{seconds:>9.3f}{cpu:>9.3f}{len(queries) // times:>9}"


def elapsed(act: Callable[[], None]) -> tuple[float, float]:
    """By the wall's clock, and by the processor's: the second says more on a busy machine."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - worked


def got(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.data, path


if __name__ == "__main__":
    print("\n".join([*statistics_lines(), "", *statistics_page_lines()]))
