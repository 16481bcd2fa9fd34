"""``lms serve``: the web server of one machine, to be put behind the organization's own reverse proxy."""
import gc
import socket
from typing import Any

import click
from click import IntRange
from flask import Flask
from gunicorn.app.base import BaseApplication

from lms.web.turns import Turns

HOST = "127.0.0.1"

# A viewer on a slow line holds a thread for as long as a part of the video takes to arrive; eight threads
# froze under eight such viewers. A waiting thread costs next to nothing, so each process gets many of them,
# and there are two processes because Python computes on one core per process.
WORKERS, THREADS = 2, 64


class Server(BaseApplication):
    """gunicorn with our settings instead of a configuration file."""

    def __init__(self, **settings: Any):
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from lms.app import create_app  # in the worker, after the fork: no database connection is ever shared

        return served(create_app())


def served(app: Flask) -> Flask:
    """The house in a process that does nothing else.

    What is there now stays for ever, so the search for garbage leaves it out: to walk through all of it took 3 ms of
    each submission of a test.
    """
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    return app


@click.command()
@click.option("--host", envvar="LMS_HOST", default=HOST, show_default=True)
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=IntRange(1, 65535))
@click.option("--workers", envvar="LMS_WORKERS", default=WORKERS, show_default=True, type=IntRange(1, 64))
@click.option("--threads", envvar="LMS_THREADS", default=THREADS, show_default=True, type=IntRange(1, 1024))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API."""
    require_free_port(host, port)
    click.echo(f"http://{host}:{port}/  (Ctrl-C で終わります)")
    Server(
        bind=f"{host}:{port}", workers=workers, threads=threads, worker_class="gthread",
        timeout=60, graceful_timeout=20, keepalive=15, loglevel="warning", control_socket_disable=True,
    ).run()


def require_free_port(host: str, port: int) -> None:
    if not port_is_free(host, port):
        raise click.ClickException(taken_message(port))


def port_is_free(host: str, port: int) -> bool:
    """Whether we could listen there now (a port that only waits out its last connections is free)."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def taken_message(port: int) -> str:
    other = f"make run PORT={port % 65535 + 1}"
    return (
        f"ポート {port} は、ほかのプログラムが使っています。別の番号で始めてください (例: {other})。\n"
        f"Port {port} is taken by another program. Start with another one, for example: {other}"
    )
