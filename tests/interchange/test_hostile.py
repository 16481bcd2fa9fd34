"""Files that are made to do harm, or are not what they say: an error in words, never a traceback."""
import stat
import time
import zipfile
from io import BytesIO

import pytest

from assessments.interchange import safe
from assessments.interchange.report import Unusable
from assessments.interchange.services import FORMATS, opened
from tests.interchange import foreign

XML = ["moodle", "qti21", "qti30"]
PACKAGES = ["qti21", "qti30"]
LAUGHS = '<?xml version="1.0"?><!-- x --><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


def refusal(form: str, content: bytes) -> str:
    with pytest.raises(Unusable) as caught:
        FORMATS[form].read(content, "A1", "ja")
    return caught.value.detail


@pytest.mark.parametrize("form", XML)
@pytest.mark.parametrize("document", [LAUGHS, OUTSIDE, "<!DOCTYPE quiz><quiz/>", "\ufeff <!doctype quiz><quiz/>"])
def test_a_document_type_is_refused(form: str, document: str) -> None:
    assert "document type" in refusal(form, document.encode())


def test_an_entity_that_is_not_declared_is_not_xml() -> None:
    assert "is not XML" in refusal("moodle", b"<quiz>&nbsp;</quiz>")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("content", "words"), [
    ("<quiz>質問</quiz>".encode("cp932"), "not UTF-8"), ("<quiz/>".encode("utf-16"), "not UTF-8"), (b"\xff\xfe\x00", "not UTF-8"),
    (b"<quiz>\x00</quiz>", "Line 1 has a control character (U+0000)"), (b"a\n\nb\x1b", "Line 3 has a control character (U+001B)"),
])
def test_what_is_not_utf_8_text_is_refused(form: str, content: bytes, words: str) -> None:
    assert words in refusal(form, content)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_too_large_is_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "LARGEST", 100)
    assert "larger than" in refusal(form, b" " * 101)


@pytest.mark.parametrize(("form", "content", "words"), [
    ("moodle", b"", "is not XML"), ("moodle", b"<quiz>", "is not XML"), ("moodle", b"<html/>", "begins with <html>"),
    ("moodle", b"<quiz>" + b"<a>" * 5000, "is not XML"), ("qti21", b"<quiz/>", "neither a package"),
    ("text", b"hello", "Line 1: the file begins"),
    ("qti30", b"PK\x03\x04 and no more", "not a package"), ("qti21", foreign.package({"a.txt": b""}), "no imsmanifest.xml"),
])
def test_what_is_something_else_is_refused(form: str, content: bytes, words: str) -> None:
    assert words in refusal(form, content)


@pytest.mark.parametrize("form", PACKAGES)
@pytest.mark.parametrize("name", ["../up.xml", "/etc/passwd", "a/../../b.xml", "C:/x.xml", "a\\..\\..\\b.xml"])
def test_a_name_that_leads_out_of_the_package_is_refused(form: str, name: str) -> None:
    assert "leads outside" in refusal(form, renamed(foreign.package({"x" * len(name): b"x"}), "x" * len(name), name))


def renamed(content: bytes, old: str, new: str) -> bytes:
    """As no ordinary program would write it."""
    return content.replace(old.encode(), new.encode())


@pytest.mark.parametrize("form", PACKAGES)
def test_a_link_is_refused(form: str) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("items/a.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link instead of a file" in refusal(form, target.getvalue())


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * 60_000)
        archive.writestr("b.xml", b"0" * 60_000)
    monkeypatch.setattr(safe, "LARGEST", 100_000)
    assert len(target.getvalue()) < 1_000
    assert "unpacks to more" in refusal("qti21", target.getvalue())


def test_a_package_of_too_many_files_or_one_file_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = renamed(foreign.package({"a.xml": b"", "b.xml": b""}), "b.xml", "a.xml")
    assert "twice" in refusal("qti21", twice)
    monkeypatch.setattr(safe, "MOST_FILES", 1)
    assert "more than 1 files" in refusal("qti21", foreign.package({"a.xml": b"", "b.xml": b""}))


def test_a_package_that_is_damaged_or_locked_is_refused() -> None:
    good = foreign.package(foreign.files("qti30"))
    assert "not a package" in refusal("qti30", good[:-40])
    assert "not a package" in refusal("qti30", good.replace(b"It was night", b"It was NIGHT"))
    locked = bytearray(good)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = locked.find(sign)
        locked[start + place] |= 1
    assert "not a package" in refusal("qti30", bytes(locked))


