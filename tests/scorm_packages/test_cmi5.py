"""A cmi5 unit against a small LRS: launched once, initialized first, terminated last, and each thing said as often as allowed."""
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, Response, jsonify, request, send_from_directory

from tests.scorm_packages.conftest import answer, read_all, spec, written
from tests.server import serving

ACTOR = {"objectType": "Agent", "name": "Sato <b>Akari</b>", "account": {"homePage": "https://lms.example", "name": "k-0012"}}
UNIT = "https://lms.example/units/a1"
VERBS = "http://adlnet.gov/expapi/verbs/"


class Lrs:
    """What the system of a contractor keeps. ``mode``: Normal, Review or Browse."""

    def __init__(self, folder: Path):
        self.folder, self.statements, self.documents, self.fetched = folder, [], {}, 0
        self.mode, self.url = "Normal", ""

    def launch(self) -> str:
        self.fetched = 0
        query = {"endpoint": f"{self.url}/lrs", "fetch": f"{self.url}/fetch", "actor": json.dumps(ACTOR), "activityId": UNIT,
                 "registration": "7d6cbdd5-2b3f-4d4b-9a8b-5d8a7a4c5a11"}
        return f"{self.url}/package/A1/index.html?{urlencode(query)}"

    @property
    def verbs(self) -> list[str]:
        return [statement["verb"]["id"].removeprefix(VERBS) for statement in self.statements]


@pytest.fixture
def lrs(loaded_app: Flask, tmp_path: Path) -> Iterator[Lrs]:
    import zipfile

    with zipfile.ZipFile(written(loaded_app, spec("cmi5"), tmp_path / "p.zip")) as archive:
        archive.extractall(tmp_path / "unpacked")
    lrs, app = Lrs(tmp_path / "unpacked"), Flask("an LRS", static_folder=None)
    routes(app, lrs)
    with serving(app) as server:
        lrs.url = server.url
        yield lrs


def routes(app: Flask, lrs: Lrs) -> None:
    door(app, lrs)
    documents(app, lrs)

    @app.post("/lrs/statements")
    def statements() -> Any:
        said = request.get_json()
        lrs.statements += said
        return jsonify([statement["id"] for statement in said])

    @app.get("/lrs/agents/profile")
    def profile() -> Any:
        return Response(status=404)

    @app.get("/package/<path:path>")
    def content(path: str) -> Response:
        return send_from_directory(lrs.folder, path)


def door(app: Flask, lrs: Lrs) -> None:
    @app.post("/fetch")
    def fetch() -> Any:
        lrs.fetched += 1
        return jsonify({"auth-token": "dG9rZW46"}) if lrs.fetched == 1 else (jsonify({"error-code": "1"}), 400)

    @app.before_request
    def authorized() -> Any:
        ours = request.path.startswith("/lrs")
        if ours and (request.headers.get("Authorization"), request.headers.get("X-Experience-API-Version")) != ("Basic dG9rZW46", "1.0.3"):
            return Response(status=401)
        return None


CONTEXT = {"contextActivities": {"grouping": [{"id": "https://lms.example/course"}]},
           "extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "s-1"}}


def documents(app: Flask, lrs: Lrs) -> None:
    @app.get("/lrs/activities/state")
    def state() -> Any:
        if request.args["stateId"] == "LMS.LaunchData":
            return jsonify({"launchMode": lrs.mode, "masteryScore": 0.8, "contextTemplate": CONTEXT})
        found = lrs.documents.get(request.args["stateId"])
        return jsonify(found) if found else Response(status=404)

    @app.put("/lrs/activities/state")
    def keep() -> Any:
        lrs.documents[request.args["stateId"]] = request.get_json()
        return Response(status=204)


def test_a_session_says_what_cmi5_asks_in_its_order(lrs, new_page):
    page = new_page(lrs)
    page.goto(lrs.launch())
    page.wait_for_selector("body[data-ready=normal]")
    assert page.text_content("#learner").startswith("Sato <b>Akari</b>")
    read_all(page.main_frame)
    answer(page.main_frame, right=False)
    page.click("#submit")
    page.wait_for_selector("#save[data-state=saved]")
    page.click("#again")
    answer(page.main_frame, right=True)
    page.click("#submit")
    page.wait_for_selector("#save[data-state=saved]")
    leave(lrs, page)
    verbs = lrs.verbs
    assert (verbs[0], verbs[-1], lrs.fetched) == ("initialized", "terminated", 1)
    assert [verb for verb in verbs if verb in ("completed", "passed", "failed")] == ["failed", "completed", "passed"]
    assert verbs.count("answered") == 10
    check_contexts(lrs.statements)


def leave(lrs, page):
    """The last statement is not waited for by the page."""
    page.goto("about:blank")
    for _ in range(400):
        if lrs.verbs[-1:] == ["terminated"]:
            break
        page.wait_for_timeout(50)


def check_contexts(statements):
    for statement in statements:
        context = statement["context"]
        assert context["contextActivities"]["grouping"] == [{"id": "https://lms.example/course"}]
        assert context["registration"] == "7d6cbdd5-2b3f-4d4b-9a8b-5d8a7a4c5a11"
        assert context["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/sessionid"] == "s-1"
        categories = [each["id"].rpartition("/")[2] for each in context["contextActivities"].get("category", [])]
        verb = statement["verb"]["id"].removeprefix(VERBS)
        assert categories == {"answered": [], "initialized": ["cmi5"], "terminated": ["cmi5"]}.get(verb, ["cmi5", "moveon"])
        if verb in ("passed", "failed"):
            assert context["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] == 0.8
            assert statement["result"]["success"] == (verb == "passed")
    assert len({statement["id"] for statement in statements}) == len(statements)


def test_who_comes_back_goes_on_and_is_not_completed_twice(lrs, new_page):
    for _session in range(2):
        page = new_page(lrs)
        page.goto(lrs.launch())
        page.wait_for_selector("body[data-ready=normal]")
        if not lrs.verbs.count("completed"):
            read_all(page.main_frame)
            answer(page.main_frame, right=True)
            page.click("#submit")
        page.wait_for_selector("#save[data-state=saved]")
        leave(lrs, page)
    assert (lrs.verbs.count("completed"), lrs.verbs.count("passed")) == (1, 1)
    assert lrs.verbs.count("initialized") == lrs.verbs.count("terminated") == 2


def test_a_review_says_only_that_it_began_and_ended(lrs, new_page):
    lrs.mode = "Review"
    page = new_page(lrs)
    page.goto(lrs.launch())
    page.wait_for_selector("body[data-ready=review]")
    leave(lrs, page)
    assert (lrs.verbs, lrs.documents) == (["initialized", "terminated"], {})
