"""Whatever an exchange reports is said in Japanese, and in whole sentences in English."""
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments import interchange
from assessments.interchange.report import Loss
from assessments.interchange.sayings import PARTS, REPORTS, part_saying, saying
from assessments.interchange.services import FORMATS
from tests.bank.test_sayings import filled
from tests.interchange import foreign

SOURCES = [path for path in sorted(Path(interchange.__file__).parent.glob("*.py")) if path.name not in ("sayings.py", "cli.py")]
SENTENCE = re.compile(r"[a-z>] (?:is |by )?[a-z]+|left out")  # not a name, a sign or a pattern
NOT_SAID = {"the item", "The file", "not correct"}  # a part of an item, a name in a hole, an answer
# What stands in a hole decides which row these meet; libxml and the reader of our own text bring their own words.
FILLED = (
    "The file has a document type (<!DOCTYPE>), which is not accepted.", "The file is not XML: Document is empty",
    "The file is not XML: Start tag expected, line 1, column 1", "a.xml is not XML: Start tag expected, line 1, column 1",
    "asks by nothing, which has no place here", "Line 1: the file begins with the three lines ---, lecture: CODE and ---")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def spoken(path: Path) -> list[str]:
    """Every literal of a module that reads like a sentence, with something in its holes."""
    found = map(filled, literals(ast.parse(path.read_text(encoding="utf-8"))))
    return [text for text in found if SENTENCE.search(text) and text not in NOT_SAID and not JAPANESE.search(text)]


def literals(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or (isinstance(child, ast.Constant) and isinstance(child.value, str)):
            yield child
        elif not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):  # a docstring
            yield from literals(child)


def test_every_sentence_of_the_room_has_words_for_lecturers() -> None:
    found = {text: path.name for path in SOURCES for text in spoken(path)}
    assert len(found) > 70
    assert {text: name for text, name in found.items() if saying(text)[0] == text} == {}


def test_every_row_is_needed() -> None:
    """A row that no sentence meets first is a leftover, or hidden by one above it."""
    met = {saying(text)[0] for text in (*FILLED, *(text for path in SOURCES for text in spoken(path)))}
    assert [message for _pattern, message in REPORTS if message not in met] == []


def of_others() -> list[Loss]:
    """What the files of other systems give rise to."""
    moodle = FORMATS["moodle"].read(foreign.content("moodle.xml"), "A1", "ja")
    gift = FORMATS["gift"].read(foreign.content("others.gift.txt"), "A1", "ja")
    packages = [FORMATS[form].read(foreign.package(foreign.files(form)), "A1", "ja") for form in ("qti21", "qti30")]
    return [loss for came in (moodle, gift, *packages) for loss in came.problems]


def test_what_files_of_others_give_rise_to_is_said_in_japanese() -> None:
    said = of_others()
    assert len(said) > 40
    assert [loss.message for loss in said if not JAPANESE.search(saying(loss.message)[0])] == []


@pytest.mark.parametrize(("said", "message", "parts"), [
    ("is called a1-01 here", "ここでの番号は %(id)s です。", {"id": "a1-01"}),
    ("<img> is left out", "<%(tag)s> を除きました。", {"tag": "img"}),
    ("law, easy: left out", "%(names)s を除きました。", {"names": "law, easy"}),
    ("'a' counted 50 percent and is left out", "%(share)s%% の点だった答え %(words)s を除きました。", {"words": "'a'", "share": "50"}),
    ("a\nb: left out", "%(names)s を除きました。", {"names": "a\nb"}),
    ("items/a.xml is not XML: Opening and ending tag mismatch: a line 1 and b, line 3, column 7",
     "%(name)s を XML として読めません。%(line)s行目の%(column)s文字目の前を確かめてください。",
     {"name": "items/a.xml", "line": "3", "column": "7"}),
    ("section is missing", "%(name)s がありません。", {"name": "section"}),
    ("nobody has ever said this", "nobody has ever said this", {}),
])
def test_a_sentence_keeps_its_parts(said: str, message: str, parts: dict[str, str]) -> None:
    assert saying(said) == (message, tuple(parts.items()))


@pytest.mark.parametrize(("part", "message"), [
    ("line 12", "%(n)s行目"), ("why-2", "選択肢 %(n)s の解説"), ("answer 3", "答え %(n)s"), ("valid_from", "出題の初日"),
    ("questiontext", "questiontext"), ("correctfeedback, hint", "correctfeedback, hint"), ("", "")])
def test_a_part_is_named_where_it_is_ours(part: str, message: str) -> None:
    assert part_saying(part)[0] == message


def test_every_part_that_is_ours_has_japanese_words() -> None:
    assert [message for _pattern, message in PARTS if not JAPANESE.search(message)] == []
