"""``python -m tests.faults [--attempts 2000] [--parallel 40] [--every 8] [--seed 1] [--plant NAME] [--keep FOLDER]``

On SQLite; with ``LMS_DATABASE_URL=postgresql://...`` then once more in a new database of that server, which is
removed afterwards. Exit code 1 where anything is lost, wrong or double. ``--plant`` has a fault that it must find.
"""
import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.settings import database_url
from tests.databases import PostgresDatabases
from tests.faults.plants import PLANTS
from tests.faults.storm import NO_PLANT, Outcome, Storm, run


def main(arguments: list[str]) -> int:
    chosen = parsed(arguments)
    signal.signal(signal.SIGTERM, lambda *_about: sys.exit(1))  # the server is not left behind
    storm = Storm(chosen.attempts, chosen.parallel, chosen.every, chosen.seed,
                  plant=PLANTS[chosen.plant] if chosen.plant else NO_PLANT)
    server = os.environ.pop("LMS_DATABASE_URL", "")
    clean = [report("SQLite", one_run(storm, "", chosen.keep))]
    if server.startswith("postgres"):
        clean.append(report("PostgreSQL", one_run(storm, server, "")))
    return 0 if all(clean) else 1


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="nothing that was called saved may be lost")
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--parallel", type=int, default=40, help="browsers at once")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between two kills of the server; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(PLANTS), help="a fault that must be found")
    parser.add_argument("--keep", default="", help="an empty folder for the database and the events")
    return parser.parse_args(arguments)


def one_run(storm: Storm, server: str, keep: str) -> Outcome:
    with tempfile.TemporaryDirectory() as folder, database(Path(keep or folder), server) as url:
        return run(storm, Path(keep or folder), database_url(url))


@contextmanager
def database(folder: Path, server: str) -> Iterator[str]:
    if not server:
        yield f"sqlite:///{folder}/tsunagu.db"
        return
    databases = PostgresDatabases(server, f"tsunagu_faults_{os.getpid()}")
    try:
        yield databases.fresh("empty", lambda _url: None)
    finally:
        databases.drop_all()


def report(name: str, outcome: Outcome) -> bool:
    found, line = outcome.verdict, outcome.line
    print(f"{name}: {found.attempts} attempts, {found.acknowledged} acknowledged, {found.stored} stored, "
          f"{len(found.lost)} lost, {len(found.wrong)} wrong, {found.duplicates} duplicate attempts; {outcome.kills} kills, "
          f"{line['requests']} requests, {line.get('dropped', 0)} dropped, {line.get('duplicated', 0)} duplicated, "
          f"{line.get('delayed', 0)} delayed, {found.told} conflicts and refusals told; {outcome.seconds:.0f} s")
    for problem in [*found.lost[:5], *found.wrong[:5]]:
        print(f"  {problem}")
    return found.is_clean


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
