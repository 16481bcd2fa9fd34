"""The pages of item statistics in a real browser."""
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from assessments.statistics import services
from lms.access import Role
from lms.web.access import SESSION_COOKIE
from lms.web.words import LANGUAGE_COOKIE
from tests.accessibility import axe
from tests.server import Server, serving
from tests.statistics.conftest import LECTURE_TEST, REVIEW, session_of
from tests.statistics.filled import PROGRAM

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}, "narrow": {"width": 320, "height": 640}}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
PICTURES = os.environ.get("PICTURES")  # a folder to leave pictures in


@pytest.fixture
def filled_server(filled: Flask) -> Iterator[Server]:
    with serving(filled) as running:
        yield running


def paths(app: Flask) -> dict[str, str]:
    with app.app_context():
        flagged = services.statistics_of(PROGRAM, LECTURE_TEST).analysis.flags[0].item
    home = f"/statistics/{PROGRAM}"
    return {"all": "/statistics", "test": f"{home}/{LECTURE_TEST}", "review": f"{home}/{REVIEW}?attempts=last",
            "none": f"{home}/B1-test", "item": f"{home}/{LECTURE_TEST}/{flagged}"}


def test_the_pages_hold_for_everybody(new_page: Callable[..., Any], filled_server: Server) -> None:
    token, found = session_of(filled_server.app, Role.LECTURER), []
    for (size, viewport), locale in zip(SIZES.items(), ("ja", "en", "ja"), strict=True):
        page = new_page(filled_server, viewport=viewport)
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": filled_server.url},
                                  {"name": LANGUAGE_COOKIE, "value": locale, "url": filled_server.url}])
        for name, path in paths(filled_server.app).items():
            assert page.goto(path).status == 200
            picture(page, f"{name}-{size}-{locale}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found += [f"{name} {size}: {problem}" for problem in axe(page)]
            found += [] if page.evaluate(FITS) else [f"{name} {size}: scrolls sideways"]
    assert found == []


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
