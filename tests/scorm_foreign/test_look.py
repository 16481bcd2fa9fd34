"""The pages of the room in a real browser, in both languages on desk and phone."""
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from lms.web.words import LANGUAGE_COOKIE
from scorm_export.foreign.views import ForeignView
from tests.accessibility import axe
from tests.cohorts.conftest import Visitor
from tests.scorm_foreign import samples
from tests.scorm_foreign.conftest import two_parts
from tests.server import Server

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
PICTURES = os.environ.get("PICTURES")  # a folder, to look at them


def looked_at(page: Any, name: str) -> list[str]:
    """What is wrong with the page; its picture on the way."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found, usual = [*axe(page), *sideways(page)], page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    found += sideways(page)
    page.set_viewport_size(usual)
    return found


def sideways(page: Any) -> list[str]:
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return [] if fits else [f"wider than a window of {page.viewport_size['width']}"]


@pytest.mark.parametrize(("size", "locale"), [("desk", "ja"), ("phone", "en")])
def test_every_page_holds_for_everybody(  # noqa: PLR0913
    signed_in: Callable[..., Any], server: Server, office: Visitor, trainee: Visitor, attached: Callable[[bytes], ForeignView],
    size: str, locale: str,
) -> None:
    desk = signed_in(server, office, viewport=SIZES[size])
    learner = signed_in(server, trainee, viewport=SIZES[size])
    for page in (desk, learner):
        page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": locale, "url": server.url}])
    desk.goto("/foreign")
    assert looked_at(desk, f"empty-{size}-{locale}") == []
    many = attached(two_parts())
    one = attached(samples.package("2004-3"))
    learner.goto(f"/lectures/A1/packages/{many.id}?part=1")
    for visitor, name, path in (
        (learner, "lecture", "/lectures/A1"), (learner, "play", f"/lectures/A1/packages/{one.id}"),
        (learner, "play-parts", f"/lectures/A1/packages/{many.id}"), (desk, "list", "/foreign"), (desk, "package", f"/foreign/{many.id}"),
        (desk, "preview", f"/foreign/{many.id}/preview"),
    ):
        visitor.goto(path)
        assert looked_at(visitor, f"{name}-{size}-{locale}") == [], name
    desk.goto("/foreign")
    desk.set_input_files("[name=file]", {"name": "教材.zip", "mimeType": "application/zip", "buffer": hostile()})
    desk.click("form .primary")
    desk.wait_for_selector("#report")
    assert looked_at(desk, f"refused-{size}-{locale}") == []


def hostile() -> bytes:
    target = io.BytesIO(samples.with_entry("../../etc/passwd"))
    with ZipFile(target, "a") as archive:
        archive.writestr("Index.HTML", "")
        archive.writestr("media/aux.mp4", "")
    return target.getvalue()
