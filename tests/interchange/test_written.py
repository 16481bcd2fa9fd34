"""What another system finds in our files."""
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from assessments.interchange import gift, moodle, qti21, qti30, text
from assessments.interchange.carried import carried_in, tags_of
from assessments.interchange.question import item_of, question_of
from assessments.items.item import Case, Choice, Item
from assessments.items.quiz import read_quiz
from tests.interchange.test_round_trips import CHOICES, PLAIN


def parts(*texts: str, right: str = "1", match: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """Choices by text; ``right`` has a 1 for each right one."""
    return tuple(Choice({"ja": t} if t else {}, right[n:n + 1] == "1", {"ja": ""}, {"ja": match[n]} if match else {})
                 for n, t in enumerate(texts))


THREE = replace(PLAIN, kind="multiple", choices=parts("a", "b", "c", "d", right="1110"), clause={"ja": "検討会報告書(令和5年4月)" * 8})
MATCHING = replace(PLAIN, kind="matching", scoring="partial",
                   choices=parts("a", "b", "", right="110", match=("x", "x", "z")))
STEPS = replace(PLAIN, kind="ordering", choices=parts("a", "b", "c", right="111"))
FURIGANA = replace(PLAIN, stem={"ja": "{相談|そうだん}は?"})
CASE = Case("a1-case", {"ja": "Aさんの話"})


def of_moodle(item: Item) -> etree._Element:
    return etree.fromstring(moodle.written([item], "ja").content)


def files(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


# Moodle ------------------------------------------------------------------------------------------------

def test_moodle_gets_a_share_for_each_right_choice_and_its_own_markdown() -> None:
    root = of_moodle(THREE)
    assert [a.get("fraction") for a in root.iter("answer")] == ["33.33333", "33.33333", "33.33333", "-100"]
    assert root.find("question/questiontext").get("format") == "markdown"
    partial = of_moodle(replace(THREE, scoring="partial"))
    assert [a.get("fraction") for a in partial.iter("answer")][-1] == "-33.33333"


def test_no_tag_of_ours_is_longer_than_moodle_keeps() -> None:
    tags = [tag.text or "" for tag in of_moodle(THREE).iterfind("question/tags/tag/text")]
    assert 40 < max(map(len, tags)) <= 50
    assert carried_in(tags)["clause"] == THREE.clause["ja"]
    assert not any(sign in tag for tag in tags for sign in "<>`\n")


@pytest.mark.parametrize("value", ["", "a", "a b", " a  b ", "a+b", "50%", "a\nb", "]", "<`>", "あ　い",
                                   "".join(map(str, range(99))), " " * 60])
def test_a_carried_text_comes_out_of_its_tags_in_any_order(value: str) -> None:
    tags = tags_of({"stem": value, "clause": "y"}, 50)
    assert carried_in(reversed(tags)) == {"stem": value, "clause": "y"}
    assert all(tag == " ".join(tag.split()) for tag in tags)


def test_moodle_is_told_true_from_false_by_the_words_of_the_choices() -> None:
    false_first = replace(PLAIN, kind="true-false", choices=parts("誤り", "正しい"))
    answers = [(a.findtext("text"), a.get("fraction")) for a in of_moodle(false_first).iter("answer")]
    assert answers == [("false", "100"), ("true", "0")]
    other = replace(PLAIN, kind="true-false", choices=parts("使える", "使えない"))
    assert of_moodle(other).find("question").get("type") == "multichoice"
    assert "kind" in {loss.part for loss in moodle.written([other], "ja").lost}


def test_a_case_stands_before_its_questions_as_a_description() -> None:
    items = [replace(PLAIN, id=name, case=CASE) for name in ("a1-01", "a1-02")] + [replace(PLAIN, id="a1-03")]
    types = [q.get("type") for q in etree.fromstring(moodle.written(items, "ja").content).iter("question")]
    assert types == ["description", "multichoice", "multichoice", "multichoice"]
    assert gift.written(items, "ja").content.decode().count("::a1-case::") == 1


@pytest.mark.parametrize(("item", "told"), [
    (THREE, {"scoring"}), (replace(MATCHING, scoring="all"), {"scoring"}), (STEPS, set()), (FURIGANA, {"furigana"}),
    (replace(PLAIN, case=CASE), {"case"}), (replace(STEPS, choices=tuple(replace(c, why={"ja": "w"}) for c in STEPS.choices)), {"why"}),
])
def test_what_moodle_does_otherwise_is_told(item: Item, told: set[str]) -> None:
    assert {loss.part for loss in moodle.written([item], "ja").lost} == told


# GIFT --------------------------------------------------------------------------------------------------

def test_gift_escapes_its_signs_and_keeps_a_question_on_one_line() -> None:
    item = replace(PLAIN, stem={"ja": "a = b ~ {c} # d: \\n\n\n// e"}, choices=parts("%50%x", "[html]y"))
    content = gift.written([item], "ja").content.decode()
    assert "::a1-01::[markdown]a \\= b \\~ \\{c\\} \\# d\\: \\\\n\\n\\n// e{\n" in content
    assert "\t=%50%x\n\t~[markdown][html]y\n" in content


def test_a_typed_answer_that_looks_like_a_sign_of_the_format_is_none() -> None:
    item = replace(PLAIN, kind="text", choices=(), accepted={"ja": ("%50%x", "a*b")})
    assert "\t=%100%%50%x\n\t=a*b\n" in gift.written([item], "ja").content.decode()
    assert [a.findtext("text") for a in of_moodle(item).iter("answer")] == ["%50%x", r"a\*b"]


@pytest.mark.parametrize(("item", "told"), [
    (THREE, {"scoring"}), (STEPS, {"kind", "scoring"}), (FURIGANA, {"furigana"}),
    (replace(MATCHING, choices=parts("a->b", "c", right="11", match=("x", "y"))), {"->"})])
def test_what_gift_has_no_place_for_is_told(item: Item, told: set[str]) -> None:
    assert {loss.part for loss in gift.written([item], "ja").lost} == told


# QTI ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("form", [qti21, qti30])
def test_a_package_names_every_file_and_not_the_day_it_was_made(form: object) -> None:
    content = form.written([replace(THREE, case=CASE), replace(STEPS, id="1-02")], "ja").content  # type: ignore[attr-defined]
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        manifest = etree.fromstring(package.read("imsmanifest.xml"))
    listed = [e.get("href") for e in manifest.iter("{*}file")]
    assert sorted(["imsmanifest.xml", *listed]) == names
    identifiers = [e.get("identifier") for e in manifest.iter("{*}resource")]
    assert "_1-02" in identifiers


def test_furigana_is_html_in_qti_30_and_stands_in_brackets_in_21() -> None:
    assert "<ruby>相談<rp>(</rp><rt>そうだん</rt><rp>)</rp></ruby>は?" in files(qti30.written([FURIGANA], "ja").content)["items/a1-01.xml"]
    exported = qti21.written([FURIGANA], "ja")
    assert "<p>相談(そうだん)は?</p>" in files(exported.content)["items/a1-01.xml"]
    assert {loss.part for loss in exported.lost} == {"furigana"}


def test_qti_says_itself_how_an_answer_counts() -> None:
    def item(one: Item) -> str:
        return files(qti21.written([one], "ja").content)["items/a1-01.xml"]

    assert "<match><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></match>" in item(THREE)
    assert '<mapResponse identifier="RESPONSE"/>' in item(replace(THREE, scoring="partial"))
    assert '<mapEntry mapKey="C4" mappedValue="-0.333333"/>' in item(replace(THREE, scoring="partial"))
    assert item(replace(STEPS, scoring="partial")).count("<index n=") == 3
    number = replace(PLAIN, kind="numeric", choices=(), accepted={"ja": ("31.5 ± 0.5", "40")})
    assert 'tolerance="0.5 0.5"' in item(number)
    assert 'tolerance="0 0"' in item(number)


def test_the_order_shown_by_a_player_that_does_not_shuffle_is_not_the_key() -> None:
    steps = replace(STEPS, choices=parts(*"abcdef", right="111111"))
    shown = etree.fromstring(files(qti21.written([steps], "ja").content)["items/a1-01.xml"].encode())
    assert [e.text for e in shown.iter("{*}simpleChoice")] != list("abcdef")


def test_two_lines_may_share_a_match_in_qti() -> None:
    shown = etree.fromstring(files(qti21.written([MATCHING], "ja").content)["items/a1-01.xml"].encode())
    second = list(shown.iter("{*}simpleMatchSet"))[1]
    assert sorted(e.text or "" for e in second) == ["x", "z"]


# Our text form -----------------------------------------------------------------------------------------

def quiz(item: Item) -> tuple[Item, ...]:
    return read_quiz({"ja": text.quiz_text([item], "A1", "ja")}, "A1")


@pytest.mark.parametrize("item", [
    THREE, MATCHING, STEPS, FURIGANA, replace(PLAIN, case=CASE), replace(PLAIN, stem={"ja": "kind: x\n\n- a\n- b\n\n> c"}),
    replace(PLAIN, choices=tuple(replace(c, why={"ja": "一\n\n 二"}) for c in CHOICES), explanation={"ja": "a\n\n> b"}),
    replace(MATCHING, choices=parts("a=>b", "c =>d", right="11", match=("x => y", "=>"))),
    replace(PLAIN, kind="text", choices=(), accepted={"ja": ("a = b", "= c")}),
    replace(PLAIN, excludes=("a1-02", "a1-03"), ability="listening"),
])
def test_our_text_form_gives_back_what_it_was_made_of(item: Item) -> None:
    assert quiz(item) == (item_of(question_of(item, "ja"), "A1", "ja"),)
    assert text.written([item], "ja").lost == () or item.case or item.excludes


@pytest.mark.parametrize(("item", "kept"), [
    (replace(PLAIN, stem={"ja": "どれ?\n## x\n- ( ) y"}), "どれ?\n ## x\n - ( ) y"), (replace(STEPS, stem={"ja": "a\n1. b"}), "a\n 1. b")])
def test_a_line_that_looks_like_an_answer_steps_aside_and_is_told(item: Item, kept: str) -> None:
    assert quiz(item)[0].stem == {"ja": kept}
    assert [loss.part for loss in text.written([item], "ja").lost] == ["stem"]


def test_what_is_wrong_in_our_text_form_is_told_by_line_and_the_rest_is_read() -> None:
    good = text.quiz_text([PLAIN, replace(PLAIN, id="a1-02")], "A1", "ja")
    came = text.read(good.replace("section: role", "section: ", 1).encode(), "B1", "ja")
    assert [item.id for item in came.items] == ["a1-02"]
    assert list(map(str, came.problems)) == [
        "lecture: the file is of A1, read as B1", "a1-01: line 5: section is missing",
        "a1-01: line 7: section is the id of a section"]


def test_an_item_is_read_in_the_language_asked_for() -> None:
    came = text.read(text.quiz_text([PLAIN], "A1", "ja").encode(), "A1", "en")
    assert came.items[0].stem == {"en": "どれですか。"}
