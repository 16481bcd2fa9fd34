"""blocks.js in a real browser: it starts the blocks of a page and posts with the token."""
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.blocks.conftest import Visitor, stored
from tests.server import Server


@pytest.fixture
def signed_in(new_page: Callable[..., Any], server: Server, sato: Visitor) -> Any:
    page = new_page(server)
    cookie = sato.client.get_cookie("tsunagu_session")
    assert cookie
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
    return page


def test_two_blocks_of_a_page_count_each_for_itself(app: Flask, signed_in: Any, sato: Visitor) -> None:
    signed_in.goto(f"/sample/{sato.snapshot_id}/shelf")
    first, second = (signed_in.locator(f'[data-usage="{usage}"]') for usage in ("first", "second"))
    first.get_by_role("button", name="一つ数える").click()
    expect(first.locator("output")).to_have_text("2")
    second.get_by_role("button", name="数える").click()
    expect(second.locator("output")).to_have_text("1")
    assert {usage: state["count_so_far"] for usage, (_, state) in stored(app).items()} == {"first": 2, "second": 1}
    signed_in.reload()
    expect(first.locator("output")).to_have_text("2")


def test_a_refusal_reaches_the_block_as_an_error_it_can_show(signed_in: Any, sato: Visitor, app: Flask) -> None:
    app.extensions["sample.barred"] = sato.person_id
    signed_in.goto(f"/sample/{sato.snapshot_id}/first")
    told = signed_in.evaluate("""async () => {
        const { runtime } = await import("/blocks/static/blocks.js");
        const error = await runtime.post(document.querySelector("output"), "count", { by: 1 }).catch((e) => e);
        return [error.status, error.problem.type, error.message];
    }""")
    assert told == [403, "/problems/not-allowed", "この操作の権限がありません"]
