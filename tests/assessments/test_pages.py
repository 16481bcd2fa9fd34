"""The test by its pages and its JSON, as a trainee's browser uses them."""
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.attempts import services
from assessments.attempts.models import Attempt
from assessments.attempts.services.rows import owned, questions_of, versions_of
from lms.clock import FixedClock
from lms.db import db
from lms.enrollments import services as enrollments
from tests.assessments.conftest import CLOSES, LAST_EVENING, PASSWORD, Trainee, attended_all, journal, right_answers


def sign_in(app: Flask, trainee: Trainee) -> FlaskClient:
    client = app.test_client()
    token = token_in(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"csrf_token": token, "email": trainee.email, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@pytest.fixture
def akari(app: Flask, trainee: Trainee) -> FlaskClient:
    return sign_in(app, trainee)


@pytest.fixture
def post(akari: FlaskClient) -> Callable[..., Any]:
    """``post(path, **fields)`` with the token of the session."""
    token = token_in(akari.get("/tests/A1-test").text)
    return lambda path, **fields: akari.post(path, data={"csrf_token": token, **fields})


@pytest.fixture
def attempt(post: Callable[..., Any]) -> str:
    return re.split(r"[/?]", post("/tests/A1-test/attempts").location)[-1]


def test_the_start_page_tells_items_goal_and_deadline(akari: FlaskClient) -> None:
    page = akari.get("/tests/A1-test").text
    for words in ("A1 理解度確認テスト", "問題は5問です", "5問中 4問の正解で合格", "7月31日(土)"):
        assert words in page


def test_starting_answering_and_submitting_work_without_javascript(
    app: Flask, akari: FlaskClient, post: Callable[..., Any], attempt: str
) -> None:
    with app.app_context():
        right = right_answers(attempt)
    for position, places in right.items():
        page = akari.get(f"/attempts/{attempt}?q={position}").text
        assert f"問{position} / 5" in page
        answer = post(f"/attempts/{attempt}/answers/{position}", choice=places, base_revision="0")
        assert answer.status_code == 303
    assert answer.location.endswith("/review")
    assert "5問すべてに答えました" in akari.get(f"/attempts/{attempt}/review").text
    done = post(f"/attempts/{attempt}/submission")
    page = akari.get(done.location).text
    assert "合格しました" in page
    assert "すべて正解でした" in page
    assert "解説" in akari.get(f"/attempts/{attempt}/result?show=all").text


def test_an_unanswered_question_costs_nothing_but_itself(post: Callable[..., Any], akari: FlaskClient, attempt: str) -> None:
    assert "まだ答えていない問題が5問" in akari.get(f"/attempts/{attempt}/review").text
    page = akari.get(post(f"/attempts/{attempt}/submission").location).text
    assert "合格基準まで、あと4問です" in page
    assert "答えていません" in page
    assert "もう一度受ける" in page


def test_going_on_without_a_change_writes_nothing(app: Flask, post: Callable[..., Any], attempt: str) -> None:
    post(f"/attempts/{attempt}/answers/1", choice=["0"], base_revision="0")
    post(f"/attempts/{attempt}/answers/1", choice=["0"], base_revision="1")
    with app.app_context():
        assert services.attempt(attempt, owner_of(attempt), CLOSES - timedelta(days=9)).sequence == 1


def owner_of(attempt: str) -> str:
    row = db.session.get(Attempt, attempt)
    assert row
    return enrollments.enrollment(row.enrollment_id).person_id


def test_a_second_tab_is_shown_both_answers_and_overwrites_nothing(
    app: Flask, post: Callable[..., Any], attempt: str
) -> None:
    post(f"/attempts/{attempt}/answers/1", choice=["0"], base_revision="0")
    answer = post(f"/attempts/{attempt}/answers/1", choice=["1"], base_revision="0")
    assert answer.status_code == 409
    assert "ほかの画面で、この問題の解答が変わっています" in answer.text
    with app.app_context():
        assert journal(attempt) == {1: [0]}
    assert post(f"/attempts/{attempt}/answers/1", choice=["1"], base_revision="1").status_code == 303


def test_the_keys_are_in_no_page_and_no_json_before_submission(
    app: Flask, trainee: Trainee, akari: FlaskClient, attempt: str
) -> None:
    with app.app_context():
        items = [v.item for v in versions_of(questions_of(owned(db.session(), attempt, trainee.person))).values()]
    seen = akari.get(f"/api/v1/attempts/{attempt}").text + akari.get(f"/attempts/{attempt}/review").text
    seen += "".join(akari.get(f"/attempts/{attempt}?q={n}").text for n in range(1, 6))
    for item in items:
        assert item.explanation["ja"] not in seen
        assert item.explanation["en"] not in seen
    assert '"right"' not in seen
    assert akari.get(f"/api/v1/attempts/{attempt}/result").status_code == 409


def test_nobody_sees_another_persons_attempt(app: Flask, other: Trainee, attempt: str) -> None:
    stranger = sign_in(app, other)
    for path in ("", "?q=1", "/review", "/result"):
        assert stranger.get(f"/attempts/{attempt}{path}").status_code == 404
        assert stranger.get(f"/api/v1/attempts/{attempt}{path.split('?')[0].replace('/review', '')}").status_code == 404


def test_an_answer_by_json_is_acknowledged_by_number(akari: FlaskClient, attempt: str) -> None:
    token = akari.get(f"/attempts/{attempt}").text.split('data-token="')[1][:64]
    body = {"response": [0], "client_id": "tab-1", "base_revision": 0}
    answer = akari.put(f"/api/v1/attempts/{attempt}/answers/1", json=body, headers={"X-CSRF-Token": token})
    assert (answer.status_code, answer.get_json()["sequence"], answer.get_json()["revision"]) == (200, 1, 1)
    stale = akari.put(f"/api/v1/attempts/{attempt}/answers/1", json={**body, "client_id": "tab-2", "response": [1]},
                      headers={"X-CSRF-Token": token})
    assert (stale.status_code, stale.get_json()["revision"], stale.get_json()["response"]) == (409, 1, [0])


def test_a_test_whose_door_is_shut_says_why(akari: FlaskClient) -> None:
    answer = akari.get("/tests/review-test")
    assert answer.status_code == 409
    assert "まだ受けられません" in answer.text


def test_the_last_evening_tells_the_time_that_is_left(
    app: Flask, trainee: Trainee, clock: FixedClock
) -> None:
    with app.app_context():
        attended_all(trainee)
    clock.at = LAST_EVENING
    page = sign_in(app, trainee).get("/tests/review-test").text
    assert "いま始めると、30分しかありません" in page
    assert "始める(30分)" in page


def test_whoever_comes_after_the_deadline_finds_the_result(
    app: Flask, trainee: Trainee, clock: FixedClock
) -> None:
    with app.app_context():
        attended_all(trainee)
    clock.at = LAST_EVENING
    client = sign_in(app, trainee)
    token = token_in(client.get("/tests/review-test").text)
    where = client.post("/tests/review-test/attempts", data={"csrf_token": token}).location
    assert "問1 / 40" in client.get(where).text
    clock.at = CLOSES + timedelta(seconds=60)
    answer = client.get(where)
    assert answer.location.endswith("/result")
    page = client.get(answer.location).text
    assert "時間になったため、それまでに保存した解答を提出しました" in page
    assert "どこを見直すか" in page


@pytest.mark.parametrize("page", ["", "/review"])
def test_in_the_grace_a_look_submits_nothing_and_an_answer_on_its_way_still_counts(
    app: Flask, trainee: Trainee, clock: FixedClock, page: str
) -> None:
    with app.app_context():
        attended_all(trainee)
        attempt = services.start(trainee.enrollment, "review-test", LAST_EVENING).id
    clock.at = CLOSES + timedelta(seconds=20)
    client = sign_in(app, trainee)
    closing = client.get(f"/attempts/{attempt}{page}").text
    assert "時間が終わりました" in closing
    with app.app_context():
        services.save_answer(attempt, trainee.person, 1, [0], "on its way", 0, clock.at)
    answer = client.post(f"/attempts/{attempt}/submission", data={"csrf_token": token_in(closing)})
    assert answer.location.endswith("/result")
    with app.app_context():
        assert services.result(attempt, trainee.person, clock.at).answers[0].answered
        assert services.attempt(attempt, trainee.person, clock.at).submitted_at == CLOSES


def test_the_button_to_begin_pressed_again_on_an_old_page_leads_to_the_attempt_it_began(akari: FlaskClient) -> None:
    page = akari.get("/tests/A1-test").text
    sent = {"csrf_token": token_in(page), "number": re.findall(r'name="number" value="(\d+)"', page)[0]}
    first = akari.post("/tests/A1-test/attempts", data=sent).location
    akari.post(f"{first}/submission", data=sent)
    assert akari.post("/tests/A1-test/attempts", data=sent).location == first
    assert 'name="number" value="2"' in akari.get("/tests/A1-test").text


def test_home_leads_to_the_waiting_test(akari: FlaskClient) -> None:
    assert 'href="/tests/A1-test"' in akari.get("/").text


def test_the_pages_speak_english(akari: FlaskClient, attempt: str) -> None:
    assert akari.get(f"/attempts/{attempt}?lang=en").status_code == 200
