"""The browser's queue of answers: what it holds is never lost, and the page calls nothing saved that is not."""
import json
import re
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Any

import pytest
from flask import Flask

from assessments.attempts import services
from lms.people import services as people
from lms.web.access import SESSION_COOKIE
from tests.accessibility import axe
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
    """As an earlier page left it that was closed before the answer to question 1 could be sent. Leaves the test."""
    page.goto("/help")  # a page of the test would send it at once
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
    page.goto(f"/attempts/{attempt}?q=2")
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


# Offline, killed, two tabs ------------------------------------------------------------------------------

def choose(page: Any, nth: int) -> None:
    page.locator("[name=choice]").nth(nth).check()


def test_what_is_answered_offline_outlives_its_tab(page: Any, app: Flask, attempt: str) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    page.context.set_offline(True)
    choose(page, 1)
    said(page, "通信できません。解答はこの端末に残っています")
    killed(page)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/attempts/{attempt}?q=1")
    said(again, ARRIVED)
    assert again.locator("[name=choice]").nth(1).is_checked()
    assert stored(app, attempt) == {1: [1]}


def killed(page: Any) -> None:
    """As when its process dies: no event reaches the page."""
    from playwright.sync_api import Error

    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_the_line_comes_back_without_a_reload(page: Any, app: Flask, attempt: str) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    page.context.set_offline(True)
    choose(page, 1)
    said(page, "通信できません")
    page.context.set_offline(False)
    said(page, ARRIVED)
    assert stored(app, attempt) == {1: [1]}


def test_nothing_is_called_saved_before_its_receipt(page: Any, app: Flask, attempt: str) -> None:
    """Each word of the indicator, with what the server had at that moment."""
    page.goto(f"/attempts/{attempt}?q=1")
    page.evaluate(LISTEN)
    page.route("**/answers/*", late_answer)
    choose(page, 1)
    said(page, ARRIVED)
    heard = page.evaluate("window.heard")
    assert any("この端末には保存しました" in word for word, *_ in heard)
    assert [word for word, receipts, _at in heard if "届いています" in word and receipts == 0] == []
    assert [receipts for word, receipts, _at in heard if "届いています" in word] == [1]


LISTEN = """() => {
  window.heard = []; window.receipts = 0;
  const place = document.querySelector("[data-state]");
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (String(request[0]).includes("/answers/") && answer.ok) window.receipts += 1;
    return answer;
  };
  new MutationObserver(() => window.heard.push([place.textContent.trim(), window.receipts, performance.now()]))
    .observe(place, { childList: true, characterData: true, subtree: true });
}"""


def late_answer(route: Any) -> None:
    sleep(0.7)
    route.continue_()


def test_the_indicator_changes_with_the_state_and_not_with_each_change(page: Any, attempt: str) -> None:
    """A reader of the screen hears at most one change a second, on average, however fast somebody answers."""
    page.goto(f"/attempts/{attempt}?q=1")
    page.evaluate(LISTEN)
    for n in range(30):
        choose(page, n % 2)
        page.wait_for_timeout(100)
    said(page, ARRIVED)
    heard = [moment for _word, _receipts, moment in page.evaluate("window.heard")]
    assert len(heard) <= (heard[-1] - heard[0]) / 1000 + 2


def test_two_answers_stand_side_by_side_and_their_person_chooses(
    page: Any, app: Flask, attempt: str
) -> None:
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(f"/attempts/{attempt}?q=1")
    choose(page, 0)
    said(page, ARRIVED)
    choose(second, 1)
    said(second, "問1の解答が、ほかの画面で変わっています")
    panel = second.locator("[data-conflict]")
    mine, theirs = (panel.locator(f"[data-{whose}] li").inner_text() for whose in ("mine", "theirs"))
    assert (mine[0], theirs[0]) == ("イ", "ア")
    assert axe(second) == []
    second.get_by_role("button", name=NEXT).click()  # not before a choice is made
    assert stored(app, attempt) == {1: [0]}
    second.get_by_role("button", name="この画面の解答にする").click()
    said(second, ARRIVED)
    assert (panel.is_hidden(), stored(app, attempt)) == (True, {1: [1]})


def test_the_other_answer_may_be_chosen_too(page: Any, app: Flask, trainee: Trainee, attempt: str) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    with app.app_context():
        services.save_answer(attempt, trainee.person, 1, [0], "elsewhere", 0, NOW)
    choose(page, 1)
    page.get_by_role("button", name="ほかの画面の解答にする").click()
    page.locator("[data-conflict]").wait_for(state="hidden")
    assert page.locator("[name=choice]").nth(0).is_checked()
    page.get_by_role("button", name=NEXT).click()
    page.wait_for_url(re.compile("q=2"))
    assert stored(app, attempt) == {1: [0]}


def test_an_answer_that_came_after_the_submission_is_told(page: Any, app: Flask, trainee: Trainee, attempt: str) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    page.context.set_offline(True)
    choose(page, 1)
    said(page, "通信できません")
    with app.app_context():
        services.submit(attempt, trainee.person, NOW)
    page.context.set_offline(False)
    said(page, "このテストは、もう提出されています")
    page.reload()
    left = page.locator("[data-leftovers]")
    left.get_by_text("問1: イ").wait_for()
    assert axe(page) == []
    left.get_by_role("button", name="確かめました").click()
    left.wait_for(state="hidden")
    page.reload()
    page.wait_for_timeout(300)
    assert left.is_hidden()


def test_what_waits_is_sent_after_signing_in_again_in_another_tab(
    page: Any, server: Server, app: Flask, trainee: Trainee, attempt: str
) -> None:
    page.goto(f"/attempts/{attempt}?q=1")
    page.context.clear_cookies()
    choose(page, 1)
    said(page, "サインインが切れました")
    sign_in(page, server, app, trainee)
    said(page, ARRIVED)
    assert stored(app, attempt) == {1: [1]}


def test_a_wrong_clock_changes_nothing(page: Any, app: Flask, attempt: str) -> None:
    page.add_init_script("Date.now = () => 0")
    page.goto(f"/attempts/{attempt}?q=1")
    choose(page, 1)
    said(page, f"保存しました(10時00分00秒){ARRIVED}")
    assert stored(app, attempt) == {1: [1]}


def test_where_indexed_db_fails_local_storage_keeps(page: Any, app: Flask, attempt: str) -> None:
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('broken'); }")
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"/attempts/{attempt}?q=1")
    choose(page, 1)
    said(page, "通信できません。解答はこの端末に残っています")
    again = page.context.new_page()
    page.close()
    again.goto(f"/attempts/{attempt}?q=1")
    said(again, ARRIVED)
    assert stored(app, attempt) == {1: [1]}
