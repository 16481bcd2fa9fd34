"""A live server over real HTTP in this process, with the test's own app and clock."""
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True)
class Server:
    """``url`` has no slash at its end."""

    url: str
    app: Flask


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections, as gunicorn does

    def log(self, *_arguments: object, **_options: object) -> None:
        """Test output has no access log."""


@contextmanager
def serving(app: Flask) -> Iterator[Server]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """One that nobody listens on now, for a server in a process of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
