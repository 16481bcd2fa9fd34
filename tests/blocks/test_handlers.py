"""What a browser may say to a block, and what stays of it."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from lms.blocks import services
from lms.blocks.rules import Admission, BlockDefinition, Snapshot, Viewer
from lms.clock import FixedClock
from lms.db import transaction
from lms.errors import Conflict
from lms.people import services as people
from tests.blocks import samples
from tests.blocks.conftest import Visitor, stored


def events(app: Flask) -> list[Any]:
    found: list[Any] = app.extensions.get("sample.events", [])
    return found


def test_a_handler_answers_and_its_state_is_one_row(app: Flask, sato: Visitor) -> None:
    assert sato.post("first", "count/again", {"by": 2}).json == {"count": 2}
    assert sato.post("first", "count/again", {"by": 3}).json == {"count": 5}
    assert stored(app) == {"first": (2, {"count_so_far": 5, "diary": ["again", "again"]})}
    assert [(event.usage_id, event.type, event.data) for event in events(app)] == [
        ("first", "progressed", {"count": 2}), ("first", "progressed", {"count": 5})]


def test_each_person_has_their_own_state(app: Flask, visitor: Callable[[str], Visitor]) -> None:
    answers = [visitor(name).post("first", "count", {"by": 1}).json for name in ("sato", "suzuki")]
    assert answers == [{"count": 1}, {"count": 1}]


def test_state_goes_on_in_the_next_version_of_the_content(app: Flask, sato: Visitor) -> None:
    sato.post("first", "count", {"by": 2})
    with app.app_context():
        sato.snapshot_id = services.publish_snapshot(
            Snapshot(samples.OWNER, "2", (BlockDefinition("first", "counter", {"label": "新しい"}),)))
    assert sato.post("first", "count", {"by": 2}).json == {"count": 4}


def test_nobody_is_answered_without_signing_in(app: Flask, snapshot_id: str, client: FlaskClient) -> None:
    address = f"/blocks/{snapshot_id}/first/handlers/count"
    answer = client.post(address, json={"by": 1}, headers={"Accept": "application/json"})
    assert (answer.status_code, (answer.json or {})["type"]) == (401, "/problems/not-signed-in")
    assert stored(app) == {}


@pytest.mark.parametrize("token", ["", "0" * 64, "あ"])
def test_a_post_without_its_csrf_token_is_refused(app: Flask, sato: Visitor, token: str) -> None:
    sato.csrf = token.encode().decode("latin-1")
    answer = sato.post("first", "count", {"by": 1})
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/forged-request")
    assert stored(app) == {}


def test_the_token_of_another_session_does_not_help(app: Flask, visitor: Callable[[str], Visitor]) -> None:
    sato, suzuki = visitor("sato"), visitor("suzuki")
    sato.csrf = suzuki.csrf
    assert sato.post("first", "count", {"by": 1}).status_code == 403


def test_whom_the_owner_does_not_admit_is_refused(app: Flask, visitor: Callable[[str], Visitor]) -> None:
    sato, suzuki = visitor("sato"), visitor("suzuki")
    app.extensions["sample.barred"] = suzuki.person_id
    assert suzuki.post("first", "count", {"by": 1}).status_code == 403
    assert sato.post("first", "count", {"by": 1}).status_code == 200


def test_nobody_acts_on_the_state_of_another_person(app: Flask, visitor: Callable[[str], Visitor]) -> None:
    """Not even when a guard gets it wrong."""
    sato, suzuki = visitor("sato"), visitor("suzuki")
    app.extensions["sample.viewer"] = sato.person_id
    assert suzuki.post("first", "count", {"by": 1}).status_code == 403
    assert stored(app) == {}


def test_a_snapshot_whose_owner_has_no_guard_is_closed(app: Flask, sato: Visitor) -> None:
    with app.app_context():
        sato.snapshot_id = services.publish_snapshot(Snapshot("nobody", "1", samples.SNAPSHOT.definitions))
    assert sato.post("first", "count", {"by": 1}).status_code == 404


@pytest.mark.parametrize("handler", [
    "not_a_handler", "student_view", "save", "_clear_dirty_fields", "__init__", "absent", "runtime", "count_so_far"])
def test_only_handlers_are_called(app: Flask, sato: Visitor, handler: str) -> None:
    assert sato.post("first", handler, {}).status_code == 404
    assert stored(app) == {}


@pytest.mark.parametrize(("snapshot_id", "usage_id"), [(None, "absent"), ("x", "first"), (None, "..")])
def test_unknown_blocks_are_not_found(sato: Visitor, snapshot_id: str | None, usage_id: str) -> None:
    sato.snapshot_id = snapshot_id or sato.snapshot_id
    assert sato.post(usage_id, "count", {"by": 1}).status_code == 404


def test_a_handler_is_not_reached_by_a_link(sato: Visitor) -> None:
    address = f"/blocks/{sato.snapshot_id}/first/handlers/count"
    assert sato.client.get(address, headers={"Accept": "application/json"}).status_code == 405


@pytest.mark.parametrize("grade", [
    {"event_type": "grade", "value": 1, "max_value": 1},
    {"event_type": "score", "value": 1},
    {"event_type": "completion", "completion": 1.0},
])
def test_a_grade_forged_by_the_browser_is_refused_and_leaves_no_trace(
    app: Flask, sato: Visitor, grade: dict[str, Any]
) -> None:
    answer = sato.post("forger", "publish_event", grade)
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/not-allowed")
    assert (events(app), stored(app)) == ([], {})


def test_a_completion_forged_by_the_browser_is_refused(app: Flask, sato: Visitor) -> None:
    assert sato.post("forger", "publish_completion", {"completion": 1.0}).status_code == 403
    assert events(app) == []


def test_a_completion_that_the_block_itself_reports_reaches_its_owner(app: Flask, sato: Visitor) -> None:
    assert sato.post("forger", "finish", {}).status_code == 200
    assert [(event.type, event.data) for event in events(app)] == [("completion", {"completion": 1.0})]


def test_chatter_is_answered_and_ignored(app: Flask, sato: Visitor) -> None:
    assert sato.post("forger", "publish_event", {"event_type": "edx.video.played"}).status_code == 200
    assert events(app) == []
    assert stored(app) == {"forger": (1, {"tries": 1})}


def test_an_error_answer_leaves_no_trace(app: Flask, sato: Visitor) -> None:
    answer = sato.post("first", "count_then_fail", {})
    assert (answer.status_code, answer.json) == (400, {"error": "no"})
    assert stored(app) == {}


@pytest.mark.parametrize("handler", ["rewrite", "edit_in_place"])
def test_published_content_cannot_be_written(app: Flask, sato: Visitor, handler: str) -> None:
    assert sato.post("careless", handler, {}).status_code == 500
    assert stored(app) == {}
    with app.app_context():
        fields = services.snapshot_of(sato.snapshot_id).by_id()["careless"].fields
    assert dict(fields) == {"title": "題", "words": ["a"]}


@pytest.mark.parametrize("body", ["", "{", "[1", "\x00"])
def test_a_body_that_is_not_json_is_a_bad_request(sato: Visitor, body: str) -> None:
    headers = {"X-CSRF-Token": sato.csrf, "Content-Type": "application/json"}
    address = f"/blocks/{sato.snapshot_id}/first/handlers/count"
    assert sato.client.post(address, data=body, headers=headers).status_code == 400


def test_a_body_that_is_too_large_is_refused(app: Flask, sato: Visitor) -> None:
    assert sato.post("first", "count", {"by": 1, "padding": "x" * 70_000}).status_code == 413
    assert stored(app) == {}


def test_a_block_remembers_only_so_much(app: Flask, sato: Visitor) -> None:
    answers = [sato.post("first", "remember", "x" * 30_000).status_code for _ in range(3)]
    assert answers == [200, 200, 413]
    assert len(stored(app)["first"][1]["diary"]) == 2


def test_a_form_without_javascript_reaches_the_handler_and_no_secret_does(app: Flask, sato: Visitor) -> None:
    address = f"/blocks/{sato.snapshot_id}/first/handlers/form"
    answer = sato.client.post(address, data={"csrf_token": sato.csrf, "note": "メモ"})
    assert answer.text == "['note'] [] None"
    assert "Set-Cookie" not in answer.headers
    assert stored(app)["first"][1]["diary"] == ["メモ"]


@pytest.mark.parametrize("known", [False, True])
def test_state_that_changed_meanwhile_is_a_conflict_and_nothing_is_overwritten(
    any_database_app: Flask, sato: Visitor, clock: FixedClock, known: bool
) -> None:
    """Both ways of losing a race: two first writes, and two writes over one revision."""
    viewer = Viewer(sato.person_id, "e1")
    if known:
        sato.post("interrupted", "quick", {})
    before = stored(any_database_app)
    handle = partial(services.handle, sato.snapshot_id, "interrupted", request=request, now=clock.now())
    overtake = partial(handle, "quick", admission=Admission(viewer))
    with any_database_app.test_request_context(method="POST", json={}), pytest.raises(Conflict):
        handle("overtaken", admission=Admission(viewer, {"again": overtake}))
    assert stored(any_database_app) == before


def test_of_many_posts_at_once_each_counts_or_says_conflict(any_database_app: Flask, sato: Visitor) -> None:
    def post(_number: int) -> int:
        visitor = Visitor(any_database_app.test_client(), sato.snapshot_id, sato.person_id, sato.csrf)
        cookie = sato.client.get_cookie("tsunagu_session")
        assert cookie
        visitor.client.set_cookie("tsunagu_session", cookie.value)
        status: int = visitor.post("first", "count", {"by": 1}).status_code
        return status

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(post, range(24)))
    assert set(statuses) <= {200, 409}
    assert stored(any_database_app)["first"][1]["count_so_far"] == statuses.count(200) > 0


def test_an_event_and_the_state_it_comes_from_stand_or_fall_together(
    app: Flask, sato: Visitor, clock: FixedClock
) -> None:
    """The owner's ledger writes in the handler's transaction."""

    def record(event: Any) -> None:
        with transaction():
            people.create_organization(f"{event.type}", people.OrganizationKind.LOCAL_GOVERNMENT)

    admission = Admission(Viewer(sato.person_id, "e1"), publish=record)
    with app.test_request_context(method="POST", json={"by": 1}):
        failed = services.handle(sato.snapshot_id, "first", "count_then_fail", request, admission, clock.now())
        assert (failed.status_code, people.organizations(), stored(app)) == (400, [], {})
        services.handle(sato.snapshot_id, "first", "count", request, admission, clock.now())
        assert [found.name for found in people.organizations()] == ["progressed"]
