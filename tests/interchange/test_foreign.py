"""Files of other systems: what is read of them, and that everything else is named."""
import pytest

from assessments.interchange import gift, moodle, qti21, qti30
from assessments.interchange.report import Imported
from assessments.items.item import Case, Item
from tests.interchange import foreign


def by_id(imported: Imported) -> dict[str, Item]:
    return {item.id: item for item in imported.items}


def told(imported: Imported) -> set[str]:
    return {str(problem) for problem in imported.problems}


def choices(item: Item) -> list[tuple[str, bool, str, str]]:
    return [(c.text.get("ja", ""), c.right, c.why["ja"], c.match.get("ja", "")) for c in item.choices]


@pytest.fixture(scope="module")
def of_moodle() -> Imported:
    return moodle.read(foreign.content("moodle.xml"), "A1", "ja")


def test_moodle_html_becomes_markdown_with_furigana(of_moodle: Imported) -> None:
    item = by_id(of_moodle)["a1-01"]
    assert item.stem == {"ja": "窓口で**最初に**することは?\n\n- 電話\n- 面談"}
    assert item.explanation == {"ja": "{相談|そうだん}を聞きます。"}
    assert choices(item) == [("話を聞く", True, "そうです。", ""), ("2 \\< 3 & 4", True, "", ""),
                             ("記録する", True, "", ""), ("断る", False, "", "")]
    assert (item.kind, item.scoring) == ("multiple", "partial")


def test_moodle_types_become_our_kinds(of_moodle: Imported) -> None:
    found = by_id(of_moodle)
    assert {name: item.kind for name, item in found.items()} == {
        "a1-01": "multiple", "one-key": "single", "tf": "true-false", "pairs": "matching", "steps": "ordering", "n": "numeric", "s": "text"}
    assert found["one-key"].stem == {"ja": "First line\\\nsecond line"}
    assert found["tf"].stem == {"ja": "\\# 1\\*2 は2です"}
    assert choices(found["tf"]) == [("true", True, "はい。", ""), ("false", False, "", "")]
    assert choices(found["pairs"]) == [("入管", True, "", "在留"), ("労基署", True, "", "賃金"), ("", False, "", "年金")]
    assert [c.text["ja"] for c in found["steps"].choices] == ["一", "二", "三"]
    assert (found["n"].accepted, found["s"].accepted) == ({"ja": ("31.5 ± 0.5",)}, {"ja": ("在留カード",)})


def test_what_moodle_has_and_we_do_not_is_told_one_by_one(of_moodle: Imported) -> None:
    assert told(of_moodle) == {
        "最初の問題: id: is called a1-01 here", "One key: id: is called one-key here",
        "最初の問題: questiontext: <img> is left out", "最初の問題: questiontext: <file> is left out", "最初の問題: tags: law: left out",
        "最初の問題: correctfeedback: has no place here and is left out",
        "最初の問題: hidden: was hidden in Moodle; here it is an item like others",
        "最初の問題: defaultgrade: was worth 2; here every item is worth the same",
        "One key: answer 2: counted 50 percent; here it is wrong",
        "n: answer 1: its feedback has no place here and is left out", "n: answer 2: its feedback has no place here and is left out",
        "n: answer 2: '*' counts in part, not at all, or for anything; it is left out",
        "s: usecase: told capital letters from small ones; here they are the same",
        "s: answer 2: 'カード' counts in part, not at all, or for anything; it is left out",
        "s: answer 3: '在留*' counts in part, not at all, or for anything; it is left out",
        "作文: questions of the type 'essay' have no place here", "calc: questions of the type 'calculated' have no place here",
        "読み物: questions of the type 'description' have no place here"}


@pytest.mark.parametrize(("body", "why"), [
    ("<single>true</single>" + 2 * '<answer fraction="100"><text>a</text></answer>', "or more than one"),
    ('<single>false</single><answer fraction="0"><text>a</text></answer>', "no right choice"),
])
def test_a_moodle_question_without_a_clear_key_is_told(body: str, why: str) -> None:
    head = '<name><text>q</text></name><questiontext><text>?</text></questiontext>'
    came = moodle.read(f'<quiz><question type="multichoice">{head}{body}</question></quiz>'.encode(), "A1", "ja")
    assert came.items == ()
    assert why in str(came.problems[0])


def test_an_answer_that_is_typed_is_no_html() -> None:
    xml = ('<quiz><question type="shortanswer"><name><text>q</text></name><questiontext><text>?</text></questiontext>'
           '<answer fraction="100" format="moodle_auto_format"><text>a&lt;img&gt;</text></answer></question></quiz>')
    came = moodle.read(xml.encode(), "A1", "ja")
    assert (came.items[0].accepted, came.problems) == ({"ja": ("a<img>",)}, ())


