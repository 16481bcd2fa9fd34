"""The pages of this room in a real browser."""
import re
from collections.abc import Callable
from typing import Any

import pytest

from lms.people.services import PersonView
from tests.accessibility import axe
from tests.people.conftest import EMAIL, PASSWORD
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}, "narrow": {"width": 320, "height": 640}}


def narrower_than_screen(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_signing_in_and_the_account_hold_for_everybody(
    new_page: Callable[..., Any], server: Server, sato: PersonView, size: str, locale: str,
) -> None:
    page = new_page(server, viewport=SIZES[size], locale=locale)
    page.goto("/sign-in?next=/account")
    assert axe(page) == []
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", "wrong")
    page.click("main button")
    assert page.locator("#e-password").is_visible()
    assert (axe(page), narrower_than_screen(page)) == ([], True)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account$"))
    assert (axe(page), narrower_than_screen(page)) == ([], True)
    page.click("details summary")
    page.fill("[name=label]", "CSV")
    page.click("details button")
    assert page.locator("#secret").is_visible()
    assert (axe(page), narrower_than_screen(page)) == ([], True)
