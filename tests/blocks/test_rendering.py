"""How a block reaches the page: escaped, without inline code, and without a trace."""
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from lms.blocks import services
from lms.blocks.rules import BlockDefinition, Snapshot, Viewer
from lms.db import db
from lms.errors import NotAllowed, NotFound
from tests.blocks import samples
from tests.blocks.conftest import Visitor, stored

HOSTILE = "</script><script>alert(1)</script>' onload='x\" onclick=\"y <!-- &quot; あ"
NOW = datetime(2027, 6, 10, tzinfo=UTC)
VIEWER = Viewer("p1", "e1")


class Elements(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def request_context(app: Flask) -> Iterator[Flask]:
    with app.test_request_context():
        yield app


def shown(usage_id: str, view: str = "student_view", snapshot: Snapshot = samples.SNAPSHOT) -> services.Rendered:
    return services.render(services.publish_snapshot(snapshot), usage_id, view, VIEWER, now=NOW)


def test_a_wrapper_says_what_the_page_needs_to_start_the_block(request_context: Flask) -> None:
    rendered = shown("first")
    (_, outer), (_, wrapper), *_inner = Elements(rendered.html).found
    assert (outer["class"], len(outer["data-csrf"] or "")) == ("xblocks", 64)
    assert (wrapper["class"], wrapper["data-usage"]) == ("xblock xblock-student_view", "first")
    assert wrapper["data-handlers"] == f"/blocks/{samples.SNAPSHOT.id}/first/handlers/"
    assert (wrapper["data-module"] or "").startswith("/blocks/resources/counter/public/counter.js?v=")
    assert json.loads(wrapper["data-args"] or "") == {"label": "一つ数える", "step": 2}


def test_hostile_text_stays_inside_its_attribute(request_context: Flask) -> None:
    hostile = Snapshot(samples.OWNER, "1", (BlockDefinition("a", "counter", {"label": HOSTILE}),))
    html = shown("a", snapshot=hostile).html
    assert [tag for tag, _ in Elements(html).found] == ["div", "div", "button", "output"]
    wrapper = Elements(html).found[1][1]
    assert json.loads(wrapper["data-args"] or "")["label"] == HOSTILE
    assert {name for name in wrapper if not name.startswith("data-")} == {"class"}
    assert "<script" not in html


def test_files_are_collected_once_for_all_blocks(request_context: Flask) -> None:
    rendered = shown("shelf")
    assert [url.partition("?")[0] for url in rendered.css_urls] == ["/blocks/resources/counter/public/counter.css"]
    assert [url.partition("?")[0] for url in rendered.js_urls] == ["/blocks/static/blocks.js"]
    assert [attributes["data-usage"] for _, attributes in Elements(rendered.html).found if "data-usage" in attributes] == [
        "shelf", "first", "second"]


def test_inline_code_and_foreign_and_uploaded_files_are_left_out(
    request_context: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    rendered = shown("careless")
    assert (rendered.css_urls, len(rendered.js_urls)) == ((), 1)
    assert not any(bad in rendered.html for bad in ("alert(1)", "color: red", "elsewhere", "uploaded", "data-module"))
    assert caplog.text.count("left out") == 6


def test_rendering_saves_nothing(app: Flask, sato: Visitor) -> None:
    """Although the block counts, saves, edits its content and reports its completion while it renders."""
    sato.post("careless", "fill", {"secret": "x"})
    before, statements = stored(app), []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert sato.client.get(f"/sample/{sato.snapshot_id}/careless").status_code == 200
    assert stored(app) == before
    assert [s for s in statements if "lms_block" in s and not s.startswith("SELECT")] == []
    assert app.extensions.get("sample.events", []) == []
    with app.app_context():
        assert services.snapshot_of(sato.snapshot_id).by_id()["careless"].fields["words"] == ["a"]


def test_a_tree_of_blocks_costs_one_query_for_its_state(app: Flask, snapshot_id: str) -> None:
    statements: list[str] = []
    with app.test_request_context():
        services.snapshot_of(snapshot_id)
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        services.render(snapshot_id, "shelf", "student_view", VIEWER, now=NOW)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


def test_a_block_shows_its_state_to_its_person_only(app: Flask, sato: Visitor) -> None:
    sato.post("first", "count", {"by": 7})
    with app.test_request_context():
        outputs = [services.render(sato.snapshot_id, "first", "student_view", viewer, now=NOW).html
                   for viewer in (Viewer(sato.person_id, "e1"), Viewer(sato.person_id, "e2"), Viewer("p2", "e1"))]
    assert ["<output>7</output>" in html for html in outputs] == [True, False, False]


@pytest.mark.parametrize(("usage_id", "view"), [
    ("absent", "student_view"), ("first", "absent_view"), ("first", "save"), ("first", "__repr__")])
def test_unknown_blocks_and_views_are_not_found(request_context: Flask, usage_id: str, view: str) -> None:
    with pytest.raises(NotFound):
        shown(usage_id, view)


def test_a_block_learns_nothing_about_the_person(request_context: Flask) -> None:
    html = str(shown("curious").html)
    assert "[None, [], {" in html
    assert "p1" not in html
    assert "visit of e1 at 2027&#39;, &#39;題&#39;" in html


def test_a_grade_reported_while_rendering_is_refused(request_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def view(block: Any, context: Any) -> None:
        block.runtime.publish(block, "grade", {"value": 1, "max_value": 1})

    monkeypatch.setattr(samples.Forger, "student_view", view)
    with pytest.raises(NotAllowed):
        shown("forger")
