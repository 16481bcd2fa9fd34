"""Every page for everybody: axe-core without violations, no sideways scrolling, and light to carry."""
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.access import Role
from lms.web.access import SESSION_COOKIE
from lms.web.words import LANGUAGE_COOKIE
from tests.accessibility import axe
from tests.journey.conftest import Round
from tests.journey.places import addresses, furnished, known
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10
WEIGHT = 100_000  # bytes before media, as sent
LOCALES = ("ja", "en")
OF_AUDITORS = {"desk": ("ja",), "phone": ("en",)}  # the secretariat's pages without their forms
ROLES = (Role.TRAINEE, Role.SECRETARIAT, Role.CONTRACTOR, Role.AUDITOR, None)
OWN_FILES = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script [^>]*src="([^"]+)"')


def test_every_page_is_accessible_in_both_languages_on_desk_and_phone(
    new_page: Callable[..., Any], loaded_server: Server, studying: Round,
) -> None:
    visitors = furnished(loaded_server.app, studying)
    values, found, seen = known(loaded_server.app, studying, visitors), [], 0
    for role in ROLES:
        paths = addresses(loaded_server.app, role, values)
        for size, viewport in SIZES.items():
            page = new_page(loaded_server, viewport=viewport)
            enter(page, loaded_server, visitors[role].token)
            for locale in LOCALES if role != Role.AUDITOR else OF_AUDITORS[size]:
                speak(page, loaded_server, locale)
                for path in paths:
                    page.set_viewport_size(viewport)
                    page.goto(path, wait_until="load")
                    assert page.get_attribute("html", "lang") == locale
                    seen += 1
                    found += [f"{role} {size} {locale} {path}: {problem}" for problem in [*axe(page), *sideways(page, size)]]
            page.context.close()
    assert found == []
    assert seen > 100


def enter(page: Any, server: Server, token: str) -> None:
    if token:
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])


def speak(page: Any, server: Server, locale: str) -> None:
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": locale, "url": server.url}])


def sideways(page: Any, size: str) -> list[str]:
    """On a phone: widths at which a page must be moved sideways to be read."""
    widths = [SIZES["phone"], NARROW] if size == "phone" else []
    found = []
    for viewport in widths:
        page.set_viewport_size(viewport)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"scrolls sideways at {viewport['width']} px")
    return found


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_every_page_is_light(loaded_server: Server, studying: Round, locale: str) -> None:
    app = loaded_server.app
    visitors = furnished(app, studying)
    values, weights = known(app, studying, visitors), {}
    for role in ROLES:
        client = visitors[role].client
        client.set_cookie(LANGUAGE_COOKIE, locale)
        weights.update({f"{role} {path}": weight(client, path) for path in addresses(app, role, values)})
    assert {path: size for path, size in weights.items() if size >= WEIGHT} == {}
    assert len(weights) > 30


def weight(client: FlaskClient, path: str) -> int:
    """Bytes on the line: the page, its style sheets and its scripts."""
    plain = client.get(path).text
    files = {address for pair in OWN_FILES.findall(plain) for address in pair if address}
    return sent(client, path) + sum(sent(client, file) for file in files)


def sent(client: FlaskClient, path: str) -> int:
    return len(client.get(path, headers={"Accept-Encoding": "gzip"}).data)
