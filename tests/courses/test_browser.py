"""The lecture page in a real Chromium: the real player plays the real sample, and the page holds for everybody."""
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from tests.accessibility import axe
from tests.courses import school
from tests.courses.school import Trainee
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As elsewhere, but A1 has no recording: its sample of ten seconds is drawn."""
    home = school.write_program(tmp_path)
    for file in (home / "A" / "A1").iterdir():
        if file.suffix != ".md":
            file.unlink()
    return home


@pytest.fixture
def visit(new_page: Callable[..., Any], server: Server, sato: Trainee) -> Callable[..., Any]:
    def signed_in(**options: Any) -> Any:
        page = new_page(server, **options)
        page.context.add_cookies([{"name": "tsunagu_session", "value": sato.session, "url": server.url}])
        return page

    return signed_in


# However slow the machine is, the next line is not reached.
STOP_THERE = """const video = document.querySelector("video");
video.addEventListener("timeupdate", () => { if (video.currentTime > 4.1) video.pause(); });"""
JUMP_AND_STOP = """const video = document.querySelector("video");
window.left = 0;
video.addEventListener("timeupdate", () => {
  if (!left && video.currentTime > 2.2) { left = Math.ceil(video.currentTime); video.currentTime = 6; }
  else if (left && !video.seeking && video.currentTime > 7.2) video.pause();
});"""
# All is seen, or what a stall left out is played again.
SEEN = """document.querySelector('[data-coverage]').textContent === '100%'
  || (document.querySelector('video').ended && document.querySelector('[data-missing] a')?.click(), false)"""


def live(page: Any, clock: FixedClock, until: str, seconds: float = 30) -> None:
    """Let the server's clock run with the wall's until the page says ``until`` (an expression of JavaScript)."""
    before, end = time.monotonic(), time.monotonic() + seconds
    while not page.evaluate(until):
        assert time.monotonic() < end, page.locator("[data-player]").inner_text()
        page.wait_for_timeout(100)
        clock.advance(timedelta(seconds=time.monotonic() - before))
        before = time.monotonic()


def test_playing_at_double_speed_is_attended(visit: Callable[..., Any], server: Server, sato: Trainee, clock: FixedClock) -> None:
    page = visit()
    page.goto("/lectures/A1")
    expect(page.get_by_text("この映像は見本です")).to_be_visible()
    expect(page.locator("#resume")).to_have_text("最初から見る")
    page.select_option("#speed", "2")
    page.click("#resume")
    live(page, clock, SEEN, seconds=60)
    expect(page.locator("[data-state]")).to_have_text("出席の条件を満たしました。理解度確認テストを受けられます。")
    expect(page.locator("[data-missing]")).to_be_empty()
    with server.app.app_context():
        assert enrollments.require_open(sato.enrollment_id, "A1-test", clock.now()).activity.id == "A1-test"


def test_a_jump_earns_nothing_and_a_visit_resumes_where_it_ended(visit: Callable[..., Any], clock: FixedClock) -> None:
    page = visit()
    page.goto("/lectures/A1")
    page.evaluate(JUMP_AND_STOP)
    page.click("#resume")
    live(page, clock, "left && document.querySelector('video').paused")
    live(page, clock, "document.querySelector('[data-state]').textContent.includes('記録しました')")
    expect(page.locator("[data-missing] a").first).to_have_text(f"0:{page.evaluate('left'):02}–0:06")
    at = page.evaluate("Math.floor(document.querySelector('video').currentTime)")
    page.reload()
    expect(page.locator("#resume")).to_have_text(f"0:{at:02}から見る")
    page.click("#resume")
    live(page, clock, f"document.querySelector('video').currentTime > {at}")


def test_a_line_of_the_transcript_leads_to_its_second(visit: Callable[..., Any], clock: FixedClock) -> None:
    page = visit()
    page.goto("/lectures/A1")
    line = page.locator(".transcript a").nth(1)
    expect(line).to_contain_text("分かる。")
    page.evaluate(STOP_THERE)
    line.click()
    live(page, clock, "document.querySelector('video').currentTime > 4.1")
    expect(line).to_have_attribute("aria-current", "true")
    expect(page.locator(".transcript a[aria-current]")).to_have_count(1)


def test_a_player_elsewhere_is_told_here_and_playing_here_again_counts(visit: Callable[..., Any], clock: FixedClock) -> None:
    first, second = visit(), visit()
    for page in (first, second):
        page.goto("/lectures/A1")
    first.click("#resume")
    live(first, clock, "document.querySelector('video').currentTime > 1.2")
    second.click("#resume")
    live(second, clock, "document.querySelector('video').currentTime > 1.2")
    first.evaluate("document.querySelector('video').pause()")
    expect(first.locator("[data-state]")).to_contain_text("ほかの画面で再生が始まりました")
    second.evaluate("document.querySelector('video').pause()")
    expect(second.locator("[data-state]")).to_contain_text("視聴を記録しました")
    first.evaluate("document.querySelector('video').currentTime = 2")
    first.click("#resume")
    live(first, clock, "document.querySelector('video').currentTime > 3.5")
    first.evaluate("document.querySelector('video').pause()")
    expect(first.locator("[data-state]")).to_contain_text("視聴を記録しました")


def test_what_was_seen_without_a_line_is_sent_later(visit: Callable[..., Any], clock: FixedClock) -> None:
    page = visit()
    page.goto("/lectures/A1")
    page.click("#resume")
    live(page, clock, "document.querySelector('video').currentTime > 1.2")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('video').pause()")
    expect(page.locator("[data-state]")).to_contain_text("つながりません")
    seen = page.evaluate("Math.ceil(document.querySelector('video').currentTime)")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("視聴を記録しました")
    expect(page.locator("[data-coverage]")).to_have_text(f"{10 * seen}%")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_lecture_and_transcript_hold_for_everybody(visit: Callable[..., Any], size: str, locale: str) -> None:
    page = visit(viewport=SIZES[size], locale=locale)
    for path in ("/lectures/A1", "/lectures/A1/transcript"):
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
