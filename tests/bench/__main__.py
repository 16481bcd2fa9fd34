"""Prints every figure as a ratio to the empty JSON view of the same run; absolute numbers depend on the machine."""
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench.attempts import attempt_lines
from tests.bench.cohorts import cohort_lines
from tests.bench.load import Measured, Request, measure
from tests.bench.packages import package_lines
from tests.bench.prepare import Prepared, prepare
from tests.bench.statistics import statistics_lines, statistics_page_lines
from tests.server import free_port

SECONDS = 5.0
CLIENTS = 8


@contextmanager
def served(instance: Path):
    """gunicorn as in production, with the empty view beside the house; yields (port, process id)."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "64",
               "--worker-class", "gthread", "--log-level", "warning", "tests.bench.app:make()"]
    process = subprocess.Popen(command, env={**os.environ, "LMS_INSTANCE": str(instance)})
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(port: int) -> None:
    import http.client

    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/bench/empty")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def page_lines(prepared: Prepared, port: int, pid: int) -> list[str]:
    measure(port, pid, [Request("GET", "/bench/empty", {})] * CLIENTS, 2.0)
    empty = measure(port, pid, [Request("GET", "/bench/empty", {})] * CLIENTS, SECONDS)
    lines = [f"{'':<24}{'req/s':>9}{'of empty':>10}{'CPU ms':>9}{'x empty':>9}{'queries':>9}",
             row("empty JSON view", empty, empty, 0)]
    for name, requests, queries in prepared.scenes:
        measure(port, pid, requests, 1.0)
        lines.append(row(name, measure(port, pid, requests, SECONDS), empty, queries))
    return lines


def row(name: str, measured: Measured, empty: Measured, queries: int) -> str:
    return (f"{name:<24}{measured.per_second:>9.0f}{measured.per_second / empty.per_second:>9.0%} "
            f"{measured.cpu_ms:>8.2f}{measured.cpu_ms / empty.cpu_ms:>9.1f}{queries:>9}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        os.environ["LMS_INSTANCE"] = str(instance)
        prepared = prepare(CLIENTS)
        print(f"pages: {CLIENTS} clients, gunicorn 2 workers x 64 threads, SQLite, {SECONDS:.0f} s each")
        with served(instance) as (port, pid):
            print("\n".join(page_lines(prepared, port, pid)))
        print(f"\nwhole attempts: {CLIENTS} clients, begin, 10 answers saved one by one, submit, result")
        print("\n".join(attempt_lines(served)))
        print("\ncohort page by number of enrollments (in process, median of 3)")
        print("\n".join(cohort_lines()))
    print("\nitem statistics (in process; from sheets in memory, then from the database)")
    print("\n".join([*statistics_lines(), *statistics_page_lines()]))
    print("\nSCORM packages (in process; the last in a process of its own)")
    print("\n".join(package_lines()))


if __name__ == "__main__":
    main()
