"""Short requests take turns; long ones, slow senders and whoever waits for a lock keep nobody waiting."""
from io import BytesIO
from threading import Barrier, Event, Lock, Thread
from time import monotonic, sleep

import pytest

from lms.web import turns
from lms.web.turns import Turns


class Counting:
    """An application that counts how many requests are inside of it at once."""

    def __init__(self) -> None:
        self.inside, self.most, self.lock, self.bodies = 0, 0, Lock(), list[bytes]()

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        sleep(0.02)
        with self.lock:
            self.inside -= 1
            self.bodies.append(environ["wsgi.input"].read())
        return [b""]


def request(path: str, body: bytes = b"", **more: object) -> dict[str, object]:
    return {"PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), **more}


def most_at_once(environ) -> int:  # type: ignore[no-untyped-def]
    app, together = Counting(), Barrier(6)
    house = Turns(app)

    def ask() -> None:
        together.wait()
        house(environ(), None)

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return app.most


@pytest.mark.parametrize("environ", [
    lambda: request("/api/v1/attempts/1/answers/1", b"{}"),
    lambda: request("/api/v1/attempts/1", CONTENT_LENGTH=""),
])
def test_short_requests_to_the_api_take_turns(environ, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(turns, "PATIENCE", 60)
    assert most_at_once(environ) == 1


@pytest.mark.parametrize("environ", [
    lambda: request("/statistics"),
    lambda: request("/api/v1/items", b"x" * (turns.LONGEST + 1)),
    lambda: request("/api/v1/items", b"x", HTTP_TRANSFER_ENCODING="chunked"),
    lambda: request("/api/v1/items", CONTENT_LENGTH="many"),
])
def test_pages_uploads_and_what_has_no_known_length_do_not_wait(environ) -> None:  # type: ignore[no-untyped-def]
    assert most_at_once(environ) > 1


def test_the_body_arrives_whole_and_a_slow_sender_holds_no_turn() -> None:
    app, sent = Counting(), Event()
    house = Turns(app)

    class Slow:
        def read(self, _size: int) -> bytes:
            sent.wait(5)
            return b"late"

    slow = Thread(target=house, args=(request("/api/v1/a", b"late", **{"wsgi.input": Slow()}), None))
    slow.start()
    house(request("/api/v1/b", b"quick"), None)
    sent.set()
    slow.join()
    assert app.bodies == [b"quick", b"late"]


def test_who_is_stuck_delays_the_others_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    entered, free = Event(), Event()

    def inner(environ, _start):  # type: ignore[no-untyped-def]
        if environ["PATH_INFO"].endswith("stuck"):
            entered.set()
            free.wait(60)
        return [b""]

    house = Turns(inner)
    stuck = Thread(target=house, args=(request("/api/v1/stuck"), None))
    stuck.start()
    entered.wait(60)
    began = monotonic()
    house(request("/api/v1/a"), None)
    assert monotonic() - began >= 0.1
    assert stuck.is_alive()
    free.set()
    stuck.join()


def test_a_turn_ends_with_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60)

    def broken(_environ, _start):  # type: ignore[no-untyped-def]
        raise RuntimeError("broken")

    house = Turns(broken)
    for _ in range(2):
        began = monotonic()
        with pytest.raises(RuntimeError):
            house(request("/api/v1/a"), None)
        assert monotonic() - began < turns.PATIENCE
