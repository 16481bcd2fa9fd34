"""What every page promises in a browser: no script error, nothing blocked, no other server asked."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit


@contextmanager
def patient_clicks() -> Iterator[None]:
    """A click that leads to another page ends when that page is there to be looked at, not when its first bytes are."""
    from playwright.sync_api import Locator, Page

    def patient(click: Callable[..., None], page_of: Callable[[Any], Any]) -> Callable[..., None]:
        def clicked(self: Any, *given: Any, **options: Any) -> None:
            click(self, *given, **options)
            if not page_of(self).is_closed():
                page_of(self).wait_for_load_state()

        return clicked

    with patch.object(Page, "click", patient(Page.click, lambda page: page)), \
            patch.object(Locator, "click", patient(Locator.click, lambda locator: locator.page)):
        yield


class Watch:
    """Collects broken promises of a page; ``problems`` stays empty on a good one."""

    def __init__(self, page: Any, host: str):
        self.problems: list[str] = []
        self.host = host
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("console", self.heard)
        page.on("request", self.asked)

    def heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(f"blocked by the policy: {message.text}")

    def asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != self.host:
            self.problems.append(f"asked another server: {request.url}")
