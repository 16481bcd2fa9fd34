"""The lecture page and its transcript, without a script: what everybody gets."""
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from tests.courses import school
from tests.courses.school import Trainee, client_of


@pytest.fixture
def page(app: Flask, sato: Trainee) -> FlaskClient:
    return client_of(app, sato)


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


def press(client: FlaskClient, section: str, follow: bool = True) -> Any:
    """The plain form 「読みました」 of a section, as a browser without a script sends it."""
    html = client.get("/lectures/A1").text
    action = f"/lectures/A1/sections/{section}/confirmation"
    assert f'action="{action}"' in html
    return client.post(action, data={"csrf_token": token(html)}, follow_redirects=follow)


def test_the_page_holds_the_lecture_in_the_readers_language(page: FlaskClient) -> None:
    ja, en = page.get("/lectures/A1").text, page.get("/lectures/A1", headers={"Accept-Language": "en"}).text
    for words in ("見本の講義", "1. はじめに", "終わりの文です。", "はじめます。", "検討会報告書", "令和8年11月22日"):
        assert words in ja
    for words in ("A sample lecture", "1. Beginning", "The last words.", "We begin."):
        assert words in en
    assert '<html lang="en"' in en


def test_furigana_are_shown_on_wish_and_the_reader_stays_at_the_place(page: FlaskClient) -> None:
    html = page.get("/lectures/A1").text
    assert "<ruby>" not in html
    assert "在留資格を確かめます" in html
    assert "<ruby>" not in page.get("/lectures/A1/transcript").text
    answer = page.post("/account/furigana", data=form_of(html, "/account/furigana"))
    assert (answer.status_code, answer.location) == (303, "/lectures/A1#text")
    html = page.get("/lectures/A1").text
    assert "<ruby>在留資格" in html
    assert 'id="text"' in html
    assert "<ruby>在留資格" in page.get("/lectures/A1/transcript").text
    page.post("/account/furigana", data=form_of(html, "/account/furigana"))
    assert "<ruby>" not in page.get("/lectures/A1").text


def form_of(html: str, action: str) -> dict[str, str]:
    """The fields that a browser sends with the form that has this action."""
    found = re.search(f'<form[^>]*action="{action}">(.*?)</form>', html, re.S)
    assert found
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1]))


def test_reading_section_by_section_with_plain_forms_opens_the_test(
    app: Flask, page: FlaskClient, sato: Trainee, clock: FixedClock
) -> None:
    page.get("/lectures/A1")
    for section in ("first", "second"):
        clock.advance(timedelta(minutes=1))
        assert press(page, section).status_code == 200
    html = page.get("/lectures/A1").text
    assert "出席の条件を満たしました" in html
    assert "confirmation" not in html
    with app.app_context():
        assert enrollments.require_open(sato.enrollment_id, "A1-test", clock.now()).activity.id == "A1-test"


def test_after_a_confirmation_the_reader_is_back_at_the_contents(page: FlaskClient, clock: FixedClock) -> None:
    page.get("/lectures/A1")
    clock.advance(timedelta(minutes=1))
    answer = press(page, "first", follow=False)
    assert (answer.status_code, answer.location) == (303, "/lectures/A1#contents")


def test_haste_is_told_at_the_section_and_nothing_is_lost(app: Flask, page: FlaskClient, folder: Path, clock: FixedClock) -> None:
    long = school.BODY_JA.replace("終わりの文です。", "終わりの文です。" * 200)
    (folder / "A" / "A1" / "lecture.ja.md").write_text(school.text("A1", body=long), encoding="utf-8")
    clock.advance(timedelta(seconds=1))
    with app.app_context():
        school.publish(clock.now())
    answer = press(page, "second")
    assert answer.status_code == 422
    assert re.search(r'role="alert">.*もう少し読んでから、もう一度押してください。', answer.text)


def test_a_section_that_is_not_there_and_a_forged_post_are_refused(page: FlaskClient) -> None:
    html = page.get("/lectures/A1").text
    assert page.post("/lectures/A1/sections/third/confirmation", data={"csrf_token": token(html)}).status_code == 404
    assert page.post("/lectures/A1/sections/first/confirmation").status_code == 403


def test_a_locked_lecture_says_why(page: FlaskClient) -> None:
    for path in ("/lectures/B1", "/lectures/B1/transcript"):
        answer = page.get(path)
        assert answer.status_code == 409
        assert "先に A を終える。" in answer.text


def test_strangers_are_asked_to_sign_in(app: Flask, cohort: str) -> None:
    assert app.test_client().get("/lectures/A1").status_code in (302, 303, 401)


def test_the_transcript_has_all_there_is_to_read(page: FlaskClient) -> None:
    html = page.get("/lectures/A1/transcript").text
    for words in ("分かる。", "要点です。", "1. はじめに", "在留資格", "0:50", "続けます。", "検討会報告書"):
        assert words in html


def test_every_id_of_the_page_is_used_once(page: FlaskClient) -> None:
    for path in ("/lectures/A1", "/lectures/A1/transcript"):
        ids = re.findall(r'\sid="([^"]+)"', page.get(path).text)
        assert sorted(ids) == sorted(set(ids))
