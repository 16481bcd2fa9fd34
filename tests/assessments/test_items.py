"""The quiz files: what can be read, and what is said of what cannot."""
from datetime import date

import pytest

from assessments.items import markdown, quiz
from assessments.items.item import from_json, to_json
from assessments.items.judging import problems_of_edition
from assessments.items.reader import read_edition
from lms.errors import DefinitionError

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
        quiz.read_quiz({"ja": ja, "en": en if en is not None else ja}, "A1")
    return caught.value.problems


def judged(text: str) -> list[str]:
    return [message for _, message in problems_of_edition(read_edition(text)[0])]


def test_a_quiz_is_read_as_written() -> None:
    first, second = quiz.read_quiz({"ja": GOOD, "en": GOOD.replace("二つ目", "second")}, "A1")
    assert (first.id, first.lecture, first.kind, first.section, first.difficulty) == ("a1-01", "A1", "single", "role", 2)
    assert first.stem["ja"] == "どれですか。"
    assert first.choices[1].text == {"ja": "二つ目", "en": "second"}
    assert first.choices[0].why["ja"] == "ちがいます。"
    assert first.explanation["ja"] == "二つ目です。\n理由もあります。"
    assert (first.key, second.key) == ({1}, {0, 1})
    assert from_json(to_json(first)) == first


@pytest.mark.parametrize(("old", "new", "line"), [
    ("lecture: A1", "title: A1", "1: the file begins with the three lines"),
    ("## a1-01", "## A1_01", "5: the id 'A1_01' may hold lower-case letters"),
    ("kind: single", "kind: essay", "6: kind is one of single, multiple"),
    ("kind: single\n", "", "5: kind is missing"),
    ("kind: single", "points: 3\nkind: single", "6: 'points' is unknown"),
    ("kind: single", "kind: single\nkind: single", "7: kind stands there twice"),
    ("difficulty: 2", "difficulty: 4", "9: difficulty is 1, 2 or 3"),
    ("どれですか。", "", "5: the item has no question"),
    ("- (x) 二つ目", "- ( ) 二つ目", "5: a single item has one right choice, this one 0"),
    ("- ( ) 一つ目", "- (x) 一つ目", "5: a single item has one right choice, this one 2"),
    ("- (x) 二つ目\n", "", "5: a single item has 2 to 6 choices, this one 1"),
    ("- (x) 二つ目", "- (x) 一つ目", "15: the choice stands there twice"),
    ("- (x) 二つ目", "- [x] 二つ目", "15: single and true-false items mark choices with ( )"),
    ("- (x) 二つ目", "- (x) 二つ目\nおまけ", "16: after the choices stand only explanations"),
    ("> 二つ目です。\n> 理由もあります。\n", "", "5: the item has no explanation"),
    ("## a1-01", "## a1-00\nkind: case\n\n事例。\n\n## a1-01", "5: the case has no questions"),
    ("section: role", "section: A B", "7: section is the id of a section"),
    ("- (x) 二つ目", "- (x)", "15: the choice is empty"),
    ("## a1-02", "## a1-01", "20: the id 'a1-01' is used twice"),
    ("- [x] 甲\n- [x] 乙", "- [ ] 甲\n- [ ] 乙", "20: a multiple item has at least one right choice"),
])
def test_a_fault_is_named_with_its_line(old: str, new: str, line: str) -> None:
    found = problems(GOOD.replace(old, new, 1))
    assert any(problem.startswith(f"A1/quiz.ja.md:{line}") for problem in found), found


@pytest.mark.parametrize(("name", "fits"), [
    ("a", True), ("1", True), ("a" * 40, True), ("a" * 41, False), ("a-b", True), ("a-", False), ("-a", False), ("a_b", False)])
def test_an_id_has_up_to_forty_letters_digits_and_hyphens_within(name: str, fits: bool) -> None:
    assert (judged(GOOD.replace("a1-01", name, 1)) == []) is fits


@pytest.mark.parametrize(("name", "fits"), [("s", True), ("s" * 40, True), ("s" * 41, False), ("s-1", True), ("1s", False)])
def test_a_section_has_up_to_forty_and_begins_with_a_letter(name: str, fits: bool) -> None:
    assert (judged(GOOD.replace("section: role", f"section: {name}", 1)) == []) is fits


