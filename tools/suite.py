"""The whole suite: first everything on SQLite, then everything that needs a database on a real PostgreSQL.

``python -m tools.suite [pytest arguments]``. Both runs happen even if the first fails. With ``STRICT=1`` a
machine without PostgreSQL fails, as does any skipped test.
"""
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tools import postgres

MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30  # bytes
NOTHING_SELECTED = 5  # pytest's exit code when the arguments leave no test for this database


def main(arguments: list[str]) -> int:
    if folder := scratch():
        os.environ["TMPDIR"] = str(folder)  # also of the PostgreSQL and the browsers that are started from here
    with ExitStack() as stack:
        url = os.environ.get("LMS_TEST_PG_URL")
        try:
            url = url or stack.enter_context(postgres.running())
        except postgres.NoPostgres as error:
            print(f"*** NO POSTGRESQL: that half of the suite is not run. {error} ***", flush=True)
        results = [run("sqlite", arguments, url)]
        results.append(run("postgres", arguments, url) if url else int(os.environ.get("STRICT") == "1"))
    return max((result for result in results if result != NOTHING_SELECTED), default=NOTHING_SELECTED)


def scratch() -> Path | None:
    """A thousand test databases are made and dropped: in memory that takes a seventh of the time, where there is room."""
    if not os.access(MEMORY, os.W_OK):
        return None
    runs_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return MEMORY if runs_programs and shutil.disk_usage(MEMORY).free >= ENOUGH else None


def run(database: str, arguments: list[str], url: str | None) -> int:
    print(f"--- tests on {database}", flush=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "--database", database]
    environment = {**os.environ, **({"LMS_TEST_PG_URL": url} if url else {})}
    done = subprocess.run([*command, *arguments], env=environment, stdin=subprocess.DEVNULL, check=False)
    print(f"--- {database}: {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
