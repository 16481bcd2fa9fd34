"""The pages of the exchange as lecturers and the secretariat meet them."""
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.bank.models import Draft
from assessments.interchange import services
from assessments.interchange.services import FORMATS, Place
from assessments.items.models import ItemVersionRow
from lms.access import Role
from lms.clock import FixedClock
from lms.db import db
from tests.bank.test_pages import texts_on
from tests.cohorts.conftest import Visitor, visits
from tests.interchange import foreign

PLACE = "fnsc-training/A1"
FORM = "/items/exchange"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def export(visitor: Visitor, form: str = "moodle", language: str = "ja", path: str = "export", place: str = PLACE) -> Any:
    return visitor.get(f"{FORM}/{path}?place={place}&format={form}&language={language}")


def imported(visitor: Visitor, content: bytes | None, other: bytes | None = None, **choice: str) -> Any:
    files = {name: (io.BytesIO(data), "a.xml") for name, data in (("file", content), ("other", other)) if data is not None}
    return visitor.post(f"{FORM}/import", {"place": PLACE, "format": "moodle", "language": "ja", **choice, **files})


def opening(page: Any, unit: str) -> tuple[str, dict[str, str]]:
    """Where the button of a unit leads, and what it sends."""
    part = page.text.partition(f'aria-labelledby="u-{unit}"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', part)
    return re.findall(r'action="([^"]+)"', part)[0], {name: unescape(value) for name, value in fields}


def opened(visitor: Visitor, page: Any, unit: str) -> Any:
    """The editor, as the button opens it."""
    address, fields = opening(page, unit)
    return visitor.post(address, {name: value for name, value in fields.items() if name != "csrf_token"})


def faults(page: Any) -> list[str]:
    return re.findall(r'<a href="#f-(?:ja|en)"[^>]*>[^<]*</a> ([^<]*)</span>', page.text)


def report(page: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2]))


# Out ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("role", [Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR])
def test_staff_and_audit_come_from_the_list_to_the_form(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)
    assert f'href="{FORM}?place={PLACE}"' in visitor.get(f"/items?place={PLACE}").text
    page = visitor.get(f"{FORM}?place={PLACE}").text
    assert page.count(f'<option value="{PLACE}" selected') == (1 if role is Role.AUDITOR else 2)


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_comes_before_the_file(mori: Visitor, loaded_app: Flask, form: str) -> None:
    page = export(mori, form)
    assert page.status_code == 200 and "12問" in page.text
    address = unescape(re.findall(r'href="([^"]+/file[^"]*)"', page.text)[0])
    file = mori.get(address)
    with loaded_app.app_context():
        assert file.data == services.parcel(form, Place("fnsc-training", "A1", "ja")).content
        assert len(FORMATS[form].read(file.data, "A1", "ja").items) == 12


@pytest.mark.parametrize(("form", "name", "kind"), [
    ("moodle", "a1-en.moodle.xml", "application/xml"), ("gift", "a1-en.gift.txt", "text/plain; charset=utf-8"),
    ("qti21", "a1-en.qti21.zip", "application/zip"), ("text", "a1-en.quiz.md", "text/markdown; charset=utf-8")])
def test_the_file_has_a_name_and_a_type(mori: Visitor, form: str, name: str, kind: str) -> None:
    file = export(mori, form, "en", "export/file")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert file.headers["Content-Type"] == kind


def test_what_is_lost_is_said_by_item_in_the_readers_language(mori: Visitor) -> None:
    told = {locale: report(mori.get(f"{FORM}/export?place={PLACE}&format=gift&language=ja&lang={locale}")) for locale in ("ja", "en")}
    assert "「全部合って正解」という決まりは、タグに入れて残します。" in told["ja"] and re.search(r"a1-\d\d", told["ja"])
    in_english = told["en"].partition("What another")[2].partition("Choose another")[0]
    assert "kept for us in a tag" in in_english and not JAPANESE.search(in_english)


def test_the_language_of_the_items_is_not_that_of_the_reader(mori: Visitor) -> None:
    assert '<html lang="ja">' in export(mori, language="en").text
    assert '<html lang="ja">' in mori.get(FORM).text


@pytest.mark.parametrize("query", ["", "?place=x/y&format=moodle&language=ja", f"?place={PLACE}&format=word&language=ja"])
def test_a_choice_that_there_is_not_leads_back_to_the_form(mori: Visitor, query: str) -> None:
    page = mori.get(f"{FORM}/export{query}")
    assert page.status_code == 422 and 'aria-invalid="true"' in page.text and 'href="#f-out-' in page.text
    assert mori.get(f"{FORM}/export/file{query}").status_code == 404


