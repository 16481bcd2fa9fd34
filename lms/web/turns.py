"""Short requests take turns.

A process has many threads, because a viewer on a slow line holds one for long, but Python computes in one thread at a
time. Threads that compute at once take the interpreter from each other in the middle of their work, hundreds of times
in a request that asks the database; with turns a server makes half as many attempts again in a second (``make bench``).
"""
from collections.abc import Iterable
from io import BytesIO
from threading import Semaphore
from typing import Any

PREFIX = "/api/"  # pages and files may take long: nobody's answer waits behind a report or a video
PATIENCE = 1.0  # seconds; turns are a courtesy: who waits for a lock in the database does not stop the others
LONGEST = 64 * 1024  # bytes of a body; longer ones are uploads


class Turns:
    """WSGI middleware around an application: of the short requests to the API one computes at a time."""

    def __init__(self, inner: Any):
        self.inner = inner
        self.turn = Semaphore()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not is_short(environ):
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        receive(environ)
        taken = self.turn.acquire(timeout=PATIENCE)
        try:
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        finally:
            if taken:
                self.turn.release()


def is_short(environ: dict[str, Any]) -> bool:
    return environ["PATH_INFO"].startswith(PREFIX) and length(environ) <= LONGEST


def length(environ: dict[str, Any]) -> int:
    """Bytes of the body; one of unknown length may be any."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        return LONGEST + 1
    sent = environ.get("CONTENT_LENGTH") or "0"
    return int(sent) if sent.isascii() and sent.isdigit() else LONGEST + 1


def receive(environ: dict[str, Any]) -> None:
    """The body before the turn: a slow sender keeps nobody waiting."""
    environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length(environ)))
