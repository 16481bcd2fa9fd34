"""The SCORM block of Open edX on a real port: its own Python and JavaScript, around them only what the platform gives a block."""
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

import django
import webob
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from flask import Flask, Response, request, send_from_directory
from xblock.fields import ScopeIds
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import DictKeyValueStore, KvsFieldData
from xblock.test.tools import TestRuntime

from tests.server import serving

JQUERY = Path(__file__).parents[2] / "node_modules" / "jquery" / "dist"
FORM = {"display_name": "Lecture", "width": "", "height": "600", "navigation_menu_width": "", "weight": "1",
        "has_score": "1", "enable_navigation_menu": "0", "enable_fullscreen_button": "0", "popup_on_launch": "0"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unit</title><style>{css}</style>
<script src="/jquery/jquery.min.js"></script><script>{scripts}</script></head><body><div id="block">{body}</div>
<script>ScormXBlock({{ handlerUrl: (_, name) => "/handler/{learner}/" + name }}, document.getElementById("block"), {given})</script>
</body></html>"""


class User(UserService):
    def __init__(self, name: str):
        super().__init__()
        self.user = XBlockUser(is_current_user=True)
        self.user.opt_attrs = {"edx-platform.user_id": 12, "edx-platform.username": name}

    def get_current_user(self) -> XBlockUser:
        return self.user


class Platform(TestRuntime):
    """Addresses of handlers as the platform has them, and its gradebook."""

    grades: dict[str, float]

    def handler_url(self, block: Any, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False) -> str:
        return f"/handler/{block.scope_ids.user_id}/{handler_name}/{suffix}"

    def publish(self, block: Any, event_type: str, event_data: Any) -> None:
        if event_type == "grade":
            self.grades[block.scope_ids.user_id] = event_data["value"] / event_data["max_value"]


@dataclass
class OpenEdx:
    """One unit with one block. ``grades``: the last grade of each learner, 0 to 1; ``said``: every element that was set."""

    folder: Path
    url: str = ""
    grades: dict[str, float] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)
    store: DictKeyValueStore = field(default_factory=DictKeyValueStore)
    turn: Any = field(default_factory=Lock)

    def block(self, learner: str) -> Any:
        """As opened anew: only what the fields kept is there."""
        from openedxscorm import ScormXBlock  # which asks for Django's settings at once

        bucket = SimpleNamespace(get_settings_bucket=lambda _: {"STORAGE_FUNC": lambda _: FileSystemStorage(self.folder)})
        services = {"field-data": KvsFieldData(self.store), "user": User(learner), "settings": bucket}
        runtime = Platform(services=services)
        runtime.grades = self.grades
        block = runtime.construct_xblock_from_class(ScormXBlock, ScopeIds(learner, "scorm", "unit", "unit"))
        block.location = SimpleNamespace(block_id="unit")
        return block

    def take_in(self, package: Path, **form: str) -> list[str]:
        """As an author uploads it in the platform's studio. What the studio finds wrong with it."""
        sent = webob.Request.blank("/", POST={**FORM, **form, "file": (package.name, package.read_bytes())})
        answer = self.handle("author", "studio_submit", "", sent)
        return [*answer.json["errors"], *self.block("author").get_package_warning_messages()]

    def handle(self, learner: str, handler: str, suffix: str, sent: webob.Request) -> webob.Response:
        with self.turn:
            if handler == "scorm_set_values":
                self.said += [(each["name"], each["value"]) for each in sent.json]
            block = self.block(learner)
            answer = block.handle(handler, sent, suffix)
            block.save()
        return answer

    def kept(self, learner: str, until: Callable[[Any], bool]) -> Any:
        """The block as the learner left it. The platform stores in the background: its commit is true at once."""
        end = time.monotonic() + 30
        while not until(self.block(learner)) and time.monotonic() < end:
            time.sleep(0.02)
        return self.block(learner)

    def page(self, learner: str) -> str:
        with self.turn:
            shown = self.block(learner).student_view()
        given: dict[str, list[str]] = {}
        for each in shown.resources:
            given.setdefault(each.mimetype, []).append(each.data)
        return PAGE.format(css="\n".join(given["text/css"]), scripts="\n".join(given["application/javascript"]), body=shown.content,
                           learner=learner, given=json.dumps(shown.json_init_args))


@contextmanager
def running(folder: Path) -> Iterator[OpenEdx]:
    if not settings.configured:
        settings.configure(TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}], USE_TZ=True)
        django.setup()
    platform, app = OpenEdx(folder), Flask("Open edX", static_folder=None)
    routes(app, platform)
    with serving(app) as server:
        platform.url = server.url
        yield platform


def routes(app: Flask, platform: OpenEdx) -> None:
    @app.get("/unit/<learner>")
    def unit(learner: str) -> str:
        return platform.page(learner)

    @app.get("/jquery/<name>")
    def jquery(name: str) -> Response:
        return send_from_directory(JQUERY, name)

    @app.route("/handler/<learner>/<handler>", defaults={"suffix": ""}, methods=["POST"])
    @app.get("/handler/<learner>/<handler>/<path:suffix>")
    def handler(learner: str, handler: str, suffix: str) -> Response:
        answer = platform.handle(learner, handler, suffix, webob.Request(dict(request.environ)))
        return Response(answer.body, answer.status_int, list(answer.headerlist))
