"""The quiz under XBlock's own test runtime, which knows no Flask and no Django, and in our host."""
import subprocess
import sys
from typing import Any

import pytest
import webob
from flask import Flask
from lxml import etree
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData
from xblock.test.tools import TestRuntime

from assessments.attempts import practice
from assessments.attempts.blocks import EXEMPT, UNMET, WORKBENCH, QuizBlock, note

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


class Runtime(TestRuntime):
    """With addresses of handlers, as the workbench has them."""

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/handler/{block.scope_ids.usage_id}/{handler_name}/{suffix}"


class Trial:
    """A quiz with questions of its own in a runtime that keeps fields."""

    def __init__(self, ja: str, en: str):
        self.sources, self.store, self.services = (ja, en), DictKeyValueStore(), dict[str, Any]()

    def block(self, student: str) -> QuizBlock:
        """As opened anew: only what the fields kept is there."""
        runtime = Runtime(services={"field-data": KvsFieldData(self.store), **self.services})
        block = runtime.construct_xblock_from_class(QuizBlock, ScopeIds(student, "quiz", "W1.quiz", "W1.quiz"))
        block.activity, (block.source_ja, block.source_en) = "A1-test", self.sources
        block.save()
        return block

    def drawn(self, student: str = "sato") -> str:
        block = self.block(student)
        return str(block.runtime.render(block, "student_view").content)

    def answer(self, number: int, item: str, fields: dict[str, str]) -> webob.Response:
        """``{0}`` stands for where the choice or match that was written first is shown."""
        block = self.block("sato")
        found = [each for each in practice.items_of(*self.sources) if each.id == item]
        places = practice.order_of(found[0], "sato").index if found else None
        shown = [places(n) for n in range(len(found[0].choices))] if places else []
        sent = {f"q{number}-{name}": value.format(*shown) for name, value in fields.items()}
        answer = block.handle("answer", webob.Request.blank("/", POST=sent), item)
        block.save()
        return answer


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


SOURCES = {locale: (WORKBENCH / f"quiz.{locale}.md").read_text(encoding="utf-8") for locale in ("ja", "en")}


@pytest.fixture
def trial() -> Trial:
    return Trial(SOURCES["ja"], SOURCES["en"])


def test_without_the_service_it_asks_its_own_questions_and_says_that_nothing_counts(trial: Trial):
    content = trial.drawn()
    assert "結果は記録しません" in content
    assert [content.count(f'name="q{n}-{field}"') for n, field in ((1, "choice"), (2, "place-0"), (3, "text"))] == [3, 1, 1]
    assert ("労働基準監督署" in content, "まず話を聞きます" in content) == (True, False)


@pytest.mark.parametrize(("number", "item", "right", "wrong", "told"), [
    (1, "w1-01", {"choice": "{0}"}, {"choice": "{1}"}, "まず話を聞きます"),
    (2, "w1-02", {"place-0": "{0}", "place-1": "{1}"}, {"place-0": "{1}", "place-1": "{0}"}, "内容に合う窓口"),
    (3, "w1-03", {"text": "６４"}, {"text": "46"}, "合わせて64時間"),
])
def test_an_answer_is_judged_at_once_and_stays_when_the_block_is_opened_again(trial: Trial, number, item, right, wrong, told):
    for sent, said in ((wrong, "見直しましょう"), (right, "<strong>正解</strong>")):
        assert trial.answer(number, item, sent).status_code == 204
        content = trial.drawn()
        assert (said in content, told in content) == (True, True)
    assert trial.drawn().count('role="status"') == 1


def test_each_student_has_their_own_answers(trial: Trial):
    trial.answer(3, "w1-03", {"text": "64"})
    assert "合わせて64時間" not in trial.drawn("suzuki")
    assert "合わせて64時間" in trial.drawn()


@pytest.mark.parametrize(("number", "item", "sent", "status"), [
    (1, "w1-01", {"choice": "7"}, 422), (3, "w1-03", {"text": "6" * 201}, 422), (9, "unknown", {"text": "64"}, 404)])
def test_what_cannot_answer_a_question_is_refused_in_words_and_changes_nothing(trial: Trial, number, item, sent, status):
    before = trial.drawn()
    answer = trial.answer(number, item, sent)
    assert (answer.status_code, bool(answer.text)) == (status, status == 422)
    assert trial.drawn() == before


def test_where_there_is_the_service_its_own_questions_are_not_asked(trial: Trial):
    trial.services["tests"] = Service()
    assert "q1-choice" not in trial.drawn()
    assert trial.answer(3, "w1-03", {"text": "64"}).status_code == 404


def test_a_broken_quiz_text_tells_its_author_where():
    content = Trial(SOURCES["ja"].replace("- (x)", "- ( )"), "").drawn()
    assert ("quiz/quiz.ja.md:5:" in content, "<form" in content) == (True, False)


def test_a_quiz_needs_no_english_edition():
    assert "さえぎらずに" in Trial(SOURCES["ja"], "").drawn()


def test_the_workbench_finds_a_scenario_and_its_text_arrives_whole():
    ((name, scenario),) = QuizBlock.workbench_scenarios()
    runtime = TestRuntime(services={"field-data": KvsFieldData(DictKeyValueStore())})
    quiz = QuizBlock.parse_xml(etree.fromstring(scenario)[0], runtime, ScopeIds("sato", "quiz", "W1", "W1"))
    assert (name, quiz.source_ja.strip(), quiz.source_en.strip()) == (
        "Tsunagu quiz", SOURCES["ja"].strip(), SOURCES["en"].strip())


def test_it_needs_no_django():
    code = "import sys, assessments.attempts.blocks; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
