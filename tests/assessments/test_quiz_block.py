"""The quiz under XBlock's own test runtime, which knows no Flask and no Django, and in our host."""
import subprocess
import sys
from typing import Any

import pytest
from flask import Flask
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData
from xblock.test.tools import TestRuntime

from assessments.attempts.blocks import EXEMPT, UNMET, QuizBlock, note

OPEN = {"href": "/tests/A1-test?a=1&b=2", "open": True, "done": False, "note": "<5問>です。"}


class Service:
    """The service as a host may offer it."""

    def __init__(self, **summary: Any):
        self.told = {**OPEN, **summary}

    def summary(self, activity: str) -> dict[str, Any]:
        assert activity == "A1-test"
        return self.told


def drawn(**services: Any) -> str:
    runtime = TestRuntime(services={"field-data": KvsFieldData(DictKeyValueStore()), **services})
    block = runtime.construct_xblock_from_class(QuizBlock, ScopeIds("sato", "quiz", "A1.quiz", "A1.quiz"))
    block.activity, block.title = "A1-test", "役割 <1>"
    return str(runtime.render(block, "student_view").content)


def test_it_leads_to_the_test_and_escapes_what_it_is_told():
    content = drawn(tests=Service())
    assert '<a class="button primary" href="/tests/A1-test?a=1&amp;b=2">テストを受ける</a>' in content
    assert "&lt;5問&gt;です。" in content


@pytest.mark.parametrize(("summary", "label"), [
    ({"done": True}, "結果を見る"), ({"open": False}, "テストについて"), ({"done": True, "open": False}, "結果を見る")])
def test_the_way_in_says_what_is_behind_it(summary, label):
    content = drawn(tests=Service(**summary))
    assert (f">{label}</a>" in content, "primary" in content) == (True, False)


def test_an_exempt_lecture_asks_for_no_test():
    content = drawn(tests=Service(href="", open=False, note=note(5, False, EXEMPT)))
    assert ("受ける必要はありません" in content, "<a " in content) == (True, False)


@pytest.mark.parametrize(("done", "reason", "said"), [
    (False, None, "何度でも受けられます"), (True, None, "受けました"), (False, UNMET, "視聴が終わると受けられます"),
    (False, "window-closed", "今は受けられません"), (True, "window-closed", "受けました。"), (True, EXEMPT, "受ける必要はありません")])
def test_the_panel_says_why_its_door_is_shut(done, reason, said):
    assert said in note(5, done, reason)


def test_the_panel_tells_the_player_whether_to_ask_again():
    assert "data-quiz data-open" in drawn(tests=Service())
    assert "data-quiz>" in drawn(tests=Service(open=False))


def test_without_the_service_it_names_the_test_and_where_it_is_taken():
    content = drawn()
    assert "理解度確認テスト: 役割 &lt;1&gt;" in content
    assert ("研修のサイトで受けます" in content, "href" in content) == (True, False)


def test_without_the_service_it_speaks_the_readers_language(app: Flask):
    with app.test_request_context("/?lang=en"):
        content = drawn()
    assert ("Comprehension test: 役割" in content, "taken on the training site" in content) == (True, True)


def test_it_needs_no_django():
    code = "import sys, assessments.attempts.blocks; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
