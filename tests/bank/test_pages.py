"""The pages as lecturers, the secretariat, the audit and trainees meet them."""
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask

from assessments.items import services as items
from lms.access import Role
from lms.periods import civil_day
from tests.bank.conftest import LECTURE, NEW, PROGRAM, changed
from tests.cohorts.conftest import Visitor
from tests.conftest import MORNING

PLACE = f"{PROGRAM}/{LECTURE}"
ITEM = f"/items/{PROGRAM}/e2-02-01"
LAST_DAY = {"last_day-year": "2027", "last_day-month": "6", "last_day-day": "30", "reason": "法改正のため"}


def texts_on(page: Any) -> dict[str, str]:
    """What stands in the two fields."""
    fields = re.findall(r'<textarea[^>]* name="(ja|en)"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    return {locale: unescape(text) for locale, text in fields}


def drafted(visitor: Visitor, texts: dict[str, str] = NEW) -> str:
    """The address of a new draft."""
    answer = visitor.post("/items/new", {"place": PLACE, **texts})
    assert answer.status_code == 303, answer.text
    return str(answer.location.split("?")[0])


def act(visitor: Visitor, path: str, **data: object) -> int:
    return int(visitor.post(path, {"revision": 1, **data}).status_code)


# Looking -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("role", [Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR])
@pytest.mark.parametrize("path", ["/items", ITEM, "/drafts"])
def test_staff_and_audit_read(visit: Callable[..., Visitor], role: Role, path: str) -> None:
    answer = visit(role).get(path)
    assert answer.status_code == 200
    assert 'href="/items" aria-current="page"' in answer.text


@pytest.mark.parametrize("path", ["/items", ITEM, "/items/new", f"{ITEM}/draft", "/drafts"])
def test_trainees_and_contractors_do_not(visit: Callable[..., Visitor], path: str) -> None:
    for role in (Role.TRAINEE, Role.CONTRACTOR):
        assert visit(role).get(path).status_code == 403


def test_the_audit_is_offered_nothing_that_changes(visit: Callable[..., Visitor], mori: Visitor) -> None:
    auditor, draft = visit(Role.AUDITOR), drafted(mori)
    for path in ("/items", ITEM, draft):
        main = auditor.get(path).text.partition("<main")[2]
        assert 'method="post"' not in main and "/draft\"" not in main and "/items/new" not in main
    assert act(auditor, f"{draft}/submission") == 403


def listed(visitor: Visitor, query: str) -> list[str]:
    return re.findall(rf'href="/items/{PROGRAM}/([a-z0-9-]+)"', visitor.get(f"/items?{query}").text)


def test_two_characters_find_an_item(mori: Visitor) -> None:
    assert "e2-02-01" in listed(mori, f"q=賃金&place={PLACE}")
    assert listed(mori, f"q=賃金&place={PLACE}&kind=multiple&difficulty=2")
    assert not listed(mori, "q=そんな言葉はない")


def test_a_long_list_has_pages_that_keep_the_filters(mori: Visitor) -> None:
    page = mori.get("/items?state=asked")
    assert "/items?state=asked&amp;page=2" in page.text
    assert not set(listed(mori, "page=2")) & set(listed(mori, ""))
    assert listed(mori, "page=x&difficulty=9&state=x") == listed(mori, "")


def test_nothing_found_says_how_to_go_on(mori: Visitor) -> None:
    assert "この条件に合う問題はありません" in mori.get("/items?q=そんな言葉はない").text


def test_an_item_is_drawn_in_both_languages_with_its_key(mori: Visitor) -> None:
    page = mori.get(ITEM).text
    assert page.count('type="radio"') == 8
    assert "正解" in page and "Choose the one best answer" in page
    assert len(set(re.findall(r' name="(\w\w-1-choice)"', page))) == 2
    assert "E2-02 理解度確認テスト" in page and "総合確認テスト" in page


# Writing -----------------------------------------------------------------------------------------------

def test_the_editor_opens_with_the_current_text(mori: Visitor) -> None:
    texts = texts_on(mori.get(f"{ITEM}/draft"))
    assert texts["ja"].startswith("## e2-02-01\nkind: single\nsection: principle")
    assert texts["en"].startswith("## e2-02-01\n")


def test_what_begins_anew_can_be_kept_as_it_is(mori: Visitor) -> None:
    texts = texts_on(mori.get(f"/items/new?place={PLACE}"))
    assert drafted(mori, texts).startswith("/drafts/")


def test_wrong_input_is_named_by_line_and_keeps_the_text(mori: Visitor) -> None:
    wrong = changed(NEW, "difficulty: 2", "difficulty: 9")
    for path in ("/items/new", f"{ITEM}/draft", f"{drafted(mori)}/text"):
        answer = mori.post(path, {"place": PLACE, **wrong})
        assert answer.status_code == 422
        assert texts_on(answer) == wrong
        assert 'href="#f-ja" data-line="5">5行目</a>' in answer.text and 'data-line="5"' in answer.text


def test_browsers_line_ends_and_controls_are_not_kept(mori: Visitor) -> None:
    draft = drafted(mori, {locale: text.replace("\n", "\r\n").replace("。", "。\x00") for locale, text in NEW.items()})
    assert texts_on(mori.get(f"{draft}/text")) == NEW


def test_the_button_draws_a_preview_without_a_script(mori: Visitor) -> None:
    answer = mori.post("/items/new", {"place": PLACE, "step": "preview", **NEW})
    assert (answer.status_code, texts_on(answer)) == (200, NEW)
    assert "状況を聞く。" in answer.text.partition('id="drawn-ja"')[2]


def test_the_script_asks_for_the_preview_alone(mori: Visitor) -> None:
    good = mori.post("/items/preview", {"place": PLACE, **NEW})
    bad = mori.post("/items/preview", {"place": PLACE, **changed(NEW, "kind: single", "kind: x")})
    assert good.status_code == 200 and "<html" not in good.text and good.text.count('type="radio"') == 4
    assert bad.status_code == 422 and "2行目" in bad.text
    assert mori.post("/items/preview", {"place": "no/where", **NEW}).status_code == 404


@pytest.mark.parametrize("source", ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', "[x](javascript:alert(1))"])
def test_a_text_cannot_bring_a_script(mori: Visitor, source: str) -> None:
    page = mori.post("/items/preview", {"place": PLACE, **changed(NEW, "状況を聞く。", source)}).text
    drawn = page.partition('id="drawn-ja"')[2]
    assert "<script" not in drawn and "<img" not in drawn and 'href="javascript' not in drawn


def test_what_somebody_else_kept_meanwhile_is_shown_beside_ones_own(mori: Visitor, hayashi: Visitor) -> None:
    draft = drafted(mori)
    theirs, own = changed(NEW, "最初に", "まず"), changed(NEW, "最初に", "はじめに")
    assert hayashi.post(f"{draft}/text", {"revision": 1, **theirs}).status_code == 303
    answer = mori.post(f"{draft}/text", {"revision": 1, **own})
    assert (answer.status_code, texts_on(answer)) == (409, own)
    assert "まず何を" in answer.text and 'name="revision" value="2"' in answer.text
    assert mori.post(f"{draft}/text", {"revision": 2, **own}).status_code == 303


# Four eyes ---------------------------------------------------------------------------------------------

def test_a_draft_is_read_approved_and_published(mori: Visitor, hayashi: Visitor, app: Flask) -> None:
    draft = drafted(mori)
    assert act(mori, f"{draft}/submission") == 303
    assert "あなたの確認を待っています" in hayashi.get("/drafts").text
    assert "あなたの確認を待っています" not in mori.get("/drafts").text
    assert "<ins>" in hayashi.get(draft).text
    assert act(hayashi, f"{draft}/reviews", verdict="approve") == 303
    assert act(hayashi, f"{draft}/reviews", verdict="approve") == 303
    assert act(mori, f"{draft}/publication") == 303
    assert mori.get(f"/items/{PROGRAM}/e2-02-91").status_code == 200
    assert mori.get(f"{draft}/text").status_code == 409


def test_the_author_is_offered_no_approval_and_given_none(mori: Visitor) -> None:
    draft = drafted(mori)
    act(mori, f"{draft}/submission")
    assert 'value="approve"' not in mori.get(draft).text
    answer = mori.post(f"{draft}/reviews", {"revision": 1, "verdict": "approve"})
    assert answer.status_code == 403 and "ほかの人が確かめます" in answer.text
    assert act(mori, f"{draft}/publication") == 409


def test_a_return_keeps_what_was_typed_until_it_says_why(mori: Visitor, hayashi: Visitor) -> None:
    draft = drafted(mori)
    act(mori, f"{draft}/submission")
    answer = hayashi.post(f"{draft}/reviews", {"revision": 1, "verdict": "return", "comment": ""})
    assert answer.status_code == 422 and 'id="e-comment"' in answer.text
    assert act(hayashi, f"{draft}/reviews", verdict="return", comment="解説を足してください。") == 303
    assert "解説を足してください。" in mori.get(draft).text
    assert act(hayashi, f"{draft}/reviews", verdict="what") == 404


def test_a_change_is_shown_line_by_line(mori: Visitor) -> None:
    texts = texts_on(mori.get(f"{ITEM}/draft"))
    answer = mori.post(f"{ITEM}/draft", changed(texts, "正しい説明", "適切な説明"))
    page = mori.get(answer.location).text
    assert re.search(r"<del>.*正しい説明はどれですか。</del>", page) and re.search(r"<ins>.*適切な説明はどれですか。</ins>", page)
    assert "下書きあり" in mori.get("/items?state=drafted").text
    assert "書きかけの下書きがあります" in mori.get(f"{ITEM}/draft").text


def test_a_draft_may_be_given_up(mori: Visitor) -> None:
    draft = drafted(mori)
    assert act(mori, f"{draft}/discarding") == 303
    assert "取りやめ" in mori.get(draft).text and "下書きはありません" in mori.get("/drafts").text


# The last day ------------------------------------------------------------------------------------------

def test_an_item_is_retired_and_taken_back(mori: Visitor) -> None:
    assert mori.post(f"{ITEM}/retirement", LAST_DAY).status_code == 303
    page = mori.get(ITEM).text
    assert "最後に出す日は 6月30日(水)" in page and "法改正のため" in page
    assert "6月30日(水)まで" in mori.get(f"/items?place={PLACE}").text
    assert mori.post(f"{ITEM}/retirement", {"do": "resume", "reason": "まちがい"}).status_code == 303
    assert "終える日を取り消しました" in mori.get(ITEM).text


@pytest.mark.parametrize(("typed", "field"), [
    ({"last_day-month": "13"}, "last_day"), ({"last_day-year": "", "last_day-month": "", "last_day-day": ""}, "last_day"),
    ({"last_day-month": "5"}, "last_day"), ({"reason": ""}, "reason")])
def test_a_last_day_that_does_not_fit_comes_back_with_what_was_typed(mori: Visitor, typed: dict[str, str], field: str) -> None:
    answer = mori.post(f"{ITEM}/retirement", {**LAST_DAY, **typed})
    assert answer.status_code == 422 and f'id="e-{field}"' in answer.text
    assert {**LAST_DAY, **typed}["reason"] in answer.text


def test_it_says_when_a_test_would_run_out_of_items(mori: Visitor, app: Flask) -> None:
    with app.app_context():
        ids = [v.item.id for v in items.pool(PROGRAM, [LECTURE], civil_day(MORNING))]
    assert "問題が足りなくなります" not in mori.get(ITEM).text or len(ids) <= 5
    for key in ids[5:]:
        mori.post(f"/items/{PROGRAM}/{key}/retirement", {**LAST_DAY, "last_day-month": "6", "last_day-day": "9"})
    assert "問題が足りなくなります" in mori.get(ITEM).text


# Files that say something new --------------------------------------------------------------------------

def test_both_texts_are_shown_and_one_is_kept(mori: Visitor, hayashi: Visitor, app: Flask, monkeypatch: Any) -> None:
    answer = mori.post(f"{ITEM}/draft", changed(texts_on(mori.get(f"{ITEM}/draft")), "正しい説明", "適切な説明"))
    draft = answer.location.split("?")[0]
    act(mori, f"{draft}/submission")
    act(hayashi, f"{draft}/reviews", verdict="approve")
    act(mori, f"{draft}/publication")
    read = items._text
    monkeypatch.setattr(items, "_text", lambda path: read(path).replace("正しい説明", "新しい説明"))
    with app.app_context():
        items.load_shipped(MORNING)
    page = mori.get(ITEM).text
    assert "配布された文が、新しくなっています" in page and "新しい説明" in page and "適切な説明" in page
    assert "新しい説明" in texts_on(mori.get(f"{ITEM}/draft?from=shipped"))["ja"]
    shipped = re.search(r'name="shipped" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert mori.post(f"{ITEM}/shipped-text", {"shipped": shipped}).status_code == 303
    assert "配布された文が、新しくなっています" not in mori.get(ITEM).text
    assert mori.post(f"{ITEM}/shipped-text", {"shipped": shipped}).status_code == 404


# Forged posts ------------------------------------------------------------------------------------------

def test_no_act_without_its_token(mori: Visitor) -> None:
    draft = drafted(mori)
    acts = ["/items/preview", "/items/new", f"{ITEM}/draft", f"{ITEM}/retirement", f"{ITEM}/shipped-text"]
    acts += [f"{draft}/{act}" for act in ("text", "submission", "reviews", "publication", "discarding")]
    for path in acts:
        answer = mori.client.post(path, data={"place": PLACE, "revision": 1, **NEW})
        assert (answer.status_code, "forged-request" in answer.text) == (403, True), path


@pytest.mark.parametrize("path", [f"/items/{PROGRAM}/nothing", f"/items/{PROGRAM}/nothing/draft", "/drafts/nothing",
                                  "/drafts/nothing/text", "/items/nothing/e2-02-01"])
def test_what_does_not_exist_is_not_found(mori: Visitor, path: str) -> None:
    assert mori.get(path).status_code == 404
