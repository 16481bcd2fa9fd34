"""A refusal says why, what opens it and which clause says so, in both languages and for programs too."""
from datetime import UTC, datetime

import pytest

from lms.enrollments import services as enrollments
from lms.records import services as records
from tests.conftest import MORNING


def test_a_locked_test_lists_what_is_left_and_quotes_its_clause(client):
    answer = client.get("/door/exam")
    assert answer.status_code == 409
    assert "<h1>試験は、まだ受けられません</h1>" in answer.text
    assert 'href="/door/book-1"' in answer.text
    assert 'href="/door/book-6"' not in answer.text
    assert "まだあと2件" in answer.text
    assert "<blockquote>すべてを読んでから試験を受ける。</blockquote>" in answer.text
    assert 'href="/rules#S(1)"' in answer.text
    assert "問い合わせ番号：exam.requirement-unmet" in answer.text


def test_a_met_condition_is_ticked_and_said_in_words(client):
    text = client.get("/door/exam").text
    assert '<li class="is-done">' in text
    assert "満たしています" in text
    assert "7月31日(土) 24時まで" in text


def test_the_primary_button_leads_to_the_next_action(client):
    assert '<a class="button primary" href="/door/book-1">' in client.get("/door/exam").text


def test_a_lecture_and_its_test_count_once(client, school):
    with school.app.app_context():
        for n in range(2, 8):
            records.append(school.enrollment, "completed", f"book-{n}", at=MORNING, by="test")
    text = client.get("/door/exam").text
    assert "残り1件を終えること" in text


@pytest.mark.parametrize(("path", "at", "heading", "number"), [
    ("exam", datetime(2027, 5, 20, tzinfo=UTC), "試験は、まだ受けられません", "exam.window-not-open"),
    ("book-1", datetime(2027, 8, 20, tzinfo=UTC), "本その1の期間が終わりました", "book-1.window-closed"),
    ("paper", MORNING, "認定証は、まだ受けられません", "paper.not-offered-yet"),
])
def test_each_reason_has_its_words(client, clock, path, at, heading, number):
    clock.at = at
    text = client.get(f"/door/{path}").text
    assert f"<h1>{heading}</h1>" in text
    assert f"問い合わせ番号：{number}" in text


@pytest.mark.parametrize(("language", "words"), [("ja", "期限は 7月31日(土) 24時でした。"), ("en", "The deadline was Sat 31 July, 24:00.")])
def test_a_deadline_that_is_over_is_said_as_people_say_it(client, clock, language, words):
    clock.at = datetime(2027, 8, 20, tzinfo=UTC)
    assert words in client.get("/door/book-1", headers={"Accept-Language": language}).text


def test_an_earned_pass_does_not_open_again(client, school):
    with school.app.app_context():
        records.append(school.enrollment, "passed", "exam", at=MORNING, by="test")
    answer = client.get("/door/exam")
    assert "<h1>試験には、もう合格しています</h1>" in answer.text


def test_the_test_of_an_exempt_lecture_says_so(client, school):
    with school.app.app_context():
        enrollments.grant_exemption(school.enrollment, "book-1", "資格", "社会福祉士", "test", MORNING)
    assert "<h1>book-1 試験は、免除されています</h1>" in client.get("/door/book-1-test").text


def test_programs_get_codes_and_the_words_of_their_language(client):
    answer = client.get("/door/exam", headers={"Accept": "application/json", "Accept-Language": "ja"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json["reason"] == "requirement-unmet"
    assert answer.json["clause"] == "S(1)"
    assert answer.json["title"] == "まだ受けられません"
    assert answer.json["detail"] == "先に終えるものが残っています。"
    assert len(answer.json["opens_when"]) == 8