def test_a_lecture_without_items_says_so_beside_the_field(mori: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "entries", lambda wanted: [])
    page = export(mori)
    assert page.status_code == 422
    assert re.search(r'id="e-out-place">.*?この講義には、まだ問題がありません。', page.text)


def test_without_any_program_nothing_is_asked(app: Flask, clock: FixedClock) -> None:
    page = visits(app, clock)(Role.SECRETARIAT).get(FORM).text
    assert "問題を置く講義が、まだありません。" in page and "<select" not in page


# In ----------------------------------------------------------------------------------------------------

def test_a_foreign_file_is_shown_question_by_question(mori: Visitor) -> None:
    page = imported(mori, foreign.content("moodle.xml"))
    assert page.status_code == 200
    assert len(re.findall(r'aria-labelledby="u-', page.text)) == 7
    told = report(page)
    assert "作文" in told and "'essay' の型の問題は取り込めません。" in told and "ここでの番号は one-key です。" in told
    assert "section がありません。" in told


def test_nothing_is_kept(mori: Visitor, loaded_app: Flask) -> None:
    def rows() -> list[int]:
        with loaded_app.app_context():
            return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Draft, ItemVersionRow)]

    before = rows()
    page = imported(mori, foreign.content("moodle.xml"))
    opened(mori, page, "tf")
    assert rows() == before


@pytest.mark.parametrize(("name", "form"), [("moodle.xml", "moodle"), ("others.gift.txt", "gift")])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_unit_opens_in_the_editor_with_the_other_language_to_fill_in(
    mori: Visitor, name: str, form: str, language: str,
) -> None:
    other = "en" if language == "ja" else "ja"
    page = imported(mori, foreign.content(name), format=form, language=language)
    for unit in re.findall(r'aria-labelledby="u-([^"]+)"', page.text):
        address, fields = opening(page, unit)
        editor = opened(mori, page, unit)
        assert (address, fields["step"], fields["place"]) == ("/items/new", "preview", PLACE)
        assert editor.status_code == 422 and texts_on(editor) == {locale: fields[locale] for locale in ("ja", "en")}
        assert {line.split()[1] for line in fields[other].splitlines() if line.startswith("## ")} == {unit}
        assert "問題文がありません。" in faults(editor)


def test_an_id_that_was_made_up_here_takes_nothing_from_the_bank(mori: Visitor) -> None:
    """The first question of the file has no id and would have been called a1-01."""
    page = imported(mori, foreign.content("moodle.xml"))
    assert opening(page, "a1-13")[0] == "/items/new"
    assert "ここでの番号は a1-13 です。" in report(page)
    assert not [fault for fault in faults(opened(mori, page, "a1-13")) if "すでに使われています" in fault]


@pytest.mark.parametrize("form", FORMATS)
def test_what_went_out_comes_home_as_a_change_beside_the_other_language(mori: Visitor, form: str) -> None:
    page = imported(mori, export(mori, form, path="export/file").data, format=form)
    assert "まだ足りないところ" not in page.text
    address, fields = opening(page, "a1-01")
    assert address == "/items/fnsc-training/a1-01/draft"
    bank = texts_on(mori.get(address))
    assert fields["en"] == bank["en"]
    assert opened(mori, page, "a1-01").status_code == 200


def test_two_files_of_two_languages_are_joined_by_id(mori: Visitor) -> None:
    ja = QUIZ.format(name="x-1", stem="何ですか。", right="これ", wrong="それ", why="これです。")
    en = QUIZ.format(name="x-1", stem="What?", right="This", wrong="That", why="It is this.")
    more = QUIZ.format(name="x-2", stem="More?", right="This", wrong="That", why="It is this.").partition("---\n\n")[2]
    page = imported(mori, ja.encode(), (en + more).encode(), format="text")
    fields = opening(page, "x-1")[1]
    assert "これ" in fields["ja"] and "This" in fields["en"]
    assert opened(mori, page, "x-1").status_code == 200
    assert "もう一方の言語のファイルにしかないため、除きました。" in report(page) and 'u-x-2"' not in page.text


QUIZ = """---
lecture: A1
---

## {name}
kind: single
section: background
clause: c
difficulty: 1

{stem}

- (x) {right}
- ( ) {wrong}

> {why}

"""
CASE = """---
lecture: A1
---

## night
kind: case

夜の窓口です。

### night-1
kind: ordering
section: background
clause: c
difficulty: 1

並べてください。

1. 聞く
2. 書く

> 聞いてから書きます。

### night-2
kind: matching
section: background
clause: c
difficulty: 1

合わせてください。

- 入管 => 在留
- 労基署 => 賃金
- => 年金

> 窓口が違います。
"""


