"""Whatever the reader finds wrong is said in Japanese, with the line in the text that was typed."""
import ast
import inspect
import re
from types import ModuleType

import pytest

from assessments.bank.sayings import saying
from assessments.bank.services import drawn
from assessments.items import judging, reader
from tests.bank.conftest import LECTURE, NEW, PROGRAM, changed

HEADER_ONLY = "the file begins with the three lines"  # the bank writes the header itself


def messages(module: ModuleType) -> list[str]:
    """Every sentence that the module may say, with something in its holes."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Tuple) and len(node.elts) in (2, 3):
            found += [filled(node.elts[-1])]
    return [text for text in found if re.search(r"[a-z] [a-z]", text)]


def filled(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else hole(part) for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def hole(part: ast.expr) -> str:
    return "'x'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "3"


@pytest.mark.parametrize("module", [reader, judging])
def test_every_sentence_of_the_reader_has_words_for_lecturers(module: ModuleType) -> None:
    known = [text for text in messages(module) if HEADER_ONLY not in text]
    assert len(known) > 3
    assert [text for text in known if saying(text)[0] == text] == []


@pytest.mark.parametrize("said", ["key differs from the Japanese edition", "kind differs from the Japanese edition",
                                  "lecture and items differ from the Japanese edition: ['A1', 'a'] instead of ['A1', 'b']"])
def test_a_difference_between_the_languages_is_said_too(said: str) -> None:
    assert saying(said)[0] != said


@pytest.mark.parametrize(("old", "new", "locale", "line", "message"), [
    ("kind: single", "kind: essay", "ja", 2, "kind は %(kinds)s のどれかです。"),
    ("difficulty: 2\n", "", "ja", 1, "%(name)s がありません。"),
    ("- ( ) 会社に電話をする。", "- ( ) 状況を聞く。", "ja", 10, "同じ選択肢が二つあります。"),
    ("- (x) Listen.", "- [x] Listen.", "en", 9, "single と true-false は ( )、multiple は [ ] で書きます。"),
    ("difficulty: 2\n\nNo", "difficulty: 3\n\nNo", "en", 1, "日本語と英語で、%(name)s が違います。"),
    ("- (x) Listen.\n- ( ) Call the company.", "- ( ) Listen.\n- (x) Call the company.", "en", 1,
     "日本語と英語で、正解か選択肢の数が違います。"),
    ("section: contract", "section: nowhere", "ja", 3, "講義に「%(name)s」という節はありません。ある節は %(known)s です。"),
    ("## e2-02-91", "## e2-02-01", "ja", 1, "番号「%(id)s」は、すでに使われています。"),
    ("## e2-02-91", "まえがき\n## e2-02-91", "ja", 1, "最初の「## 番号」の行より前に、文があります。"),
])
def test_a_fault_is_shown_at_its_line(app, old, new, locale, line, message) -> None:  # noqa: PLR0913
    with app.app_context():
        faults = drawn(PROGRAM, LECTURE, changed(NEW, old, new), None).faults
    assert (locale, line, message) in [(f.locale, f.line, f.message) for f in faults]


@pytest.mark.parametrize(("ja", "message"), [
    (NEW["ja"] + "\n" + NEW["ja"].replace("-91", "-92"), "一度に書けるのは、一つの問題か、一つの事例とその問題だけです。"),
    ("", "問題がありません。「## 番号」の行から書いてください。"),
    ("あ" * 50_001, "長すぎます。"),
])
def test_what_is_no_single_unit_is_refused(app, ja: str, message: str) -> None:
    with app.app_context():
        faults = drawn(PROGRAM, LECTURE, {"ja": ja, "en": ja.replace("労働基準法", "LSA")}, None).faults
    assert message in [fault.message for fault in faults]
