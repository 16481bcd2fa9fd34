"""Written answers, which come key by key, and a clock that follows the server's."""
import json
import re
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from flask import Flask

from assessments.attempts import services
from lms.people import services as people
from lms.web.access import SESSION_COOKIE
from tests.assessments.conftest import NOW, PASSWORD, Trainee, attended_all
from tests.server import Server

WRITTEN = '<div class="field"><label for="text">あなたの解答</label><input id="text" name="text" class="input"></div></fieldset>'
COUNT = """() => {
  window.changes = 0;
  new MutationObserver(() => { window.changes += 1; })
    .observe(document.querySelector("[data-state]"), { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def page(new_page: Callable[..., Any], server: Server, app: Flask, trainee: Trainee) -> Any:
    page = new_page(server)
    with app.app_context():
        token = people.sign_in(trainee.email, PASSWORD, "127.0.0.1", NOW)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])
    return page


@pytest.fixture
def saves(page: Any, app: Flask, trainee: Trainee) -> list[dict[str, Any]]:
    """A question that is answered in writing is open; what arrives of it."""
    with app.app_context():
        attempt = services.start(trainee.enrollment, "A1-test", NOW).id
    arrived: list[dict[str, Any]] = []

    def save(route: Any) -> None:
        arrived.append(json.loads(route.request.post_data))
        n = len(arrived)
        route.fulfill(json={"sequence": n, "position": 1, "revision": n, "saved_at": NOW.isoformat()})

    page.route("**/answers/*", save)
    page.route(f"**/attempts/{attempt}?q=1", written)
    page.goto(f"/attempts/{attempt}?q=1")
    return arrived


def written(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'<div><label class="choice">.*?</fieldset>', WRITTEN, answer.text(), flags=re.S))


def test_what_is_written_arrives_within_a_second_and_not_key_by_key(page: Any, saves: list[dict[str, Any]]) -> None:
    page.evaluate(COUNT)
    began = monotonic()
    page.locator("#text").press_sequentially("abcdefghijklmnopqrst", delay=100)
    written = monotonic() - began
    page.locator("[data-state].is-saved").wait_for()
    assert (saves[-1]["response"], len(saves) < 20) == ("abcdefghijklmnopqrst", True)
    assert [body["base_revision"] for body in saves] == list(range(len(saves)))
    assert page.evaluate("window.changes") < 20 + written


def test_what_is_written_is_sent_at_once_when_its_field_is_left(page: Any, saves: list[dict[str, Any]]) -> None:
    page.evaluate("window.setTimeout = () => 0")  # no timer will send it
    with page.expect_response("**/answers/*"):
        page.locator("#text").fill("31.5")
        page.locator("#text").blur()
    assert [body["response"] for body in saves] == ["31.5"]


def test_the_clock_follows_the_server_and_a_missing_answer_changes_nothing(
    page: Any, app: Flask, trainee: Trainee
) -> None:
    with app.app_context():
        attended_all(trainee)
        attempt = services.start(trainee.enrollment, "review-test", NOW).id
    page.route("**/time", lambda route: route.fulfill(status=404, json={"type": "/problems/not-found"}))
    page.goto(f"/attempts/{attempt}?q=1")
    with page.expect_response("**/time"):
        pass
    assert page.locator("[data-until]").inner_text() == "11時00分まで"
    told = {"deadline": "2027-06-10T02:30:00Z", "seconds_left": 90 * 60, "submitted_at": None}
    page.route("**/time", lambda route: route.fulfill(json=told))
    page.locator("[data-until]", has_text="11時30分まで").wait_for()
    page.locator("[data-left]", has_text="残り 約90分").wait_for()
    page.route("**/time", lambda route: route.fulfill(json={**told, "seconds_left": 0}))
    page.wait_for_url(re.compile("/result$"))