def test_a_case_is_one_unit_with_its_questions(mori: Visitor) -> None:
    page = imported(mori, CASE.encode(), format="text")
    fields = opening(page, "night")[1]
    assert re.findall(r"^##+ .*", fields["en"], re.M) == ["## night", "### night-1", "### night-2"]
    assert "- … =>\n- … =>\n- =>" in re.sub(r" +$", "", fields["en"], flags=re.M)
    assert "1. …\n2. …" in fields["en"]
    assert not [fault for fault in faults(opened(mori, page, "night")) if "番号か並び" in fault]


# What cannot be ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("content", "choice", "field", "words"), [
    (None, {}, "file", "ファイルを選んでください。"),
    (b"<quiz", {}, "file", "XML として読めません。"),
    (b"<html/>", {}, "file", "<quiz> ではなく <html> で始まっています。"),
    (b"\x82\xa0", {"format": "gift"}, "file", "文字コードが UTF-8 ではありません"),
    (b" " * 3_000_001, {}, "file", "ファイルが 3 MB を超えています。"),
    (b"hello", {"format": "text"}, "file", "1行目から「---」"),
    (b"PK\x03\x04", {"format": "qti30"}, "file", "zip のファイルとして開けません。"),
    (b"x", {"format": "word"}, "format", "形式を選んでください。"),
    (b"x", {"place": "no/where"}, "place", "講義を選んでください。"),
    (b"x", {"language": "fr"}, "language", "言語を選んでください。"),
])
def test_what_cannot_be_read_is_said_beside_its_field(
    mori: Visitor, content: bytes | None, choice: dict[str, str], field: str, words: str,
) -> None:
    page = imported(mori, content, **choice)
    assert page.status_code == 422
    assert words in unescape(page.text.partition(f'id="e-{field}"')[2].partition("</p>")[0])
    assert "ファイルの選択は残りません。" in page.text


def test_what_was_chosen_stays(mori: Visitor) -> None:
    page = imported(mori, None, format="qti30", language="en", place="fnsc-training/E2-02").text.partition('id="in"')[2]
    assert re.findall(r'<option value="([^"]+)"(?: lang="\w\w")? selected', page) == ["fnsc-training/E2-02", "qti30", "en"]


def test_a_wrong_second_file_is_said_beside_its_own_field(mori: Visitor) -> None:
    page = imported(mori, foreign.content("moodle.xml"), b"<quiz")
    assert page.status_code == 422 and 'id="e-other"' in page.text and 'id="e-file"' not in page.text


def test_a_file_without_questions_says_how_to_go_on(mori: Visitor) -> None:
    page = imported(mori, b"<quiz/>")
    assert page.status_code == 200 and "取り込める問題がありません" in page.text and "編集画面で開く" not in page.text


def test_what_the_house_refuses_is_refused(mori: Visitor) -> None:
    assert imported(mori, b" " * 9_000_000).status_code == 413
    assert mori.client.post(f"{FORM}/import", data={"place": PLACE}).status_code == 403


def test_the_address_of_what_was_read_leads_back(mori: Visitor) -> None:
    answer = mori.get(f"{FORM}/import")
    assert (answer.status_code, answer.location) == (302, FORM)


def test_the_audit_takes_out_and_brings_nothing_in(visit: Callable[..., Visitor]) -> None:
    auditor = visit(Role.AUDITOR)
    assert 'method="post"' not in auditor.get(FORM).text.partition("<main")[2]
    assert export(auditor, path="export/file").status_code == 200
    assert imported(auditor, foreign.content("moodle.xml")).status_code == 403


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.CONTRACTOR])
def test_the_exchange_is_shut_to_others(visit: Callable[..., Visitor], role: Role) -> None:
    stranger = visit(role)
    assert [stranger.get(FORM).status_code, export(stranger).status_code, export(stranger, path="export/file").status_code] == [403] * 3
    assert imported(stranger, b"").status_code == 403


def test_what_a_file_says_is_shown_as_words_only(mori: Visitor) -> None:
    gift = "::<script>alert(1)</script>::What <img src=x onerror=alert(1)>? {=<b>x</b> ~\"><script>}"
    page = imported(mori, gift.encode(), format="gift")
    assert "&lt;script&gt;alert" in page.text and "<script>" not in page.text and "<img" not in page.text


def test_what_an_error_quotes_is_shown_as_words_only(mori: Visitor) -> None:
    page = imported(mori, foreign.package({"../<img src=x>": b""}), format="qti21")
    assert page.status_code == 422 and "<img" not in page.text.partition("<main")[2]
    assert page.text.count("../&lt;img src=x&gt;") == 2
