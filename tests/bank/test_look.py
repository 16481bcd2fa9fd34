"""The item bank in a real browser: looked at in both languages on desk and phone, and used with the keys alone."""
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.access import Role
from lms.web.access import SESSION_COOKIE
from lms.web.words import LANGUAGE_COOKIE
from tests.accessibility import axe
from tests.bank.conftest import NEW, PROGRAM, changed
from tests.bank.test_pages import ITEM, LAST_DAY, PLACE, act, drafted, texts_on
from tests.cohorts.conftest import Visitor
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
PICTURES = os.environ.get("PICTURES")  # a folder, to look at them


def entered(new_page: Callable[..., Any], server: Server, visitor: Visitor, size: str = "desk", locale: str = "ja") -> Any:
    page = new_page(server, viewport=SIZES[size])
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}
                              for name, value in ((SESSION_COOKIE, visitor.token), (LANGUAGE_COOKIE, locale))])
    return page


def taken(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def furnished(mori: Visitor, hayashi: Visitor) -> dict[str, str]:
    """Addresses with something on each of them."""
    case = NEW["ja"].replace("## e2", "### e2"), NEW["en"].replace("## e2", "### e2")
    with_case = {"ja": f"## e2-02-case\nkind: case\n\nBさんの**事例**です。\n\n{case[0]}",
                 "en": f"## e2-02-case\nkind: case\n\nThe **case** of B.\n\n{case[1]}"}
    new, texts = drafted(mori, with_case), texts_on(mori.get(f"{ITEM}/draft"))
    change = mori.post(f"{ITEM}/draft", changed(texts, "国籍や在留資格にかかわらず", "国籍に関係なく")).location.split("?")[0]
    act(mori, f"{new}/submission")
    act(mori, f"{change}/submission")
    act(hayashi, f"{new}/reviews", verdict="return", comment="解説に条文の番号を足してください。")
    mori.post(f"{ITEM}/retirement", LAST_DAY)
    return {"list": f"/items?place={PLACE}", "none": "/items?q=そんな言葉はない", "item": ITEM, "new": f"/items/new?place={PLACE}",
            "editor": f"{ITEM}/draft", "drafts": "/drafts", "change": change, "returned": new}


@pytest.mark.parametrize(("size", "locale"), [("desk", "ja"), ("phone", "en")])
def test_every_page_of_the_bank_holds_for_everybody(  # noqa: PLR0913
    new_page: Callable[..., Any], server: Server, mori: Visitor, hayashi: Visitor, size: str, locale: str,
) -> None:
    page = entered(new_page, server, hayashi, size, locale)
    for name, address in furnished(mori, hayashi).items():
        page.goto(address, wait_until="networkidle")
        taken(page, f"{name}-{size}-{locale}")
        found = [*axe(page), page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")]
        assert found == [True], name


def reach(page: Any, selector: str) -> None:
    """With the tabulator alone, as far as it takes."""
    for _key in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


def press_on(page: Any, selector: str, url: str) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(url))


def test_a_question_is_written_and_published_with_the_keys_alone(
    new_page: Callable[..., Any], server: Server, mori: Visitor, hayashi: Visitor,
) -> None:
    page = entered(new_page, server, mori)
    page.goto(f"{ITEM}/draft")
    page.locator("[data-preview-state]", has_text="書いたとおり").wait_for()
    spoil(page)
    mend(page)
    page.keyboard.press("Control+End")
    page.keyboard.type("> 国籍は問いません。\n")
    page.locator("#drawn-ja", has_text="国籍は問いません。").wait_for()
    press_on(page, "#editor button.primary", "/drafts/")
    press_on(page, "form[action$='/submission'] button", "done=submitted")
    judge = entered(new_page, server, hayashi)
    judge.goto("/items")
    for selector, url in (("nav.tabs a[href='/drafts']", "/drafts$"), ("table a[href^='/drafts/']", "/drafts/."),
                          ("button[value=approve]", "done=approve"), ("form[action$='/publication'] button", "done=published")):
        press_on(judge, selector, url)
    judge.goto(ITEM)
    assert "国籍は問いません。" in judge.inner_text("#drawn-ja")


def spoil(page: Any) -> None:
    """The second line says a kind that does not exist; the drawing of the text before stays."""
    reach(page, "#f-ja")
    for key in ("Control+Home", "ArrowDown", "Shift+End"):
        page.keyboard.press(key)
    page.keyboard.type("kind: essay")
    page.wait_for_selector("#e-ja a")
    assert "一つ選んで" in page.inner_text("#drawn-ja") and "直すところが" in page.inner_text("[data-preview-state]")
    assert axe(page) == []


def mend(page: Any) -> None:
    """From the message to its line, which is then chosen as a whole."""
    reach(page, "#e-ja a")
    page.keyboard.press("Enter")
    page.keyboard.type("kind: single")
    page.wait_for_selector("#e-ja:not(:has(a))", state="attached")


def test_a_search_is_made_with_the_keys_alone(new_page: Callable[..., Any], server: Server, mori: Visitor) -> None:
    page = entered(new_page, server, mori)
    page.goto("/items")
    reach(page, "#fq")
    page.keyboard.type("賃金")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    reach(page, "#list a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/items/{PROGRAM}/"))


def test_whoever_leaves_with_unsaved_words_is_asked(new_page: Callable[..., Any], server: Server, mori: Visitor) -> None:
    page, asked = entered(new_page, server, mori), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{ITEM}/draft")
    page.focus("#f-ja")
    page.keyboard.type("x")
    page.goto("/items")
    assert asked == ["beforeunload"]


def test_a_lost_line_is_said_and_nothing_typed_is_lost(new_page: Callable[..., Any], server: Server, mori: Visitor) -> None:
    page = entered(new_page, server, mori)
    page.goto(f"{ITEM}/draft", wait_until="networkidle")
    page.context.set_offline(True)
    page.focus("#f-ja")
    page.keyboard.press("Control+End")
    page.keyboard.type("> もう一行。")
    page.locator("[data-preview-state]", has_text="更新できません").wait_for()
    assert page.input_value("#f-ja").endswith("もう一行。")


@pytest.mark.parametrize("role", [Role.LECTURER])
def test_the_editor_works_without_a_script(
    new_page: Callable[..., Any], server: Server, visit: Callable[..., Visitor], role: Role,
) -> None:
    page = new_page(server, java_script_enabled=False)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": visit(role).token, "url": server.url}])
    page.goto(f"{ITEM}/draft")
    page.click("button[value=preview]")
    assert page.locator("#editor article").count() == 2
    page.click("#editor button.primary")
    page.wait_for_url(re.compile("/drafts/"))
