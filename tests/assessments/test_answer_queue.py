"""The browser's queue of answers: what it holds is never lost, and the page calls nothing saved that is not."""
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from assessments.attempts import services
from lms.people import services as people
from lms.web.access import SESSION_COOKIE
from tests.assessments.conftest import NOW, PASSWORD, Trainee, journal
from tests.server import Server

NO_STORAGE = "for (const name of ['indexedDB', 'localStorage']) " \
    "Object.defineProperty(window, name, { get() { throw new Error('denied'); } })"
NEXT = re.compile("次の問題へ")
ARRIVED = "・解答はすべて届いています"


@pytest.fixture
def attempt(app: Flask, trainee: Trainee) -> str:
    with app.app_context():
        return services.start(trainee.enrollment, "A1-test", NOW).id


@pytest.fixture
def page(new_page: Callable[..., Any], server: Server, app: Flask, trainee: Trainee) -> Any:
    page = new_page(server)
    sign_in(page, server, app, trainee)
    return page


def sign_in(page: Any, server: Server, app: Flask, trainee: Trainee) -> None:
    with app.app_context():
        token = people.sign_in(trainee.email, PASSWORD, "127.0.0.1", NOW)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])


def stored(app: Flask, attempt: str) -> dict[int, list[int]]:
    with app.app_context():
        return journal(attempt)


def queue(page: Any, attempt: str, *choices: int, base: int = 0) -> None:
    """As an earlier page left it that was closed before the answer to question 1 could be sent."""
    line = {"position": 1, "response": list(choices), "client_id": "kept", "base_revision": base, "sent": True,
            "after": None, "problem": None}
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [
        f"tsunagu.answers.{attempt}", json.dumps({"lines": [line], "done": [], "saved_at": None})])


def said(page: Any, words: str) -> None:
    page.locator("[data-state]", has_text=words).wait_for()


def test_an_answer_left_in_a_closed_tab_is_sent_shown_and_not_undone_by_going_on(
    page: Any, app: Flask, attempt: str
) -> None:
    page.goto(f"/attempts/{attempt}?q=2")
    queue(page, attempt, 2)
    page.goto(f"/attempts/{attempt}?q=1")
    said(page, f"保存しました(10時00分00秒){ARRIVED}")
    assert page.locator("[name=choice]").nth(2).is_checked()
    page.get_by_role("button", name=NEXT).click()
    page.wait_for_url(re.compile("q=2"))
    assert stored(app, attempt) == {1: [2]}


def test_an_answer_outlives_the_session(
    page: Any, server: Server, app: Flask, trainee: Trainee, attempt: str
) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    page.context.clear_cookies()
    page.locator("[name=choice]").nth(1).check()
    said(page, "サインインが切れました")
    assert stored(app, attempt) == {}
    sign_in(page, server, app, trainee)
    page.goto(f"/attempts/{attempt}?q=1")
    said(page, ARRIVED)
    assert stored(app, attempt) == {1: [1]}


def test_a_browser_that_keeps_nothing_still_sends_and_does_not_claim_to_keep(
    page: Any, app: Flask, attempt: str
) -> None:
    page.add_init_script(NO_STORAGE)
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"/attempts/{attempt}?q=1")
    page.locator("[name=choice]").nth(1).check()
    said(page, "この端末には保存できない")
    page.unroute("**/api/v1/**")
    said(page, ARRIVED)
    assert stored(app, attempt) == {1: [1]}


def test_the_same_answer_by_another_way_alarms_nobody(page: Any, app: Flask, trainee: Trainee, attempt: str) -> None:
    with app.app_context():
        services.save_answer(attempt, trainee.person, 1, [2], "by the form", 0, NOW)
    page.goto(f"/attempts/{attempt}?q=2")
    queue(page, attempt, 2)
    page.reload()
    said(page, ARRIVED)
    assert stored(app, attempt) == {1: [2]}


def test_nothing_is_handed_in_before_a_waiting_answer_has_arrived_or_been_told(
    page: Any, app: Flask, trainee: Trainee, attempt: str
) -> None:
    with app.app_context():
        services.save_answer(attempt, trainee.person, 1, [0], "elsewhere", 0, NOW)
    page.goto(f"/attempts/{attempt}?q=2")
    queue(page, attempt, 2)
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"/attempts/{attempt}/review")
    page.get_by_role("button", name="提出する").click()
    said(page, "通信できません")
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="提出する").click()
    said(page, "問1の解答が、ほかの画面で変わっています")
    assert page.url.endswith("/review")
    page.get_by_role("button", name="提出する").click()
    page.wait_for_url(re.compile("/result$"))
    assert stored(app, attempt) == {1: [0]}