@pytest.mark.parametrize(("name", "value"), [("kind", "single"), ("section", "role"), ("clause", "第1条"), ("difficulty", "2")])
def test_what_is_missing_is_told_once(name: str, value: str) -> None:
    found = problems(GOOD.replace(f"{name}: {value}\n", "", 1), GOOD)
    assert [problem for problem in found if ".ja.md" in problem] == [f"A1/quiz.ja.md:5: {name} is missing"]


@pytest.mark.parametrize(("old", "new", "message"), [
    ("## a1-02", "## a1-03", ":1: lecture and items differ"),
    ("lecture: A1", "lecture: B1", ":1: lecture and items differ"),
    ("difficulty: 1", "difficulty: 3", ":20: difficulty differs"),
    ("- [x] 乙\n- [ ] 丙", "- [ ] 乙\n- [x] 丙", ":20: key differs"),
])
def test_the_languages_must_agree(old: str, new: str, message: str) -> None:
    assert problems(GOOD, GOOD.replace(old, new, 1))[0].startswith(f"A1/quiz.en.md{message}")


KINDS = """---
lecture: A1
---

## a1-case
kind: case

Bさんの**事例**です。

- 状況の一つ目

### a1-11
kind: matching
section: role
clause: 第3条
difficulty: 3
ability: connect
scoring: partial
as_of: 2026-11-22
valid_from: 2027-04-01
valid_until: 2028-03-31
excludes: a1-13, a1-14

どこにつなぎますか。

- 在留カード => 入管
  > 在留のことです。
- 住民票 => 市町村
- => 警察

> 窓口は手続で分かれます。

### a1-12
kind: ordering
section: role
clause: 第4条
difficulty: 2

順に並べます。

1. 聞く
2. 整理する
3. つなぐ

> 聞くことから始めます。

## a1-13
kind: numeric
section: role
clause: 第5条
difficulty: 1

何%ですか。

= 31.5 ± 0.5
= 0.315

> 31.5%です。

## a1-14
kind: text
section: role
clause: 第6条
difficulty: 1

何といいますか。

= 在留カード
= 在留カード証

> カードです。

## a1-15
kind: true-false
section: role
clause: 第7条
difficulty: 1

正しいですか。

- (x) 正しい
- ( ) 正しくない

> 正しいです。
"""


def test_every_kind_is_read() -> None:
    found = quiz.read_quiz({"ja": KINDS, "en": KINDS.replace("= 在留カード証\n", "")}, "A1")
    matching, ordering, numeric, text, truth = found
    assert [item.kind for item in found] == ["matching", "ordering", "numeric", "text", "true-false"]
    assert (matching.case_id, ordering.case_id, numeric.case_id) == ("a1-case", "a1-case", None)
    assert matching.case_stem is not None
    assert matching.case_stem["ja"].endswith("- 状況の一つ目")
    assert [(c.text.get("ja"), c.match["ja"]) for c in matching.choices] == [("在留カード", "入管"), ("住民票", "市町村"), (None, "警察")]
    assert (matching.lines, matching.choices[0].why["ja"], matching.excludes) == ((0, 1), "在留のことです。", ("a1-13", "a1-14"))
    assert [day and day.isoformat() for day in (matching.as_of, matching.valid_from, matching.valid_until)] == [
        "2026-11-22", "2027-04-01", "2028-03-31"]
    assert [c.text["ja"] for c in ordering.choices] == ["聞く", "整理する", "つなぐ"]
    assert (numeric.accepted["ja"], text.accepted["en"], truth.key) == (("31.5 ± 0.5", "0.315"), ("在留カード",), {0})
    assert [from_json(to_json(item)) for item in found] == list(found)