def test_marks_and_line_ends_of_other_systems_do_not_matter() -> None:
    text = "---\nlecture: A1\n---\n\n## a\nkind: text\nsection: s\nclause: c\ndifficulty: 1\n\nWhat?\n\n= x\n\n> Why.\n"
    plain = FORMATS["text"].read(text.encode(), "A1", "en")
    assert FORMATS["text"].read(("\ufeff" + text.replace("\n", "\r\n")).encode(), "A1", "en") == plain
    assert plain.items[0].stem == {"en": "What?"}


def test_a_doctype_inside_of_a_text_is_only_text() -> None:
    xml = ('<quiz><question type="shortanswer"><name><text>q</text></name>'
           '<questiontext format="markdown"><text><![CDATA[<!DOCTYPE html>?]]></text></questiontext>'
           '<answer fraction="100"><text>x</text></answer></question></quiz>')
    assert FORMATS["moodle"].read(xml.encode(), "A1", "ja").items[0].stem == {"ja": "<!DOCTYPE html>?"}


@pytest.mark.parametrize("tag", [
    "tsunagu:difficulty=9", "tsunagu:as_of=2026-02-30", "tsunagu:as_of=x", "tsunagu:kind=essay", "tsunagu:scoring=maybe",
    "tsunagu:why-9=x", "tsunagu:right-1=x", "tsunagu:id=x", "tsunagu:clause+9999999999999999999=x", "tsunagu:stem=%FF%00",
    "tsunagu:case=gone", "tsunagu:order=9 9"])
def test_a_forged_tag_never_breaks_an_import(tag: str) -> None:
    gift = f"// [tag:{tag}]\n::q::What? {{=x}}"
    moodle = ('<quiz><question type="shortanswer"><name><text>q</text></name><questiontext><text>What?</text></questiontext>'
              f'<answer fraction="100"><text>x</text></answer><tags><tag><text>{tag}</text></tag></tags></question></quiz>')
    for form, content in (("gift", gift), ("moodle", moodle)):
        came = FORMATS[form].read(content.encode(), "A1", "ja")
        assert (came.items[0].stem, came.items[0].accepted) == ({"ja": "What?"}, {"ja": ("x",)})
        assert came.problems or tag.startswith(("tsunagu:order", "tsunagu:clause"))


def moodle_text(text: str, form: str) -> bytes:
    return ('<quiz><question type="shortanswer"><name><text>q</text></name>'
            f'<questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>'
            '<answer fraction="100"><text>x</text></answer></question></quiz>').encode()


MANY = 40_000
SLOW = {  # each took longer than its length squared, some longer than anybody would wait
    "signs before the root": ("moodle", b"<?a?><!--b-->" * 40 + b"<quiz/>"),
    "empty lines": ("moodle", moodle_text("a" + "\n" * MANY + "b", "plain_text")),
    "breaks": ("moodle", moodle_text("a" + "<br>" * MANY + "b", "html")),
    "comments": ("gift", b"// a\n" * MANY + b"a{=x}"),
    "open tags": ("gift", b"// " + b"[tag:" * MANY + b"\na{=x}"),
    "open ids": ("gift", b"// " + b"[id:" * MANY + b"\na{=x}"),
    "spaces": ("text", b"---\nlecture: A1\n---\n\n## a\nkind: matching\n- a" + b" " * MANY + b"b\n"),
    "items": ("text", b"---\nlecture: A1\n---\n\n" + b"## a\nkind: single\n" * (MANY // 10)),
    "cells": ("moodle", moodle_text("<table><tr>" + "<td>x" * 3000 + "</tr>" + "<tr><td>x</td></tr>" * 3000 + "</table>", "html")),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_file_cannot_hold_its_reader_up(name: str) -> None:
    """In time of a process, and generous: what was mended took from half a minute to for ever."""
    form, content = SLOW[name]
    before = time.process_time()
    FORMATS[form].read(content, "A1", "ja")
    assert time.process_time() - before < 8


def test_a_table_that_would_grow_without_end_is_left_out() -> None:
    came = FORMATS["moodle"].read(SLOW["cells"][1], "A1", "ja")
    assert "<table> is left out" in [loss.message for loss in came.problems]


def test_a_text_that_is_nested_without_end_is_refused_in_words() -> None:
    with pytest.raises(Unusable, match="nested too deeply"):
        opened(moodle_text("<b>" * 5000 + "x", "html"), "moodle", "A1", "ja")


@pytest.mark.parametrize(("content", "words"), [(b" " * 500_001, "larger than 0.5 MB"), (b"a{=x}\n\n" * 201, "more than 200 questions")])
def test_what_no_page_could_show_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        opened(content, "gift", "A1", "ja")
