"""The exchange in a real browser: looked at in both languages on desk and phone, and used without a script."""
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.access import Role
from lms.web.access import SESSION_COOKIE
from tests.accessibility import axe
from tests.bank.test_look import entered, reach, taken
from tests.cohorts.conftest import Visitor
from tests.interchange.foreign import GOLDEN
from tests.server import Server

CHOSEN = "place=fnsc-training/A1&format=gift&language=ja"
PAGES = {"exchange": "/items/exchange", "report": f"/items/exchange/export?{CHOSEN}", "refused": "/items/exchange/export?place=x"}


def holds(page: Any, name: str) -> None:
    """For everybody: no finding of axe, and nothing to move sideways."""
    taken(page, name)
    assert [*axe(page), page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")] == [True], name


def read(page: Any, file: Path, form: str) -> None:
    page.goto("/items/exchange")
    page.select_option("#f-place", "fnsc-training/A1")
    page.select_option("#f-format", form)
    page.set_input_files("#f-file", file)
    page.click("text=/^(ファイルを読む|Read the file)$/")
    page.wait_for_url(re.compile("/import$"))


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_every_page_of_the_exchange_holds_for_everybody(
    new_page: Callable[..., Any], loaded_server: Server, mori: Visitor, size: str, locale: str,
) -> None:
    page = entered(new_page, loaded_server, mori, size, locale)
    for name, address in PAGES.items():
        page.goto(address)
        holds(page, f"{name}-{size}-{locale}")
    read(page, GOLDEN / "moodle.xml", "moodle")
    holds(page, f"reading-{size}-{locale}")
    page.click("details summary >> nth=0")
    holds(page, f"reading-open-{size}-{locale}")
    read(page, GOLDEN / "moodle.xml", "qti30")
    holds(page, f"unread-{size}-{locale}")


def test_the_editor_opens_beside_the_list_without_a_script(
    new_page: Callable[..., Any], loaded_server: Server, visit: Callable[..., Visitor], tmp_path: Path,
) -> None:
    """Out as a file, in again, and one question on to the editor."""
    page = new_page(loaded_server, java_script_enabled=False, accept_downloads=True)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": visit(Role.SECRETARIAT).token, "url": loaded_server.url}])
    page.goto(PAGES["report"])
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename == "a1-ja.gift.txt"
    download.value.save_as(tmp_path / "a1.txt")
    read(page, tmp_path / "a1.txt", "gift")
    with page.context.expect_page() as editor:
        page.click("section[aria-labelledby=u-a1-01] button")
    editor.value.wait_for_load_state()
    assert editor.value.locator("#editor article").count() == 2
    assert page.locator("section[aria-labelledby^=u-]").count() == 12


def test_the_way_to_the_report_goes_by_the_keys_alone(new_page: Callable[..., Any], loaded_server: Server, mori: Visitor) -> None:
    page = entered(new_page, loaded_server, mori)
    page.goto("/items")
    reach(page, "a[href^='/items/exchange']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/items/exchange"))
    reach(page, "form[method=get] button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/export"))
    reach(page, "a[download]")
