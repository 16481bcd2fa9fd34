"""What is written comes back the same, whatever stands in the texts."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.interchange import text
from assessments.interchange.question import item_of, question_of
from assessments.interchange.report import Unusable
from assessments.interchange.services import FORMATS
from assessments.items import markdown
from assessments.items.item import KINDS, Choice, Item
from assessments.items.quiz import read_quiz
from assessments.items.services import read_shipped
from lms.programs import services as programs
from tests.interchange.drawing import items, quizzes

CALM = settings(max_examples=30, suppress_health_check=list(HealthCheck))
OTHERS = [form for form in FORMATS if form != "text"]
CHOICES = (Choice({"ja": "a"}, True, {"ja": ""}), Choice({"ja": "b"}, False, {"ja": ""}))
PLAIN = Item("a1-01", "A1", "single", "role", {"ja": "第1条"}, 1, {"ja": "どれですか。"}, CHOICES, {"ja": "説明です。"})


def there_and_back(form: str, quiz: Sequence[Item], locale: str = "ja") -> tuple[Item, ...]:
    exported = FORMATS[form].written(quiz, locale)
    imported = FORMATS[form].read(exported.content, quiz[0].lecture, locale)
    assert imported.problems == ()
    assert not [loss for loss in exported.lost if "come back" in loss.message]
    return imported.items


@pytest.mark.parametrize("form", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
@CALM
@given(st.data())
def test_an_item_of_each_kind_comes_back_from_each_format(form: str, kind: str, data: st.DataObject) -> None:
    item = data.draw(items(kind))
    assert there_and_back(form, [item]) == (item,)


@pytest.mark.parametrize("form", OTHERS)
@CALM
@given(quizzes())
def test_a_quiz_with_a_case_comes_back_in_its_order(form: str, quiz: list[Item]) -> None:
    assert there_and_back(form, quiz) == tuple(quiz)


@pytest.mark.parametrize("kind", KINDS)
@CALM
@given(st.data())
def test_our_text_form_reads_as_it_was_written_or_says_what_it_could_not_hold(kind: str, data: st.DataObject) -> None:
    item = data.draw(items(kind))
    exported = text.written([item], "ja")
    came = text.read(exported.content, "A1", "ja").items
    assert (came == (item,)) == (not [loss for loss in exported.lost if "come back" in loss.message])
    if came:
        assert markdown.html(came[0].stem["ja"]).split() == markdown.html(item.stem["ja"]).split()


@CALM
@given(quizzes())
def test_what_our_text_form_holds_it_holds_exactly(quiz: list[Item]) -> None:
    held = text.read(text.written(quiz, "ja").content, "A1", "ja").items
    if held:
        assert read_quiz({"ja": text.quiz_text(held, "A1", "ja")}, "A1") == held


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_the_whole_shipped_course_comes_back(app: Flask, form: str, locale: str) -> None:
    with app.app_context():
        shipped = [item for program in programs.shipped() for item in read_shipped(program)]
    assert len(shipped) > 100
    for lecture in sorted({item.lecture for item in shipped}):
        quiz = [item for item in shipped if item.lecture == lecture]
        assert there_and_back(form, quiz, locale) == tuple(item_of(question_of(item, locale), lecture, locale) for item in quiz)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\r", "\x85", "\u2028", "\ufffe", "\ud800"])
def test_a_control_character_is_refused_by_name(form: str, sign: str) -> None:
    with pytest.raises(Unusable, match=f"a1-01.*U\\+{ord(sign):04X}"):
        FORMATS[form].written([replace(PLAIN, stem={"ja": f"a{sign}b"})], "ja")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_items_make_the_same_bytes(form: str) -> None:
    assert FORMATS[form].written([PLAIN], "ja") == FORMATS[form].written([PLAIN], "ja")


@pytest.mark.parametrize("form", FORMATS)
def test_an_item_without_the_language_is_told_and_left_out(form: str) -> None:
    exported = FORMATS[form].written([PLAIN, replace(PLAIN, id="a1-02", stem={"en": "Which?"})], "ja")
    assert [loss.item for loss in exported.lost] == ["a1-02"]
    assert [item.id for item in FORMATS[form].read(exported.content, "A1", "ja").items] == ["a1-01"]


@pytest.mark.parametrize("form", ["moodle", "gift"])
def test_a_text_that_was_edited_elsewhere_counts(form: str) -> None:
    content = FORMATS[form].written([PLAIN], "ja").content.replace("説明です。".encode(), "新しい説明です。".encode())
    assert FORMATS[form].read(content, "A1", "ja").items == (replace(PLAIN, explanation={"ja": "新しい説明です。"}),)


@pytest.mark.parametrize("form", OTHERS)
def test_an_old_source_in_a_tag_never_replaces_a_newer_text(form: str) -> None:
    """The number is typed in full width here, and plain in every format: the tag holds ours."""
    item = replace(PLAIN, kind="numeric", choices=(), accepted={"ja": ("３１．５",)})
    written = FORMATS[form].written([item], "ja").content
    came = FORMATS[form].read(edited(written, b"31.5", b"32"), "A1", "ja")
    assert came.items == (replace(item, accepted={"ja": ("32",)}),)
    assert [(loss.item, loss.part) for loss in came.problems] == [("a1-01", "accepted-1")]
    assert "changed in another system" in came.problems[0].message


def edited(content: bytes, old: bytes, new: bytes) -> bytes:
    """A file, or every file of a package, with something replaced."""
    if not content.startswith(b"PK"):
        return content.replace(old, new)
    target = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return target.getvalue()


@pytest.mark.parametrize("form", OTHERS)
def test_what_no_other_system_acts_on_is_told(form: str) -> None:
    item = replace(PLAIN, excludes=("a1-02",), valid_from=date(2026, 4, 1))
    assert [loss.part for loss in FORMATS[form].written([item], "ja").lost] == ["valid_from", "excludes"]


def test_a_quiz_of_several_lectures_is_told() -> None:
    lost = text.written([PLAIN, replace(PLAIN, id="b1-01", lecture="B1")], "ja").lost
    assert "A1, B1" in str(lost[0])
