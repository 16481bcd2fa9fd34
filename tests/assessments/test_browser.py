"""A test in a real browser: answers arrive at once, survive a dead line, and the pages hold for everybody."""
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from assessments.attempts import services
from lms.clock import FixedClock
from tests.accessibility import axe
from tests.assessments.conftest import NOW, PASSWORD, Trainee, attended_all, journal
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


def begun(page: Any, trainee: Trainee) -> str:
    """The attempt's id, with its first question open."""
    sign_in(page, trainee, "/tests/A1-test")
    page.click("main form button")
    page.wait_for_url(re.compile("/attempts/"))
    return str(re.findall(r"/attempts/([^?/]+)", page.url)[0])


def sign_in(page: Any, trainee: Trainee, then: str) -> None:
    page.goto(f"/sign-in?next={then}")
    page.fill("[name=email]", trainee.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"//[^/]+{then}$"))


def saved(app: Flask, attempt: str) -> dict[int, list[int]]:
    with app.app_context():
        return journal(attempt)


def test_a_choice_arrives_without_pressing_anything(page: Any, app: Flask, trainee: Trainee) -> None:
    attempt = begun(page, trainee)
    page.locator(".choice input").nth(1).check()
    page.wait_for_selector(".save-state.is-saved")
    assert saved(app, attempt) == {1: [1]}
    single = page.locator(".choice input").first.get_attribute("type") == "radio"
    page.locator(".choice input").nth(0).check()
    page.get_by_role("button", name=re.compile("次の問題へ")).click()
    page.wait_for_url(re.compile("q=2"))
    assert saved(app, attempt)[1] == ([0] if single else [0, 1])


def test_an_answer_given_without_a_line_is_kept_and_sent_later(
    new_page: Callable[..., Any], server: Server, app: Flask, trainee: Trainee
) -> None:
    page = new_page(server)
    attempt = begun(page, trainee)
    page.route("**/api/v1/attempts/**", lambda route: route.fulfill(status=503, body="{}"))
    page.locator(".choice input").nth(1).check()
    page.get_by_text("通信できません。").wait_for()
    assert saved(app, attempt) == {}
    page.reload()
    page.unroute("**/api/v1/attempts/**")
    page.wait_for_selector(".save-state.is-saved")
    assert page.locator(".choice input").nth(1).is_checked()
    assert saved(app, attempt) == {1: [1]}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_the_pages_hold_for_everybody(
    new_page: Callable[..., Any], server: Server, trainee: Trainee, size: str, locale: str, tmp_path: Path
) -> None:
    page = new_page(server, viewport=SIZES[size], locale=locale)
    attempt = begun(page, trainee)
    for path in (f"/attempts/{attempt}?q=2", f"/attempts/{attempt}/review"):
        page.goto(path)
        look(page, tmp_path)
    page.get_by_role("button", name=re.compile("^(提出する|Submit)$")).click()
    page.wait_for_url(re.compile("/result$"))
    look(page, tmp_path)
    page.goto("/tests/A1-test")
    look(page, tmp_path)


def look(page: Any, folder: Path) -> None:
    page.screenshot(path=folder / f"{len(list(folder.iterdir()))}.png", full_page=True)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_last_change_of_two_tabs_overwrites_nothing(
    page: Any, app: Flask, trainee: Trainee
) -> None:
    attempt = begun(page, trainee)
    with app.app_context():
        services.save_answer(attempt, trainee.person, 1, [0], "elsewhere", 0, app.extensions["lms.clock"].now())
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.locator(".choice input").nth(1).check()
    page.get_by_text("問1の解答が、ほかの画面で変わっています").wait_for()
    assert saved(app, attempt) == {1: [0]}


def test_an_answer_kept_over_the_deadline_arrives_in_the_grace_and_then_the_test_is_submitted(
    new_page: Callable[..., Any], server: Server, app: Flask, trainee: Trainee, clock: FixedClock
) -> None:
    page, clock.at = new_page(server), NOW
    with app.app_context():
        attended_all(trainee)
        attempt = services.start(trainee.enrollment, "review-test", NOW).id
    sign_in(page, trainee, "/tests/review-test")
    page.goto(f"/attempts/{attempt}")
    page.route("**/api/v1/attempts/**", lambda route: route.fulfill(status=503, body="{}"))
    page.locator(".choice input").nth(1).check()
    page.get_by_text("通信できません。").wait_for()
    clock.at = NOW + timedelta(minutes=60, seconds=30)
    page.reload()
    page.get_by_role("heading", name="時間が終わりました").wait_for()
    page.get_by_text("通信できません。").wait_for()
    page.unroute("**/api/v1/attempts/**")
    page.wait_for_url(re.compile("/result$"), timeout=20_000)
    assert saved(app, attempt) == {1: [1]}
