"""The three blocks under XBlock's own test runtime, which knows no Flask and no Django, and in our host."""
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from xblock.core import XBlock
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData
from xblock.test.tools import TestRuntime

from courses.lectures import services as lectures
from courses.lectures.blocks import MarkdownBlock, SequenceBlock, VideoBlock
from courses.lectures.guard import guard
from lms.clock import FixedClock
from lms.errors import NotFound, Refused
from lms.people import services as people
from tests.courses.school import Trainee, client_of

TYPES = {"markdown": MarkdownBlock, "video": VideoBlock, "sequence": SequenceBlock}


@dataclass
class User:
    opt_attrs: dict[str, Any]

    def get_current_user(self) -> "User":
        return self


class Player:
    def source(self) -> str:
        return "/media/1?a=1&b=2"

    def tracks(self) -> list[dict[str, object]]:
        return [{"language": "ja", "label": "日本語", "src": "/media/2", "default": True},
                {"language": "en", "label": "<English>", "src": "/media/3", "default": False}]


class Runtime(TestRuntime):
    """Finds the three blocks without installed entry points."""

    def load_block_type(self, block_type: str) -> type[XBlock]:
        return TYPES[block_type]


def runtime_with(**services: Any) -> Runtime:
    return Runtime(services={"field-data": KvsFieldData(DictKeyValueStore()), **services})


def add(runtime: Runtime, kind: str, usage: str, fields: dict[str, Any]) -> XBlock:
    """A block with its content fields set."""
    block = runtime.construct_xblock_from_class(TYPES[kind], ScopeIds("sato", kind, usage, usage))
    for name, value in fields.items():
        setattr(block, name, value)
    return block


SECTION = {"title": "1. <題>", "anchor": "first", "html": "<p>在留</p>", "html_with_furigana": "<p><ruby>在留</ruby></p>"}


@pytest.mark.parametrize(("furigana", "expected"), [(False, "<p>在留</p>"), (True, "<p><ruby>在留</ruby></p>")])
def test_a_text_is_shown_with_or_without_furigana(furigana: bool, expected: str) -> None:
    runtime = runtime_with(user=User({"tsunagu.furigana": furigana}))
    content = runtime.render(add(runtime, "markdown", "u1", SECTION), "student_view").content
    assert '<section id="first" aria-labelledby="first-h"><h2 id="first-h">1. &lt;題&gt;</h2>' + expected in content


def test_a_text_is_shown_without_furigana_where_nobody_is_known() -> None:
    runtime = runtime_with()
    assert "<p>在留</p>" in runtime.render(add(runtime, "markdown", "u1", SECTION), "student_view").content


def test_a_video_asks_the_player_for_its_addresses() -> None:
    runtime = runtime_with(player=Player())
    content = runtime.render(add(runtime, "video", "u1", {"title": '題"<', "seconds": 10.0}), "student_view").content
    assert 'aria-label="題&#34;&lt;" src="/media/1?a=1&amp;b=2"' in content
    assert '<track kind="captions" srclang="ja" label="日本語" src="/media/2" default>' in content
    assert 'label="&lt;English&gt;" src="/media/3">' in content


def test_a_video_without_a_player_is_its_title() -> None:
    runtime = runtime_with()
    content = runtime.render(add(runtime, "video", "u1", {"title": "<題>"}), "student_view").content
    assert "<p>&lt;題&gt;</p>" in content
    assert "<video" not in content


def test_a_sequence_shows_its_children_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = runtime_with()
    children = {usage: add(runtime, "markdown", usage, {"title": usage, "anchor": usage}) for usage in ("b", "a")}
    monkeypatch.setattr(runtime, "get_block", lambda usage, for_parent=None: children[usage])
    whole = add(runtime, "sequence", "s", {"children": ["b", "a"]})
    content = runtime.render(whole, "student_view").content
    assert 0 < content.index('<h2 id="b-h">') < content.index('<h2 id="a-h">')


def test_the_blocks_need_neither_django_nor_our_host() -> None:
    code = ("import sys, courses.lectures.blocks; "
            "print([m for m in sys.modules if m.split('.')[0] in ('django', 'flask', 'lms')])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_our_host_shows_all_three_and_guards_them(app: Flask, sato: Trainee) -> None:
    html = client_of(app, sato).get("/lectures/A1").text
    for usage in ("A1.video", "A1.text", "A1.text.first", "A1.text.second"):
        assert f'data-usage="{usage}"' in html
    assert '<video controls preload="metadata"' in html


def test_a_block_is_asked_only_by_its_own_reader_while_its_lecture_is_open(app: Flask, sato: Trainee, clock: FixedClock) -> None:
    with app.app_context():
        shown = lectures.open_lecture(sato.enrollment_id, "A1", sato.person_id, "ja", clock.now())
        actor = people.actor_of_session(sato.session, clock.now())
        assert actor
        assert guard(actor, shown.snapshot_id, "A1.text", clock.now()).viewer.enrollment_id == sato.enrollment_id
        with pytest.raises(NotFound):
            guard(actor, "another-version", "A1.text", clock.now())
        with pytest.raises(Refused):
            guard(actor, shown.snapshot_id, "B1.text", clock.now())
        with pytest.raises(Refused):
            guard(actor, shown.snapshot_id, "A1.text", clock.now() + timedelta(days=60))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_handlers_work_on_the_edition_that_their_reader_sees(
    app: Flask, sato: Trainee, clock: FixedClock, language: str,
) -> None:
    with app.test_request_context(f"/lectures/A1?lang={language}"):
        shown = lectures.open_lecture(sato.enrollment_id, "A1", sato.person_id, language, clock.now())
        actor = people.actor_of_session(sato.session, clock.now())
        assert actor
        assert guard(actor, shown.snapshot_id, "A1.text", clock.now()).viewer.locale == language