@pytest.mark.parametrize(("old", "new", "line"), [
    ("scoring: partial", "scoring: some", "18: scoring is all or partial"),
    ("difficulty: 2", "difficulty: 2\nscoring: all\nability: A B", "39: ability is lower-case letters"),
    ("kind: numeric", "kind: numeric\nscoring: partial", "49: only multiple, matching, ordering items may count in part"),
    ("as_of: 2026-11-22", "as_of: 2026-11-31", "19: as_of is a day"),
    ("as_of: 2026-11-22", "as_of: 20261122", "19: as_of is a day"),
    ("valid_from: 2027-04-01", "valid_from: April", "20: valid_from is a day"),
    ("valid_until: 2028-03-31", "valid_until: 2028", "21: valid_until is a day"),
    ("- ( ) 正しくない", "- ( ) 正しくない\n- ( ) どちらでもない", "73: a true-false item has two choices"),
    ("valid_until: 2028-03-31", "valid_until: 2027-03-31", "21: valid_until is before valid_from"),
    ("a1-13, a1-14", "a1-11", "22: 'a1-11' is no id of another item"),
    ("- 住民票 => 市町村", "- 住民票 =>", "28: the line has no match"),
    ("- => 警察", "- => 入管", "29: a match that belongs nowhere is also"),
    ("= 31.5 ± 0.5", "= およそ31", "55: 'およそ31' is no number"),
    ("## a1-case\nkind: case", "## a1-case\nkind: case\nsection: role", "7: a case has no 'section'"),
    ("### a1-11", "## a1-11", "33: an item with ### stands below a case"),
    ("Bさんの**事例**です。\n\n- 状況の一つ目\n", "", "5: the case has no text"),
])
def test_a_fault_of_any_kind_is_named_with_its_line(old: str, new: str, line: str) -> None:
    found = problems(KINDS.replace(old, new, 1))
    assert any(problem.startswith(f"A1/quiz.ja.md:{line}") for problem in found), found


def test_an_item_may_be_valid_on_a_single_day() -> None:
    one_day = KINDS.replace("valid_until: 2028-03-31", "valid_until: 2027-04-01")
    assert quiz.read_quiz({"ja": one_day}, "A1")[0].valid_until == date(2027, 4, 1)


@pytest.mark.parametrize(("kind", "line", "fewest", "most"), [
    ("single", "- ( ) {}", 2, 6), ("multiple", "- [x] {}", 2, 6), ("matching", "- {0} => {0}", 2, 10), ("ordering", "1. {}", 2, 10),
    ("numeric", "= {}", 1, 20), ("text", "= {}", 1, 20)])
def test_an_answer_has_neither_too_few_nor_too_many_lines(kind: str, line: str, fewest: int, most: int) -> None:
    def fits(count: int) -> bool:
        lines = "\n".join(line.format(n) for n in range(count)).replace("( )", "(x)", 1)
        head = f"---\nlecture: A1\n---\n\n## x\nkind: {kind}\nsection: s\nclause: c\ndifficulty: 1\n\n?\n\n"
        return f"choices, this one {count}" not in str(judged(f"{head}{lines}\n\n> !\n"))

    assert [fits(count) for count in (fewest - 1, fewest, most, most + 1)] == [False, True, True, False]


def test_an_item_is_asked_while_it_is_valid() -> None:
    matching, ordering, *_ = quiz.read_quiz({"ja": KINDS}, "A1")
    days = [date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31), date(2028, 4, 1)]
    assert [matching.is_asked(day) for day in days] == [False, True, True, False]
    assert all(ordering.is_asked(day) for day in days)


def test_raw_html_is_shown_as_text_and_furigana_can_go() -> None:
    assert "<script" not in markdown.html("<script>alert(1)</script>")
    drawn = markdown.inline("{使用者|しようしゃ}の義務")
    assert "<rt>しようしゃ</rt>" in drawn
    assert markdown.without_furigana(drawn) == "使用者の義務"
    assert markdown.plain("{使用者|しようしゃ}の**義務** & 権利") == "使用者の義務 & 権利"
    assert markdown.without_furigana(markdown.inline("{東京|とう|きょう}に行く")) == "東京に行く"
    assert "<td><ruby>連携先" in markdown.html("| 甲 |\n|---|\n| {連携先|れんけいさき} |")
    assert markdown.plain("a&nbsp;b") == "a b"