@pytest.fixture(scope="module")
def of_gift() -> Imported:
    return gift.read(foreign.content("others.gift.txt"), "A1", "ja")


def test_gift_weights_feedback_and_missing_words_are_read(of_gift: Imported) -> None:
    found = by_id(of_gift)
    assert found["law-1"].stem == {"ja": "Which **two**: 1 \\{2}?"}
    assert choices(found["law-1"]) == [("first", True, "*yes*", ""), ("second", True, "", ""), ("third = no", False, "", "")]
    assert found["law-1"].explanation == {"ja": "Because #1."}
    assert found["who-wrote-this-law"].kind == "single"
    assert choices(found["tf"]) == [("true", False, "It costs nothing.", ""), ("false", True, "Right", "")]
    assert found["tokyo-is-the-of-japan"].stem == {"ja": "Tokyo is the \\_\\_\\_\\_\\_ of Japan."}
    assert (found["word"].accepted, found["num"].accepted) == ({"ja": ("Residence card", "zairyu")}, {"ja": ("31.5 ± 0.5", "41 ± 1")})
    assert choices(found["pairs"]) == [("Immigration", True, "", "status"), ("Labor", True, "", "wages")]


def test_what_gift_has_and_we_do_not_is_told(of_gift: Imported) -> None:
    assert told(of_gift) == {
        "category: $CATEGORY: $course$/top/Law: left out", "law-1: tags: easy: left out",
        "Who wrote this law?: weights: the choices counted differently; here each right one counts the same, the others not at all",
        "word: answers: the feedback of 'Residence card' is left out", "word: answers: 'Card' counted 50 percent and is left out",
        "num: answers: the feedback of '40..42' is left out", "num: answers: feedback for wrong numbers is left out",
        "essay: is an essay, which has no place here", "text: is a description without a question",
        "broken: has only one of the braces { and }", "Who wrote this law?: id: is called who-wrote-this-law here",
        "Tokyo is the _____ of Japan.: id: is called tokyo-is-the-of-japan here"}


def test_qti_21_of_others_is_read_with_what_it_leaves_out() -> None:
    came = qti21.read(foreign.package(foreign.files("qti21")), "A1", "ja")
    found = by_id(came)
    assert found["i1602-q1"].stem == {"ja": "Read *this*.\n\nWhich are **right**?"}
    assert choices(found["i1602-q1"]) == [("one", True, "", ""), ("two", False, "Not two.", ""), ("three", True, "", "")]
    assert (found["i1602-q1"].scoring, found["i1602-q1"].explanation) == ("partial", {"ja": "All of it."})
    assert (found["gap"].stem, found["gap"].accepted) == ({"ja": "Now is the winter, ( ) said."}, {"ja": ("York",)})
    weights = "brought different points; here each right choice counts the same, and of typed answers only the best"
    assert told(came) == {
        "i1602_Q1: id: is called i1602-q1 here", "tests/test.xml: the test around the items is left out",
        "i1602_Q1: keywords: law: left out", "i1602_Q1: itemBody: <img> is left out", "i1602_Q1: itemBody: <math> is left out",
        "i1602_Q1: itemBody: <rubricblock> is left out", f"i1602_Q1: mapping: {weights}", f"gap: mapping: {weights}",
        "gap: caseSensitive: told capital letters from small ones; here they are the same",
        "essay: asks by extendedTextInteraction, which has no place here",
        "i4: its file 'bank/items/missing.xml' is not in the package",
        "i5: bank/items/broken.xml is not XML: Premature end of data in tag assessmentItem line 1, line 2, column 1",
        "old.xml: imsqti_xmlv1p2: this edition of QTI cannot be read", "items/i1/assets/a.png: the file is left out"}


def test_qti_30_of_others_is_read_with_its_stimulus() -> None:
    came = qti30.read(foreign.package(foreign.files("qti30")), "A1", "ja")
    found = by_id(came)
    assert found["match-1"].stem == {"ja": "Match the {人|ひと}."}
    assert found["match-1"].case == Case("night-1", {"ja": "It was night."})
    assert choices(found["match-1"]) == [("Capulet", True, "", "Two houses"), ("Demetrius", True, "", "A dream"),
                                         ("", False, "", "A storm")]
    assert (found["match-1"].scoring, found["match-1"].explanation) == ("partial", {"ja": "Because."})
    assert [c.text["ja"] for c in found["order"].choices] == ["first", "later"]
    assert found["number"].accepted == {"ja": ("3.14 ± 0.01",)}
    assert told(came) == {"Night-1: id: is called night-1 here"}


def test_an_item_without_a_package_is_read() -> None:
    assert [item.id for item in qti21.read(foreign.content("qti21/bank/items/gap one.xml"), "A1", "ja").items] == ["gap"]
    assert [item.id for item in qti30.read(foreign.content("qti30/items/order.xml"), "A1", "ja").items] == ["order"]
