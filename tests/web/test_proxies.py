"""Behind the organization's reverse proxy the visitor is who the proxy says; without one, nobody may claim an address."""
from dataclasses import replace

import pytest
from flask import Flask, request, url_for

from lms.access import PUBLIC
from lms.app import create_app
from lms.plugins import Plugin
from lms.settings import Settings
from lms.web.pages import Pages
from tests.conftest import MakeApp

SENT = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "lms.city.example"}


@pytest.fixture
def seen(make_app: MakeApp) -> list[Plugin]:
    """A plugin whose page says who came and where they think they are."""
    pages = Pages("seen", __name__)

    @pages.page("/seen", access=PUBLIC)
    def page() -> str:
        return f"{request.remote_addr} {url_for('seen.page', _external=True)}"

    return [Plugin(name="tests.heart", pages=(pages,))]


def answer(made: Flask, proxies: int, seen: list[Plugin], **more: str) -> str:
    app = create_app(replace(made.extensions["lms.settings"], proxies=proxies), plugins=seen)
    return app.test_client().get("/seen", headers={**SENT, **more}).text


def test_without_a_proxy_the_headers_are_only_claims(make_app: MakeApp, seen: list[Plugin]) -> None:
    assert answer(make_app(plugins=[]), 0, seen) == "127.0.0.1 http://localhost/seen"


def test_behind_one_proxy_its_word_counts(make_app: MakeApp, seen: list[Plugin]) -> None:
    assert answer(make_app(plugins=[]), 1, seen) == "203.0.113.9 https://lms.city.example/seen"


def test_what_a_visitor_puts_in_front_is_not_believed(make_app: MakeApp, seen: list[Plugin]) -> None:
    forged = answer(make_app(plugins=[]), 1, seen, **{"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert forged.startswith("203.0.113.9 ")


@pytest.mark.parametrize(("text", "proxies"), [(None, 0), ("", 0), ("2", 2)])
def test_how_many_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path, text, proxies) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.delenv("LMS_PROXIES", raising=False)
    if text is not None:
        monkeypatch.setenv("LMS_PROXIES", text)
    assert Settings.from_environment().proxies == proxies


@pytest.mark.parametrize("text", ["-1", "one", "1.5"])
def test_what_is_no_number_of_proxies_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path, text) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LMS_PROXIES", text)
    with pytest.raises(ValueError, match="LMS_PROXIES"):
        Settings.from_environment()
