"""The public pages and the refusal in a real browser: no accessibility violation, nothing wider than the screen."""
import pytest

from tests.accessibility import axe
from tests.server import serving

PAGES = ("/help", "/rules", "/privacy", "/accessibility", "/problems", "/problems/refused", "/api", "/door/exam", "/nothing")
SIZES = ({"width": 1366, "height": 768}, {"width": 390, "height": 844})


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_public_pages_have_no_accessibility_violation(school, new_page, lang, size):
    headers = {"Authorization": f"Bearer {school.trainee.token}"}
    with serving(school.app) as server:
        page = new_page(server, viewport=size, extra_http_headers=headers)
        for path in PAGES:
            page.goto(f"{path}?lang={lang}")
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
