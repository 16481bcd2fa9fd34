"""Somebody in front of a browser: what they see, press and choose."""
from datetime import timedelta
from time import monotonic
from typing import Any

from lms.clock import FixedClock
from tests.journey.conftest import EMAIL, PASSWORD
from tests.journey.keys import right_places

SEEN = """() => ({stem: document.querySelector('.stem').textContent,
    choices: [...document.querySelectorAll('.choice span:last-child')].map(e => e.textContent)})"""
# The recording is at its end and counts; what a stall of the machine left out is played again.
ATTENDED = """!!document.querySelector('[data-player][data-attended]')
    || (document.querySelector('video').ended && document.querySelector('[data-missing] a')?.click(), false)"""

A_DAY = timedelta(days=1)


class Reader:
    """``page`` is a real one; ``clock`` goes on while somebody reads."""

    def __init__(self, page: Any, clock: FixedClock):
        self.page, self.clock = page, clock

    def wait(self, **time: float) -> None:
        self.clock.advance(timedelta(**time))

    def sign_in(self, path: str = "/") -> None:
        self.page.goto(path)
        self.page.fill("[name=email]", EMAIL)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main button")

    def heading(self) -> str:
        return str(self.page.locator("h1").first.inner_text())

    def press(self, selector: str) -> None:
        """Press what leads to a page, also where that is the same page again."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.click(selector)

    def follow(self) -> None:
        """The one thing that the page proposes."""
        self.press("main .button.primary")

    def play(self, speed: str) -> None:
        """Play the recording to its end; the server's clock keeps step with the wall."""
        self.page.select_option("#speed", speed)
        self.page.click("#resume")
        before, end = monotonic(), monotonic() + 180
        while not self.page.evaluate(ATTENDED):
            assert monotonic() < end
            self.page.wait_for_timeout(500)
            now = monotonic()
            self.wait(seconds=now - before)
            before = now

    def read(self) -> int:
        """Confirm every section of a lecture, one after the other; how many there were."""
        confirmed = 0
        while self.page.locator("form[action$='/confirmation']").count():
            self.wait(minutes=8)
            self.press("form[action$='/confirmation'] button >> nth=0")
            assert self.page.locator("[role=alert]").count() == 0
            confirmed += 1
        return confirmed

    def answer(self, places: Any = right_places, saved: str = "") -> None:
        """Answer every question from the one that is shown to the page before submission; ``saved``: what a page with
        JavaScript says once the first answer has arrived. After the others somebody in a hurry goes on at once."""
        while self.page.locator(".stem").count():
            self.wait(seconds=20)
            seen = self.page.evaluate(SEEN)
            for place in places(seen["stem"], seen["choices"]):
                self.page.locator(".choice input").nth(place).check()
            if saved:
                self.page.locator(f".save-state.is-saved:has-text('{saved}')").wait_for()
                saved = ""
            self.press("form#q .button.primary")

    def submit(self) -> None:
        self.press("form[action$='/submission'] .button.primary")
        assert self.page.url.endswith("/result")

    def take(self, places: Any = right_places, saved: str = "") -> str:
        """A test from its own page to its result; the result's heading."""
        self.press("form[action$='/attempts'] button")
        self.answer(places, saved)
        self.submit()
        return self.heading()
