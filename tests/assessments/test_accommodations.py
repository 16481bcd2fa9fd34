"""Extra time for one person: in the next test, in a running one, by page and by JSON."""
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.attempts import services
from lms.access import Role
from lms.errors import Invalid
from lms.people import services as people
from lms.people.rules import NewPerson
from tests.assessments.conftest import BEFORE, NOW, PASSWORD, Trainee, attended_all
from tests.assessments.test_pages import sign_in, token_in

HOUR = timedelta(hours=1)


@pytest.fixture
def ready(inside: Trainee) -> Trainee:
    attended_all(inside)
    return inside


def grant(trainee: Trainee, percent: int, reason: str = "弱視のため") -> None:
    services.accommodate(trainee.person, percent, reason, "office", NOW)


def test_the_next_test_has_the_persons_own_time(ready: Trainee) -> None:
    grant(ready, 150)
    assert services.overview(ready.enrollment, "review-test", NOW).minutes == 90
    attempt = services.start(ready.enrollment, "review-test", NOW)
    assert (attempt.minutes, attempt.deadline - NOW) == (90, 1.5 * HOUR)


def test_a_running_test_is_longer_at_once_and_never_shorter(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", NOW)
    assert services.time_left(attempt.id, ready.person, NOW).seconds_left == 3600
    grant(ready, 200)
    assert services.time_left(attempt.id, ready.person, NOW).seconds_left == 7200
    grant(ready, 100, "誤り")
    assert services.time_left(attempt.id, ready.person, NOW + HOUR).seconds_left == 3600
    late = NOW + 1.5 * HOUR
    assert services.save_answer(attempt.id, ready.person, 1, [0], "c1", 0, late).sequence == 1


def test_a_test_without_a_limit_keeps_none(inside: Trainee) -> None:
    grant(inside, 150)
    assert services.start(inside.enrollment, "A1-test", NOW).minutes is None


@pytest.mark.parametrize(("percent", "reason", "field"), [
    (99, "r", "percent"), (301, "r", "percent"), (150, " ", "reason"), (150, "\x00", "reason")])
def test_a_wrong_decision_is_told_by_field(inside: Trainee, percent: int, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        grant(inside, percent, reason)
    assert set(caught.value.errors) == {field}
    assert services.accommodations_of(inside.person) == []


@pytest.fixture
def office(app: Flask, trainee: Trainee) -> FlaskClient:
    with app.app_context():
        person = people.create_person(NewPerson("office@agency.example", "林", "直子", "ハヤシ"), BEFORE, PASSWORD)
        people.grant_role(person.id, Role.SECRETARIAT, "test", BEFORE)
    return sign_in(app, Trainee(person.id, "", "office@agency.example"))


def test_the_secretariat_decides_on_a_page_and_sees_what_was_decided(trainee: Trainee, office: FlaskClient) -> None:
    path = f"/enrollments/{trainee.enrollment}/test-time"
    assert path in office.get(f"/enrollments/{trainee.enrollment}").text
    token = token_in(office.get(path).text)
    wrong = office.post(path, data={"csrf_token": token, "percent": "150", "reason": ""})
    assert (wrong.status_code, "理由を書いてください" in wrong.text, 'value="150" selected' in wrong.text) == (422, True, True)
    done = office.post(path, data={"csrf_token": token, "percent": "150", "reason": "弱視のため"}, follow_redirects=True)
    assert ("テストの時間を変えました" in done.text, "弱視のため" in done.text, "林 直子" in done.text) == (True, True, True)


def test_a_trainee_decides_nothing_about_time(app: Flask, trainee: Trainee) -> None:
    akari = sign_in(app, trainee)
    assert akari.get(f"/enrollments/{trainee.enrollment}/test-time").status_code in (403, 404)
    assert akari.get(f"/api/v1/enrollments/{trainee.enrollment}/test-time").status_code in (403, 404)
