"""Whole attempts by eight clients, and six hundred starts at one moment; on SQLite and on a real PostgreSQL."""
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.app import create_app
from lms.clock import SystemClock
from lms.ids import new_id
from tests.bench.prepare import headers_of, load
from tools import postgres

CLIENTS = 8
SECONDS = 10.0
SAVES = 10
STARTERS = 600
MOODLE = 4.5  # whole attempts a second of Moodle 4.5.6 on two such cores, where the answers are saved once

Serve = Callable[[Path], contextmanager]  # type: ignore[type-arg]
Headers = Mapping[str, str]


def attempt_lines(serve: Serve) -> list[str]:
    """``serve(instance)`` yields (port, process id)."""
    lines = [f"{'':<14}{'attempts/s':>11}{'of Moodle':>11}{'600 starts':>12}{'failed':>8}{'median':>9}{'slowest':>9}"]
    lines.append(on_database("SQLite", None, serve))
    try:
        with postgres.running() as url:
            lines.append(on_database("PostgreSQL", url, serve))
    except postgres.NoPostgres as error:
        lines.append(f"PostgreSQL was not measured: {error}")
    return lines


def on_database(name: str, url: str | None, serve: Serve) -> str:
    with instance_on(url) as instance:
        app = create_app()
        with app.app_context():
            cohort, now = load(app, SystemClock().now()), SystemClock().now()
            trainees = [headers_of(cohort, n, now) for n in range(STARTERS)]
        with serve(instance) as (port, _pid):
            burst = starts(port, trainees)
            rate = whole_attempts(port, trainees[:CLIENTS])
    failed = sum(seconds is None for seconds in burst)
    took = sorted(seconds for seconds in burst if seconds is not None)
    return (f"{name:<14}{rate:>11.1f}{rate / MOODLE:>10.1f}x{len(took):>12}{failed:>8}{took[len(took) // 2]:>8.2f}s"
            f"{took[-1]:>8.2f}s")


@contextmanager
def instance_on(url: str | None) -> Iterator[Path]:
    """A folder of its own, and the database that the house finds there."""
    before = {name: os.environ.get(name) for name in ("LMS_INSTANCE", "LMS_DATABASE_URL")}
    with TemporaryDirectory() as folder:
        os.environ["LMS_INSTANCE"] = folder
        if url:
            os.environ["LMS_DATABASE_URL"] = url
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                os.environ.update({name: value} if value else {})


def whole_attempts(port: int, trainees: list[Headers]) -> float:
    """Attempts a second: begin, save ten answers one by one, submit, look at the result."""
    counts, until, began = [0] * len(trainees), time.monotonic() + SECONDS, time.monotonic()

    def client(n: int) -> None:
        line = Line(port, trainees[n])
        while time.monotonic() < until:
            line.whole_attempt()
            counts[n] += 1

    at_once([lambda n=n: client(n) for n in range(len(trainees))])
    return sum(counts) / (time.monotonic() - began)


def starts(port: int, trainees: list[Headers]) -> list[float | None]:
    """How long each of many starts at one moment took, in seconds; None where it failed."""
    took: list[float | None] = [None] * len(trainees)
    together = threading.Barrier(len(trainees))

    def start(n: int) -> None:
        together.wait()
        began = time.monotonic()
        if Line(port, trainees[n]).ask("POST", "/tests/A1-test/attempts")[0] == 201:
            took[n] = time.monotonic() - began

    at_once([lambda n=n: start(n) for n in range(len(trainees))])
    return took


def at_once(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Line:
    """One client's kept-alive connection."""

    def __init__(self, port: int, headers: Headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {**headers, "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        sent = None if body is None else json.dumps(body)
        self.connection.request(method, f"/api/v1{path}", sent, {**self.headers, "Accept-Encoding": "identity"})
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def whole_attempt(self) -> None:
        _, attempt = self.ask("POST", "/tests/A1-test/attempts")
        path, size = f"/attempts/{attempt['id']}", len(attempt["questions"])  # type: ignore[arg-type]
        revisions = [question["revision"] for question in attempt["questions"]]  # type: ignore[attr-defined]
        for n in range(SAVES):
            place = n % size
            body = {"response": [n // size], "client_id": new_id(), "base_revision": revisions[place]}
            status, receipt = self.ask("PUT", f"{path}/answers/{place + 1}", body)
            assert status == 200, receipt
            revisions[place] = receipt["revision"]
        for method, what in (("PUT", "submission"), ("GET", "result")):
            status, answer = self.ask(method, f"{path}/{what}")
            assert status == 200, answer
