"""What ``make run`` starts once everything is set up: twice on the same folder, as its user would."""
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from lms.demo import ACCOUNTS, PASSWORD
from tests.journey.program import Program
from tests.server import free_port

LMS = [str(Path(sys.executable).with_name("lms")), "run"]
PATIENCE = 120.0  # seconds; the first start draws the sample videos


@contextmanager
def running(instance: Path, port: int) -> Iterator[Path]:
    """Yields the file that its words go to, once it answers."""
    words = instance / "words.txt"
    environment = {**os.environ, "LMS_INSTANCE": str(instance), "PORT": str(port)}
    with words.open("w") as out:
        process = subprocess.Popen(LMS, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = monotonic() + PATIENCE
        while not answers(port):
            assert process.poll() is None, words.read_text()
            assert monotonic() < until, words.read_text()
            sleep(0.1)
        yield words
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    except OSError:
        return False


def test_it_makes_a_demo_prints_its_accounts_and_keeps_the_data(tmp_path: Path) -> None:
    port = free_port()
    trainee = Program(f"http://127.0.0.1:{port}")
    with running(tmp_path, port) as words:
        told = words.read_text()
        assert [account.email for account in ACCOUNTS if account.email not in told] == []
        assert (f"http://127.0.0.1:{port}" in told, PASSWORD in told) == (True, True)
        trainee.sign_in(ACCOUNTS[0].email, PASSWORD)
        assert trainee.get("/me/standing")["next"] == "A1"
        assert (f"PORT={port + 1}" in refused(tmp_path, port)) is True
    trainee.connection.close()
    with running(tmp_path, port):
        assert trainee.get("/me/standing")["next"] == "A1"  # by the session of before
    assert "Traceback" not in told + words.read_text()


def refused(instance: Path, port: int) -> str:
    """What it says where the port is taken."""
    environment = {**os.environ, "LMS_INSTANCE": str(instance), "PORT": str(port)}
    done = subprocess.run(LMS, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    return done.stderr
