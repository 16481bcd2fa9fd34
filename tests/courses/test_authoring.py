"""Lecture files: what is wrong is named with file and line, and no text of an author comes alive."""
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.authoring import markdown, rules, services
from courses.authoring.ir import Lecture
from courses.authoring.json_form import from_json, to_json
from courses.plugin import CATALOG
from lms.errors import DefinitionError
from tests.courses.school import BODY_EN, BODY_JA, text, write_lecture

LOCATED = re.compile(r"[^\n:]+\.md:\d+: [^\n]+")


def read(ja: str, en: str | None = None) -> Lecture:
    return rules.read_lecture({"ja": ja, "en": en or text("A1", "en")}, "A/A1")


def problems(ja: str, en: str | None = None) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read(ja, en)
    return caught.value.problems


def changed(old: str, new: str) -> str:
    assert old in text()
    return text().replace(old, new)


BROKEN = {
    "no front matter": ("## はじめに {#first}\n\n文\n", 1, "front matter"),
    "nothing at all": ("", 1, "front matter"),
    "front matter without an end": ("---\ncode: A1\n", 1, "front matter"),
    "bad YAML": (changed("title: 見本の講義", "title: 見本: 講義"), 3, "not YAML"),
    "a tab in YAML": (changed("  - 検討会報告書", "\t- 検討会報告書"), 10, "not YAML"),
    "a list for keys": (f"---\n- code\n---\n{BODY_JA}", 2, "keys and values"),
    "an unknown key": (changed("as_of:", "lecturer: 佐藤\nas_of:"), 4, "unknown key 'lecturer'"),
    "a missing key": (changed("title: 見本の講義\n", ""), 1, "title is missing"),
    "an empty list": (changed("key_points:\n  - 要点です。", "key_points: []"), 7, "key_points is a list"),
    "a text for a list": (changed("key_points:\n  - 要点です。", "key_points: 要点"), 7, "key_points is a list"),
    "a list with a mapping": (changed("  - 要点です。", "  - 要点: です"), 7, "quote a text with a colon"),
    "a number for a title": (changed("title: 見本の講義", "title: 12"), 3, "title is a text"),
    "a blank title": (changed("title: 見本の講義", "title: ' '"), 3, "title is a text"),
    "a title of two lines": (changed("title: 見本の講義", 'title: "見本\\n講義"'), 3, "one line"),
    "no date": (changed("2026-11-22", "先月"), 4, "as_of is a date"),
    "a date with a time": (changed("2026-11-22", "2026-11-22 10:00:00"), 4, "as_of is a date"),
    "an impossible date": (changed("2026-11-22", "2026-02-30"), 4, "as_of"),
    "a title too long": (changed("title: 見本の講義", "title: " + "あ" * 121), 3, "longer than 120"),
    "a section title too long": (changed("## はじめに", "## " + "あ" * 121), 13, "longer than 120"),
    "the same section twice": (changed("{#second}", "{#first}"), 17, "used twice"),
    "a section without an id": (changed(" {#first}", ""), 13, "ends with its id"),
    "a section id of the page": (changed("{#first}", "{#text}"), 13, "belongs to the page"),
    "a bad section id": (changed("{#first}", "{#First!}"), 13, "ends with its id"),
    "text before the first section": (changed("\n## はじめに", "先の文。\n\n## はじめに"), 12, "before the first section"),
    "an empty section": (changed("終わりの文です。\n", ""), 17, "the section is empty"),
    "no section": (text(body="\n"), 12, "no section"),
    "only text": (text(body="文だけ。\n"), 12, "no section"),
}


