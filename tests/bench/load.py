"""A bounded load: eight clients in threads over kept-alive connections, and the server's own processor time."""
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a client: method, path, headers, and a body made anew for each call where it must differ."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Callable[[int], object] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    per_second: float
    cpu_ms: float


def measure(port: int, server_pid: int, requests: list[Request], seconds: float) -> Measured:
    """Each client repeats its request for ``seconds``; an answer of 400 or more ends the bench with RuntimeError."""
    counts, failures = [0] * len(requests), list[str]()
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(port, r, until, counts, n, failures))
               for n, r in enumerate(requests)]
    before, began = cpu_seconds(server_pid), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    total = sum(counts)
    return Measured(total / (time.monotonic() - began), 1000 * (cpu_seconds(server_pid) - before) / total)


def _client(port: int, request: Request, until: float, counts: list[int], n: int, failures: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until and not failures:
        body = json.dumps(request.body(counts[n])) if request.body else None
        connection.request(request.method, request.path, body, dict(request.headers))
        response = connection.getresponse()
        content = response.read()
        if response.status >= 400:
            failures.append(f"{request.method} {request.path}: {response.status} {content[:300]!r}")
        counts[n] += 1


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children, living and reaped."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        own = int(stat.parent.name)
        if own == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total
