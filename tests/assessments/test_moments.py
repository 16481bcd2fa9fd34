"""Rulings A10 to A12 on real attempts: before, at and after the deadline, and where the window cuts the time."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessments.attempts import services
from assessments.attempts.models import Answer
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Refused
from lms.records import services as records
from tests.assessments.conftest import CLOSES, LAST_EVENING, NOW, Trainee, attended_all, right_answers
from tests.heart.ground import jst

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def ready(inside: Trainee) -> Trainee:
    attended_all(inside)
    return inside


def answer_all(attempt_id: str, trainee: Trainee) -> None:
    for position, right in right_answers(attempt_id).items():
        services.save_answer(attempt_id, trainee.person, position, right, f"c{position}", 0, NOW)


def is_late(attempt_id: str) -> bool:
    """Whether the first line of the journal came after the end."""
    return db.session.scalars(select(Answer.is_late).where(Answer.attempt_id == attempt_id, Answer.sequence == 1)).one()


def test_the_deadline_is_start_and_limit(ready: Trainee) -> None:
    assert services.start(ready.enrollment, "review-test", NOW).deadline == NOW + timedelta(minutes=60)


def test_the_windows_end_cuts_the_time(ready: Trainee) -> None:
    assert services.start(ready.enrollment, "review-test", LAST_EVENING).deadline == CLOSES


def test_a_start_two_minutes_before_the_end_has_two_minutes(ready: Trainee) -> None:
    assert services.overview(ready.enrollment, "review-test", CLOSES - timedelta(minutes=2)).limit == CLOSES


def test_no_test_begins_at_the_windows_end(ready: Trainee) -> None:
    with pytest.raises(Refused):
        services.start(ready.enrollment, "review-test", CLOSES)


@pytest.mark.parametrize(("after", "late"), [(-SECOND, False), (0 * SECOND, True), (59 * SECOND, True)])
def test_an_answer_is_taken_until_the_grace_is_over(ready: Trainee, after: timedelta, late: bool) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    services.save_answer(attempt.id, ready.person, 1, [0], "c", 0, CLOSES + after)
    assert is_late(attempt.id) is late


def test_after_the_grace_no_answer_is_taken(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    with pytest.raises(Refused):
        services.save_answer(attempt.id, ready.person, 1, [0], "c", 0, CLOSES + timedelta(seconds=60))


def test_the_job_submits_what_is_saved_as_of_the_deadline_and_a_pass_is_a_pass(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    answer_all(attempt.id, ready)
    services.submit_overdue(CLOSES + 59 * SECOND)
    assert services.history(ready.enrollment, "review-test")[0].submitted_at is None
    for _ in range(2):
        services.submit_overdue(CLOSES + timedelta(hours=8))
    facts = [row.fact for row in records.history(ready.enrollment) if row.fact.activity == "review-test"]
    assert [(f.verb, f.at) for f in facts] == [("passed", CLOSES)]


def test_without_the_job_looking_is_enough(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    assert services.attempt(attempt.id, ready.person, CLOSES + timedelta(hours=1)).submitted_at == CLOSES
    assert services.result(attempt.id, ready.person, CLOSES + timedelta(hours=1)).at_deadline


def test_submitting_in_the_grace_counts_as_at_the_deadline(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    assert services.submit(attempt.id, ready.person, CLOSES + 30 * SECOND).submitted_at == CLOSES


def test_an_extension_moves_the_end_of_a_running_attempt(inside: Trainee) -> None:
    """Rulings A13 and A14: nobody is handed in at an end that no longer holds."""
    attempt = services.start(inside.enrollment, "A1-test", LAST_EVENING)
    enrollments.extend(inside.enrollment, "learning", date(2027, 8, 7), "入院", "在院証明書", "office", LAST_EVENING)
    services.submit_overdue(CLOSES + 5 * MINUTE)
    found = services.attempt(attempt.id, inside.person, CLOSES + 5 * MINUTE)
    assert (found.submitted_at, found.deadline) == (None, jst("08-08 00:00"))
    receipt = services.save_answer(attempt.id, inside.person, 1, [0], "c", 0, CLOSES + 5 * MINUTE)
    assert (receipt.revision, is_late(attempt.id)) == (1, False)
    services.submit_overdue(jst("08-08 00:01"))
    assert services.result(attempt.id, inside.person, jst("08-08 00:01")).submitted_at == jst("08-08 00:00")


def test_an_extension_gives_no_more_than_the_time_limit(ready: Trainee) -> None:
    attempt = services.start(ready.enrollment, "review-test", LAST_EVENING)
    enrollments.extend(ready.enrollment, "learning", date(2027, 8, 7), "入院", "在院証明書", "office", LAST_EVENING)
    assert services.attempt(attempt.id, ready.person, CLOSES).deadline == LAST_EVENING + 60 * MINUTE


def test_the_review_form_follows_the_blueprint(ready: Trainee) -> None:
    modules = [q.module for q in services.start(ready.enrollment, "review-test", NOW).questions]
    assert {m: modules.count(m) for m in "ABCDE"} == {"A": 4, "B": 6, "C": 6, "D": 12, "E": 12}


def test_a_comprehension_test_has_no_limit_but_the_window(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    assert (attempt.minutes, attempt.deadline) == (None, CLOSES)
