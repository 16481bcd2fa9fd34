"""A contractor with a dispatch, its thin package in a system on another site, and the center that can be switched off."""
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from lms.access import Role
from lms.people import services as people
from lms.web.access import SESSION_COOKIE, csrf_token_of
from scorm_export.contractors import services as contractors
from scorm_export.dispatch import services
from scorm_export.dispatch.rules import Wanted
from scorm_export.dispatch.views import DispatchView
from scorm_export.packages.rules import Edition
from tests.conftest import MORNING
from tests.journey.conftest import PASSWORD, join
from tests.scorm_packages.lms import Lms, running
from tests.server import Quiet, free_port

PROGRAM = "fnsc-training"
LAST_DAY = date(2027, 12, 20)
LECTURES = ("A1", "B1", "B2")


def wanted(**more: Any) -> Wanted:
    given: dict[str, Any] = {"program": PROGRAM, "lectures": ("A1", "B1"), "tests": (), "language": "ja", "cap": 2, "last_day": LAST_DAY}
    return Wanted(**{**given, **more})


def contractor(app: Flask, name: str = "青葉研修センター") -> str:
    with app.app_context():
        made = contractors.create_contractor(name, "test", MORNING)
        contractors.set_lectures(made.id, PROGRAM, LECTURES)
        return made.id


def made(app: Flask, contractor_id: str, **more: Any) -> DispatchView:
    with app.app_context():
        return services.create(contractor_id, wanted(**more), "test", MORNING)


def key(app: Flask, dispatch_id: str) -> str:
    from scorm_export.dispatch.services.making import key_of

    with app.app_context():
        return key_of(dispatch_id)


@pytest.fixture
def visitor(loaded_app: Flask) -> Callable[..., Any]:
    """``visitor(role, contractor_id=None)``: a client that is signed in, and its form token."""

    def enter(role: Role, contractor_id: str | None = None) -> Any:
        client = loaded_app.test_client()
        with loaded_app.app_context():
            person = join(f"{role}@{contractor_id or 'agency'}.example", role)
            if contractor_id:
                contractors.add_member(contractor_id, person, "test", MORNING)
            token = people.sign_in(f"{role}@{contractor_id or 'agency'}.example", PASSWORD, "127.0.0.1", MORNING)
            client.set_cookie(SESSION_COOKIE, token)
            return client, csrf_token_of(token)

    return enter


@dataclass
class Center:
    """The house on a port that stays while it is switched off and on."""

    app: Flask
    port: int = field(default_factory=free_port)
    _running: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self._running = server, thread

    def stop(self) -> None:
        if self._running:
            server, thread = self._running
            server.shutdown()
            thread.join()
            server.server_close()
            self._running = None


@dataclass
class Stage:
    """The system of a contractor in a browser, and everything that the browser asked."""

    lms: Lms
    edition: str
    context: Any
    asked: list[Any] = field(default_factory=list)
    page: Any = None

    def open(self, sco: str = "A1/index.html", **more: str) -> Any:
        """Launch; the thin package's own frame."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(self.lms.launch(self.edition, sco, **more))
        self.page.frame_locator("iframe").frame_locator("iframe").locator("#dispatch").wait_for(state="attached")
        return next(frame for frame in self.page.frames if frame.url.endswith(sco))

    def lecture(self, sco: str = "A1/index.html", **more: str) -> Any:
        """Launch, and wait for the lecture; the center's frame."""
        return self.shown(self.open(sco, **more))

    def shown(self, thin: Any) -> Any:
        thin.wait_for_selector("body[data-state=shown]")
        return thin.child_frames[0]

    def leave(self) -> None:
        """Close the window: the page hides, and the session ends."""
        before = self.lms.commits
        self.page.close(run_before_unload=False)
        self.page = None
        self.lms.hear(before)

    @property
    def errors(self) -> list[Any]:
        return [call for call in self.page.evaluate("calls") if call["error"] != "0"]

    def kept(self, sco: str = "A1/index.html") -> Any:
        return self.lms.kept[sco]


@pytest.fixture
def center(loaded_app: Flask) -> Iterator[Center]:
    made = Center(loaded_app)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def make_stage(center: Center, browser: Any, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """``make_stage(dispatch, edition)``: another site than the center's, as ``localhost`` and ``127.0.0.1`` are."""
    with ExitStack() as stack:

        def make(found: DispatchView, edition: str = "1.2", **look: Any) -> Stage:
            package = tmp_path / f"{found.id}-{edition}.zip"
            with center.app.test_request_context():
                package.write_bytes(services.written(found, Edition(edition), "", center.url).read())
            lms = stack.enter_context(running(package, tmp_path / f"{found.id}-{edition}"))
            lms.url = lms.url.replace("127.0.0.1", "localhost")
            context = stack.enter_context(browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **look))
            stage = Stage(lms, edition, context)
            context.on("request", lambda request: stage.asked.append(request))
            return stage

        yield make


@pytest.fixture
def contractor_id(loaded_app: Flask) -> str:
    return contractor(loaded_app)
