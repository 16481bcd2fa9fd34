"""The secretariat's page of an account in a real browser: no accessibility violation, nothing wider than the screen."""
from typing import Any

import pytest
from flask import Flask

from lms.web.access import SESSION_COOKIE
from tests.accessibility import axe
from tests.cohorts.conftest import Round, Visitor
from tests.server import serving


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_reset_shows_its_link_on_any_screen(
    app: Flask, cohort: Round, office: Visitor, new_page: Any, language: str, width: int,
) -> None:
    with serving(app) as server:
        page = new_page(server, viewport={"width": width, "height": 844})
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": office.token, "url": server.url}])
        page.goto(f"/people/{cohort.persons[0]}?lang={language}")
        assert axe(page) == []
        page.locator("form[action$=reset] button").click()
        assert "/welcome/" in page.locator("code").inner_text()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
