"""The quiz files: what can be read, what is said of what cannot, and how their versions are kept."""
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from assessments.items import markdown, rules, services
from lms.errors import DefinitionError
from lms.programs import services as programs
from tests.assessments.conftest import BEFORE

GOOD = """---
lecture: A1
---

## a1-01
kind: single
section: role
clause: 第1条
difficulty: 2

どれですか。

- ( ) 一つ目
  > ちがいます。
- (x) 二つ目

> 二つ目です。
> 理由もあります。

## a1-02
kind: multiple
section: role
clause: 第2条
difficulty: 1

どれとどれですか。

- [x] 甲
- [x] 乙
- [ ] 丙

> 甲と乙です。
"""


def problems(ja: str, en: str | None = None) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        rules.read_quiz({"ja": ja, "en": en if en is not None else ja}, "A1")
    return caught.value.problems


def test_a_quiz_is_read_as_written() -> None:
    first, second = rules.read_quiz({"ja": GOOD, "en": GOOD.replace("二つ目", "second")}, "A1")
    assert (first.id, first.lecture, first.kind, first.section, first.difficulty) == ("a1-01", "A1", "single", "role", 2)
    assert first.stem["ja"] == "どれですか。"
    assert first.choices[1].text == {"ja": "二つ目", "en": "second"}
    assert first.choices[0].why["ja"] == "ちがいます。"
    assert first.explanation["ja"] == "二つ目です。\n理由もあります。"
    assert (first.key, second.key) == ({1}, {0, 1})
    assert rules.from_json(rules.to_json(first)) == first


@pytest.mark.parametrize(("old", "new", "line"), [
    ("lecture: A1", "title: A1", "1: the file begins with the three lines"),
    ("## a1-01", "## A1_01", "5: the id 'A1_01' may hold lower-case letters"),
    ("kind: single", "kind: essay", "6: kind is single or multiple"),
    ("kind: single\n", "", "5: kind is missing"),
    ("kind: single", "points: 3\nkind: single", "6: 'points' is unknown"),
    ("kind: single", "kind: single\nkind: single", "7: kind stands there twice"),
    ("difficulty: 2", "difficulty: 4", "9: difficulty is 1, 2 or 3"),
    ("どれですか。", "", "5: the item has no question"),
    ("- (x) 二つ目", "- ( ) 二つ目", "5: a single item has one right choice, this one 0"),
    ("- ( ) 一つ目", "- (x) 一つ目", "5: a single item has one right choice, this one 2"),
    ("- (x) 二つ目\n", "", "5: an item has 2 to 6 choices, this one 1"),
    ("- (x) 二つ目", "- (x) 一つ目", "15: the choice stands there twice"),
    ("- (x) 二つ目", "- [x] 二つ目", "15: single items mark choices with ( )"),
    ("- (x) 二つ目", "- (x) 二つ目\nおまけ", "16: after the choices stand only explanations"),
    ("> 二つ目です。\n> 理由もあります。\n", "", "5: the item has no explanation"),
    ("## a1-02", "## a1-01", "20: the id 'a1-01' is used twice"),
    ("- [x] 甲\n- [x] 乙", "- [ ] 甲\n- [ ] 乙", "20: a multiple item has at least one right choice"),
])
def test_a_fault_is_named_with_its_line(old: str, new: str, line: str) -> None:
    found = problems(GOOD.replace(old, new, 1))
    assert any(problem.startswith(f"A1/quiz.ja.md:{line}") for problem in found), found


@pytest.mark.parametrize(("old", "new", "message"), [
    ("## a1-02", "## a1-03", ":1: lecture and items differ"),
    ("lecture: A1", "lecture: B1", ":1: lecture and items differ"),
    ("difficulty: 1", "difficulty: 3", ":20: difficulty differs"),
    ("- [x] 乙\n- [ ] 丙", "- [ ] 乙\n- [x] 丙", ":20: key differs"),
])
def test_the_languages_must_agree(old: str, new: str, message: str) -> None:
    assert problems(GOOD, GOOD.replace(old, new, 1))[0].startswith(f"A1/quiz.en.md{message}")


def test_raw_html_is_shown_as_text_and_furigana_can_go() -> None:
    assert "<script" not in markdown.html("<script>alert(1)</script>")
    drawn = markdown.inline("{使用者|しようしゃ}の義務")
    assert "<rt>しようしゃ</rt>" in drawn
    assert markdown.without_furigana(drawn) == "使用者の義務"
    assert markdown.plain("{使用者|しようしゃ}の**義務** & 権利") == "使用者の義務 & 権利"


def test_every_shipped_quiz_is_right(in_app: Flask) -> None:
    for program in programs.shipped():
        assert len(services.read_shipped(program)) >= 5 * len(services.lectures_of(program))


def test_loading_again_changes_nothing(in_app: Flask) -> None:
    assert services.load_shipped(BEFORE) > 0
    before = services.pool("fnsc-training", ["A1"])
    assert services.load_shipped(BEFORE + timedelta(days=1)) == 0
    assert services.pool("fnsc-training", ["A1"]) == before


def test_a_changed_item_is_a_new_version_and_the_old_one_stays(
    in_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services.load_shipped(BEFORE)
    old = services.pool("fnsc-training", ["A1"])[0]
    folder = programs.folder_of_program("fnsc-training") / "A" / "A1"
    for name in ("quiz.ja.md", "quiz.en.md", "lecture.ja.md"):
        (tmp_path / "A" / "A1").mkdir(parents=True, exist_ok=True)
        text = (folder / name).read_text(encoding="utf-8")
        (tmp_path / "A" / "A1" / name).write_text(text.replace(old.item.stem["ja"], "別の問題です。"), encoding="utf-8")
    changed = services.read_folder(tmp_path / "A" / "A1")
    monkeypatch.setattr(services, "read_shipped", lambda program: list(changed))
    assert services.load_shipped(BEFORE + timedelta(days=1)) == 1
    new = services.pool("fnsc-training", ["A1"])[0]
    assert (new.item.id, new.item.stem["ja"]) == (old.item.id, "別の問題です。")
    assert services.versions([old.id])[old.id] == old
    assert services.pool("fnsc-training", ["B1"]) == []
