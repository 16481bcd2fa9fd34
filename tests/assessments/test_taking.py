"""Starting, answering and submitting, on both databases."""
import threading
from dataclasses import asdict

import pytest
from flask import Flask

from assessments.attempts import services
from assessments.attempts.services import taking
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.records import services as records
from tests.assessments.conftest import NOW, Trainee, enrolled, journal, right_answers, watched


def answer_all(attempt_id: str, trainee: Trainee, wrong: int = 0) -> None:
    for position, right in right_answers(attempt_id).items():
        response = [] if position <= wrong else right
        services.save_answer(attempt_id, trainee.person, position, response, f"c{position}", 0, NOW)


def test_starting_twice_gives_the_same_attempt(inside: Trainee) -> None:
    first = services.start(inside.enrollment, "A1-test", NOW)
    assert services.start(inside.enrollment, "A1-test", NOW) == first
    assert len(first.questions) == 5


def test_a_start_that_comes_after_the_submission_finds_its_attempt_and_begins_no_other(inside: Trainee) -> None:
    first = services.start(inside.enrollment, "A1-test", NOW, 1)
    services.submit(first.id, inside.person, NOW)
    late = services.start(inside.enrollment, "A1-test", NOW, 1)
    assert (late.id, late.submitted_at) == (first.id, NOW)
    second = services.start(inside.enrollment, "A1-test", NOW, 2)
    assert (second.number, services.start(inside.enrollment, "A1-test", NOW, 3).id) == (2, second.id)