@pytest.mark.parametrize(("broken", "line", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_in_a_file_is_named_with_its_line(broken: str, line: int, said: str) -> None:
    found = problems(broken)
    assert any(p.startswith(f"A/A1/lecture.ja.md:{line}: ") and said in p for p in found), found
    assert all(LOCATED.fullmatch(p) for p in found)


def test_several_mistakes_in_both_files_are_told_at_once() -> None:
    found = problems(changed("{#first}", ""), text("A1", "en", title="' '").replace("{#second}", ""))
    assert [p.partition(" ")[0] for p in found] == [
        "A/A1/lecture.ja.md:13:", "A/A1/lecture.en.md:3:", "A/A1/lecture.en.md:17:"]


def test_editions_with_other_sections_or_another_code_are_refused() -> None:
    [found] = problems(text(), text("A1", "en").replace("{#second}", "{#other}"))
    assert "lecture.en.md:1:" in found
    assert "['first', 'other'] instead of ['first', 'second']" in found
    assert "its code differ" in problems(text(), text("B1", "en"))[0]


def test_the_japanese_edition_must_be_there() -> None:
    with pytest.raises(DefinitionError, match=r"A/A1/lecture\.ja\.md:1: the Japanese edition is missing"):
        rules.read_lecture({"en": text("A1", "en")}, "A/A1")


def test_a_good_lecture_becomes_its_editions_and_survives_json() -> None:
    lecture = read(text())
    ja, en = lecture.editions["ja"], lecture.editions["en"]
    assert (lecture.code, lecture.section_ids) == ("A1", ("first", "second"))
    assert (ja.title, en.title, ja.as_of.isoformat(), ja.sections[0].title) == (
        "見本の講義", "A sample lecture", "2026-11-22", "はじめに")
    assert ja.sections[0].text == "在留資格を確かめます。"
    assert lecture.edition("fr") == ja
    assert from_json(to_json(lecture)) == lecture


def test_a_heading_inside_a_fenced_block_opens_no_section() -> None:
    assert read(text(body=BODY_JA + "\n```\n## これは例 {#no}\n```\n")).section_ids == ("first", "second")


# Files in folders ---------------------------------------------------------------------------------------

def test_a_missing_edition_and_one_that_is_not_utf8_are_named(tmp_path: Path) -> None:
    place = write_lecture(tmp_path, "A1")
    (place / "lecture.en.md").unlink()
    (place / "lecture.ja.md").write_bytes(text().encode("cp932"))
    with pytest.raises(DefinitionError) as caught:
        services.read_folder(place)
    assert [p.split(": ")[0] for p in caught.value.problems] == [f"{place}/lecture.{lang}.md:1" for lang in ("ja", "en")]


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_reads_the_same(tmp_path: Path) -> None:
    place = write_lecture(tmp_path, "A1")
    (place / "lecture.ja.md").write_bytes(b"\xef\xbb\xbf" + text().replace("\n", "\r\n").encode())
    assert services.read_folder(place) == read(text())


def test_a_folder_that_holds_another_lecture_is_named(in_app: Flask, folder: Path) -> None:
    write_lecture(folder, "B1", title="別の講義")
    (folder / "B" / "B1" / "lecture.ja.md").write_text(text("A1"), encoding="utf-8")
    (folder / "B" / "B1" / "lecture.en.md").write_text(text("A1", "en"), encoding="utf-8")
    from lms.programs import services as programs

    with pytest.raises(DefinitionError) as caught:
        services.read_all(programs.shipped()[0], folder)
    assert caught.value.problems == [f"{folder}/B/B1/lecture.ja.md:1: the folder of B1 holds the lecture A1"]


SHIPPED = sorted(path.parent for path in CATALOG.glob("*/*/*/lecture.ja.md"))


def test_every_shipped_lecture_reads_in_both_languages() -> None:
    lectures = [services.read_folder(place) for place in SHIPPED]
    assert len(lectures) == 27
    assert [lecture.code for lecture in lectures] == [place.name for place in SHIPPED]
    sections = [s for lecture in lectures for e in lecture.editions.values() for s in e.sections]
    assert all("<script" not in s.html and s.text for s in sections)


def test_the_command_says_that_all_is_well(app: Flask, make_app: Callable[..., Flask]) -> None:
    done = app.test_cli_runner().invoke(args=["lectures", "check"])
    assert (done.exit_code, done.stdout) == (0, "small: 2 lectures, no problem\n")
    done = make_app().test_cli_runner().invoke(args=["lectures", "check"])
    assert (done.exit_code, done.stdout) == (0, "fnsc-training: 27 lectures, no problem\n")


def test_the_command_names_every_problem_and_fails(app: Flask, folder: Path) -> None:
    for code in ("A1", "B1"):
        write_lecture(folder, code, title="' '")
    done = app.test_cli_runner().invoke(args=["lectures", "check"])
    assert done.exit_code == 1
    assert f"{folder}/A/A1/lecture.ja.md:3: title is a text" in done.stderr
    assert f"{folder}/B/B1/lecture.ja.md:3: title is a text" in done.stderr
    assert "2 to mend" in done.stderr


# Markdown -----------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<div onclick='x'>y</div>",
    "![x](javascript:alert(1))", "<style>p{}</style>", "::: case <script>alert(1)</script>\ny\n:::", "<a href='data:text/html,x'>x</a>",
    "{<script>|alert(1)}", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "<iframe src=//evil.example></iframe>",
)


@pytest.mark.parametrize("source", HOSTILE)
def test_raw_html_is_shown_as_text_and_never_comes_alive(source: str) -> None:
    drawn = markdown.html(source)
    tags = re.findall(r"<[^>]*>", drawn)
    assert not [tag for tag in tags if re.search(r"script|style|img|iframe|\son\w+=|javascript:|data:", tag)], drawn
    if source.startswith("<"):
        assert "&lt;" + source[1:5] in drawn


@given(st.text(st.sampled_from("<>/=\"'&;:#[](){}|!`*- \nascriptonhefj漢字"), max_size=120))
def test_no_markdown_brings_a_tag_of_its_own(source: str) -> None:
    tags = re.findall(r"</?([a-zA-Z0-9]+)((?:\s[^>]*)?)>", markdown.html(source))
    assert {name for name, _ in tags} <= markdown.TAGS
    assert not [more for _, more in tags if re.search(r"\bon\w+\s*=|javascript:", more)]


def test_furigana_can_be_left_out_and_plain_words_have_none() -> None:
    drawn = markdown.html("{在留|ざいりゅう}と{資格|し|かく} & <b>")
    assert "<ruby>" in drawn
    assert "ざいりゅう" in drawn
    assert "ざいりゅう" not in markdown.without_furigana(drawn)
    assert "<r" not in markdown.without_furigana(drawn)
    assert markdown.plain(drawn) == "在留と資格 & <b>"


def test_tables_cases_and_lists_have_their_form() -> None:
    drawn = markdown.html("| a | b |\n|---|---|\n| 1 | 2 |\n\n::: case 例：山田さん\n話\n:::\n\n1. x\n2. y\n")
    assert '<div class="table-frame"><table>' in drawn
    assert "</table></div>" in drawn
    assert '<div class="case stack">\n<h3>例：山田さん</h3>' in drawn
    assert markdown.plain(drawn).splitlines()[:2] == ["a", "b"] or "山田さん" in markdown.plain(drawn)


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(max_size=200).map(lambda body: f"---\n{body}\n---\n{BODY_JA}")
       | st.text(max_size=200).map(lambda body: text(body=BODY_EN + body)))
@example("---\nas_of: !!timestamp x\n---\n")
@example("---\ncode: !!int ''\n---\n")
@example("---\ncode: !!bool x\n---\n")
@example("---\n" + "[" * 500 + "\n---\n")
@example("---\ntitle: \x07\n---\n")
@example("---\n? [a]\n: b\n---\n")
@example("---\n1: b\n'a\\nb': c\n---\n")
@example("---\nas_of: 2026-99-99\n---\n")
def test_any_text_is_a_lecture_or_a_list_of_located_problems(source: str) -> None:
    assert unlocated(lambda: read(source)) == []


def unlocated(attempt: Callable[[], object]) -> list[str]:
    """Problems that do not begin with file and line; none where there is no problem."""
    try:
        attempt()
    except DefinitionError as error:
        return [p for p in error.problems if not LOCATED.fullmatch(p)] or ["none told"] * (not error.problems)
    return []


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_a_lecture_or_a_list_of_located_problems(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    place = write_lecture(tmp_path_factory.mktemp("lectures"), "A1")
    (place / "lecture.ja.md").write_bytes(text().encode() + body)
    assert unlocated(lambda: services.read_folder(place)) == []
