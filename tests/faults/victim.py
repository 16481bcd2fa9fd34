"""A real server that is killed with kill -9 every few seconds, and started again on the same port and data."""
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

PATIENCE = 60.0
SERVE = [str(Path(sys.executable).with_name("lms")), "serve"]


class Victim:
    """``every``: seconds from its first answer to the next kill, 0 to spare it. Counts its ``kills``."""

    def __init__(self, port: int, environment: dict[str, str], every: float, seed: int, command: list[str] | None = None):
        self.port, self.every, self.chance, self.kills = port, every, Random(seed), 0
        self.command = [*(command or SERVE), "--host", "127.0.0.1", "--port", str(port)]
        self.environment = {**os.environ, **environment}
        self.ended, self.log = Event(), Path(environment["LMS_INSTANCE"]) / "server.log"
        self.failure: RuntimeError | None = None
        self.thread = Thread(target=self.torment, daemon=True)

    def __enter__(self) -> "Victim":
        self.start()
        self.thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.ended.set()
        self.thread.join()
        if self.process.poll() is None:
            self.kill()
        if self.failure and not error[0]:
            raise self.failure

    def start(self) -> None:
        """As in production; its processes form a group of their own, so that one signal kills them all."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while listens(self.port):  # workers that were not reaped yet
            time.sleep(0.01)

    def torment(self) -> None:
        while self.every and not self.failure and not self.ended.wait(self.every * (0.5 + self.chance.random())):
            self.kill()
            self.kills += 1
            try:
                self.start()
            except RuntimeError as error:
                self.failure = error


def answers(port: int) -> bool:
    """A worker is there; the port listens long before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/sign-in", headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