def test_two_starts_at_the_same_moment_give_the_same_attempt(any_database_app: Flask, trainee: Trainee) -> None:
    found: list[str] = []
    together = threading.Barrier(2)

    def begin() -> None:
        with any_database_app.app_context():
            together.wait()
            found.append(services.start(trainee.enrollment, "A1-test", NOW).id)

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_whoever_saw_no_attempt_because_the_other_start_was_not_kept_yet_gets_that_attempt(
    inside: Trainee, monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = services.start(inside.enrollment, "A1-test", NOW)
    look, looks = taking.running, iter((False, False))
    monkeypatch.setattr(taking, "running", lambda *which: look(*which) if next(looks, True) else None)
    assert services.start(inside.enrollment, "A1-test", NOW) == first


def test_a_shut_door_refuses_the_start_with_its_clause(inside: Trainee) -> None:
    with pytest.raises(Refused) as caught:
        services.start(inside.enrollment, "review-test", NOW)
    assert caught.value.members["clause"]


def test_a_lecture_is_no_test(inside: Trainee) -> None:
    with pytest.raises(NotFound):
        services.start(inside.enrollment, "A1", NOW)


def test_an_answer_sent_twice_is_one_line_with_one_receipt(any_database_app: Flask, trainee: Trainee) -> None:
    with any_database_app.app_context():
        attempt = services.start(trainee.enrollment, "A1-test", NOW)
        first = services.save_answer(attempt.id, trainee.person, 1, [0], "c1", 0, NOW)
        assert services.save_answer(attempt.id, trainee.person, 1, [0], "c1", 0, NOW) == first
        assert first.sequence == first.revision == 1


def test_a_client_id_with_another_content_is_a_conflict(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    services.save_answer(attempt.id, inside.person, 1, [0], "c1", 0, NOW)
    with pytest.raises(Conflict):
        services.save_answer(attempt.id, inside.person, 1, [1], "c1", 1, NOW)


def test_an_answer_made_on_an_old_revision_overwrites_nothing(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    services.save_answer(attempt.id, inside.person, 1, [0], "tab-one", 0, NOW)
    with pytest.raises(Conflict) as caught:
        services.save_answer(attempt.id, inside.person, 1, [1], "tab-two", 0, NOW)
    assert (caught.value.members["revision"], caught.value.members["response"]) == (1, [0])
    assert journal(attempt.id) == {1: [0]}


@pytest.mark.parametrize(("position", "response"), [(0, [0]), (6, [0]), (1, [9]), (1, [0, 0])])
def test_an_answer_that_does_not_fit_is_refused_by_field(inside: Trainee, position: int, response: list[int]) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    with pytest.raises(Invalid):
        services.save_answer(attempt.id, inside.person, position, response, "c", 0, NOW)


def test_submission_scores_on_the_server_and_enters_the_ledger_once(any_database_app: Flask, trainee: Trainee) -> None:
    with any_database_app.app_context():
        attempt = services.start(trainee.enrollment, "A1-test", NOW)
        answer_all(attempt.id, trainee, wrong=1)
        result = services.submit(attempt.id, trainee.person, NOW)
        assert services.submit(attempt.id, trainee.person, NOW) == result
        assert (result.score.raw, result.score.goal, result.passed) == (4, 4, True)
        facts = [row.fact for row in records.history(trainee.enrollment) if row.fact.activity == "A1-test"]
        assert [(f.verb, f.result["score"]) for f in facts] == [("passed", {"scaled": 0.8, "raw": 4, "max": 5})]
        assert enrollments.require_open(trainee.enrollment, "B1", NOW).activity.id == "B1"


def test_too_few_right_answers_fail_and_leave_the_next_attempt_open(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    answer_all(attempt.id, inside, wrong=2)
    assert not services.submit(attempt.id, inside.person, NOW).passed
    again = services.start(inside.enrollment, "A1-test", NOW)
    assert again.number == 2
    assert [line.number for line in services.history(inside.enrollment, "A1-test")] == [2, 1]


def test_a_retake_asks_what_was_not_asked_before(inside: Trainee) -> None:
    stems = []
    for _ in range(2):
        attempt = services.start(inside.enrollment, "A1-test", NOW)
        stems.append({q.stem["ja"] for q in attempt.questions})
        services.submit(attempt.id, inside.person, NOW)
    assert stems[0] != stems[1]


def test_after_submission_no_answer_is_taken(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    services.submit(attempt.id, inside.person, NOW)
    with pytest.raises(Refused):
        services.save_answer(attempt.id, inside.person, 1, [0], "late", 0, NOW)


def test_nothing_of_the_key_is_told_before_submission(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    names = {name for question in asdict(attempt)["questions"] for name in question}
    assert names == {
        "position", "kind", "module", "case", "stem", "choices", "lines", "response", "revision", "is_flagged"}
    with pytest.raises(Refused):
        services.result(attempt.id, inside.person, NOW)


def test_another_persons_attempt_does_not_exist(app: Flask, trainee: Trainee, other: Trainee) -> None:
    with app.app_context():
        attempt = services.start(trainee.enrollment, "A1-test", NOW)
        for use in (lambda: services.attempt(attempt.id, other.person, NOW),
                    lambda: services.submit(attempt.id, other.person, NOW),
                    lambda: services.result(attempt.id, other.person, NOW),
                    lambda: services.set_flag(attempt.id, other.person, 1, True, NOW),
                    lambda: services.save_answer(attempt.id, other.person, 1, [0], "c", 0, NOW)):
            with pytest.raises(NotFound):
                use()


def test_a_flag_stays_with_its_question(inside: Trainee) -> None:
    attempt = services.start(inside.enrollment, "A1-test", NOW)
    services.set_flag(attempt.id, inside.person, 2, True, NOW)
    db.session.rollback()
    assert [q.position for q in services.attempt(attempt.id, inside.person, NOW).questions if q.is_flagged] == [2]


def test_everyone_gets_a_form_of_their_own(app: Flask, ground: str) -> None:
    with app.app_context():
        forms = []
        for name in ("one", "two", "three"):
            person = enrolled(ground, name)
            watched(person, "A1")
            attempt = services.start(person.enrollment, "A1-test", NOW)
            forms.append(tuple((q.stem["ja"], tuple(c["ja"] for c in q.choices)) for q in attempt.questions))
        assert len(set(forms)) == 3
