"""One run: prepare, serve, torment, play, settle, compare."""
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from lms.settings import Settings
from tests.faults.ground import prepare
from tests.faults.plants import Plant
from tests.faults.proxy import between
from tests.faults.verdict import Event, Row, Verdict, judge
from tests.faults.victim import Victim
from tests.server import free_port

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[1] / "assessments" / "attempts" / "static"
NO_PLANT = Plant()


@dataclass(frozen=True, slots=True)
class Storm:
    """``every``: seconds from the server's first answer to its end. ``actions``: of one browser, at least and at most.

    ``patience``: seconds without any event until the browsers are stopped; what they did not bring to an end counts as lost.
    """

    attempts: int
    parallel: int = 40
    every: float = 8.0
    seed: int = 1
    actions: tuple[int, int] = (20, 40)
    patience: float = 60.0
    plant: Plant = NO_PLANT


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    kills: int
    line: dict[str, int]
    seconds: float


def run(storm: Storm, folder: Path, database_url: str) -> Outcome:
    """``database_url`` is an empty database; ``folder`` takes everything else."""
    environment = {"LMS_INSTANCE": str(folder), "LMS_DATABASE_URL": database_url, "LMS_SECRET_KEY": "only for tests"}
    tasks = prepare(Settings(database_url=database_url, secret_key="only for tests", instance=folder),
                    storm.attempts, storm.actions, storm.seed)
    port, front = free_port(), free_port()
    began = time.monotonic()
    victim = Victim(port, environment, storm.every, storm.seed, storm.plant.command)
    with victim, between(front, port, storm.seed) as proxy:
        events = play(storm, tasks, f"http://127.0.0.1:{front}", folder)
    verdict = judge(events, *stored(database_url, tasks))
    return Outcome(verdict, victim.kills, dict(proxy.counts), time.monotonic() - began)


def play(storm: Storm, tasks: list[dict[str, Any]], url: str, folder: Path) -> list[Event]:
    """The browsers, in one process of node, as the server sends them their scripts."""
    plan, heard = folder / "plan.json", folder / "events.jsonl"
    plan.write_text(json.dumps({
        "url": url, "tasks": tasks, "parallel": storm.parallel, "scripts": str(scripts(folder, storm.plant))}))
    with heard.open("w") as out:
        node = subprocess.Popen(["node", str(HERE / "browsers.mjs"), str(plan)], stdout=out)
    try:
        code = watch(node, storm, heard)
    finally:
        node.kill()
        node.wait()
    if code:
        raise RuntimeError(f"node ended with {code}")
    return [json.loads(line) for line in heard.read_text().splitlines() if line.endswith("}")]


def watch(node: subprocess.Popen[bytes], storm: Storm, heard: Path) -> int:
    """Its exit code; 0 where it was stopped, because nothing happens any more."""
    size, moved = 0, time.monotonic()
    while node.poll() is None and time.monotonic() < moved + storm.patience:
        time.sleep(0.2)
        if heard.stat().st_size != size:
            size, moved = heard.stat().st_size, time.monotonic()
        if sys.stderr.isatty():
            ended = heard.read_text().count('"ended"')
            print(f"\r{ended} / {storm.attempts}", end="", file=sys.stderr, flush=True)
    return node.poll() or 0


def scripts(folder: Path, plant: Plant) -> Path:
    """Where node finds the page's scripts as modules: a copy, with the planted fault if there is one."""
    copy = folder / "scripts"
    shutil.copytree(SCRIPTS, copy)
    (copy / "package.json").write_text('{"type": "module"}')
    plant.in_scripts(copy)
    return copy


def stored(database_url: str, tasks: list[dict[str, Any]]) -> tuple[list[Row], list[tuple[str, str, int]]]:
    """The journal and the attempts of the tasks' people."""
    enrollments = {task["enrollment"] for task in tasks}
    with reading(database_url) as ask:
        attempts = [row for row in ask("SELECT id, enrollment_id, activity, number FROM assessments_attempt") if row[1] in enrollments]
        lines = list(ask("SELECT attempt_id, sequence, client_id, position, revision, response FROM assessments_answer"))
    own = {row[0] for row in attempts}
    journal = [Row(attempt, n, client, position, revision, json.loads(response))
               for attempt, n, client, position, revision, response in lines if attempt in own]
    return journal, [(row[1], row[2], row[3]) for row in attempts]


@contextmanager
def reading(database_url: str) -> Iterator[Any]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        yield lambda statement: connection.execute(text(statement)).all()
    engine.dispose()
