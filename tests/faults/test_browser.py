"""The page in a real Chromium against a real server that is killed with kill -9, and comes back on the same data."""
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.settings import Settings
from tests.faults.ground import prepare
from tests.faults.storm import stored
from tests.faults.victim import Victim
from tests.server import Server, free_port

ARRIVED = "・解答はすべて届いています"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/tsunagu.db"


@pytest.fixture
def task(url: str, tmp_path: Path) -> dict[str, Any]:
    settings = Settings(database_url=url, secret_key="only for tests", instance=tmp_path)
    return prepare(settings, 1, (1, 1), 1)[0]


@pytest.fixture
def victim(url: str, task: dict[str, Any], tmp_path: Path) -> Iterator[Victim]:
    environment = {"LMS_INSTANCE": str(tmp_path), "LMS_DATABASE_URL": url, "LMS_SECRET_KEY": "only for tests"}
    with Victim(free_port(), environment, 0, 1) as running:
        yield running


@pytest.fixture
def page(new_page: Callable[..., Any], victim: Victim, task: dict[str, Any]) -> Any:
    server = Server(f"http://127.0.0.1:{victim.port}", Flask("elsewhere"))
    page = new_page(server)
    name, _, value = task["cookie"].partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page.goto(f"/tests/{task['activity']}")
    page.click("main form button")
    page.wait_for_url(re.compile("/attempts/"))
    return page


@contextmanager
def dead(victim: Victim) -> Iterator[None]:
    victim.kill()
    yield
    victim.start()


def said(page: Any, words: str) -> None:
    page.locator("[data-state]", has_text=words).wait_for()


def test_an_answer_given_while_the_server_is_dead_outlives_the_tab_too(
    page: Any, victim: Victim, task: dict[str, Any], url: str
) -> None:
    page.locator("[name=choice]").nth(0).check()
    said(page, ARRIVED)
    with dead(victim):
        page.locator("[name=choice]").nth(1).check()
        said(page, "通信できません。解答はこの端末に残っています")
        address, again = page.url, page.context.new_page()
        page.close()
    again.goto(address)
    said(again, ARRIVED)
    assert again.locator("[name=choice]").nth(1).is_checked()
    assert 1 in last_response(url, task)


def test_a_page_that_stays_open_sends_when_the_server_is_back(
    page: Any, victim: Victim, task: dict[str, Any], url: str
) -> None:
    with dead(victim):
        page.locator("[name=choice]").nth(1).check()
        said(page, "通信できません")
    page.locator("[data-state]", has_text=ARRIVED).wait_for(timeout=20_000)
    assert last_response(url, task) == [1]


def last_response(url: str, task: dict[str, Any]) -> Any:
    journal, _attempts = stored(url, [task])
    return max(journal, key=lambda row: row.sequence).response
