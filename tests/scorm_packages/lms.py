"""A small learning management system on a real port: it serves an unpacked package and keeps what scorm-again commits."""
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, request, send_from_directory

from tests.server import serving

HERE = Path(__file__).parent
RUNTIME = HERE.parents[1] / "node_modules" / "scorm-again" / "dist"


@dataclass
class Lms:
    """``kept``: the last commit of each SCO. While ``refuses``, commits are answered with an error."""

    folder: Path
    url: str = ""
    kept: dict[str, Any] = field(default_factory=dict)
    commits: int = 0
    refuses: bool = False

    def hear(self, known: int) -> None:
        """Until there are more commits than were known; but for two seconds at most, since there may be none."""
        end = time.monotonic() + 2
        while self.commits <= known and time.monotonic() < end:
            time.sleep(0.02)

    def launch(self, edition: str, sco: str, **more: str) -> str:
        return f"{self.url}/lms.html?{urlencode({'edition': edition, 'sco': sco, **more})}"


@contextmanager
def running(package: Path, folder: Path) -> Iterator[Lms]:
    """The package (a zip) imported into a system of its own."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    lms, app = Lms(folder), Flask("an LMS", static_folder=None)
    routes(app, lms, folder)
    with serving(app) as server:
        lms.url = server.url
        yield lms


def routes(app: Flask, lms: Lms, folder: Path) -> None:
    @app.post("/commit")
    def commit() -> Any:
        if lms.refuses:
            return jsonify(result=False, errorCode=391)
        lms.kept[request.args["sco"]] = json.loads(request.get_data())["cmi"]
        lms.commits += 1
        return jsonify(result=True, errorCode=0)

    @app.get("/cmi")
    def cmi() -> Any:
        return jsonify(lms.kept.get(request.args["sco"], {}))

    @app.get("/scorm-again/<name>")
    def runtime(name: str) -> Response:
        return send_from_directory(RUNTIME, name)

    @app.get("/package/<path:path>")
    def content(path: str) -> Response:
        return send_from_directory(folder, path, conditional=True)

    @app.get("/<name>")
    def own(name: str) -> Response:
        return send_from_directory(HERE, name)
