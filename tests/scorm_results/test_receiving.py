"""A result becomes facts: once, with its source, counted only where that is allowed and the door is open."""
import dataclasses
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from lms.errors import Invalid, NotAllowed
from lms.programs.progress import Fact, Verb, fold
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.results import services
from scorm_export.results.outcome import Outcome, Standing, Way, better
from tests.heart import rounds
from tests.heart.ground import jst
from tests.scorm_results.conftest import NOW, PROGRAM, make_ground, said

DONE = {"completed": True, "success": True, "score": 0.8, "seconds": 3600}


def test_without_credit_a_result_is_told_and_moves_nobody(ground):
    received = ground.send(said(**DONE))
    assert (received.result.standing, received.is_news) == (Standing.NOT_CREDITED, True)
    assert ground.facts() == [("experienced", "A1")]
    row = records.history(ground.enrollment)[-1]
    assert row.source == f"contractor:{ground.contractor}"
    assert row.fact.result == {
        "completion": True, "success": True, "score": {"scaled": 0.8}, "duration": "PT3600S", "contractor": "青葉研修センター"}
    assert records.progress_of(ground.enrollment).activities.keys() == {"program"}


def test_with_credit_the_lecture_is_attended_and_its_test_passed(ground):
    ground.credit()
    assert ground.send(said(**DONE)).result.standing == Standing.COUNTED
    assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]
    assert records.progress_of(ground.enrollment).of("A1-test").best_score == 0.8
    assert list(records.verify()) == []


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_thing_said_again_changes_nothing(ground, times):
    ground.credit()
    news = [ground.send(said(**DONE)).is_news for _ in range(times)]
    assert news == [True] + [False] * (times - 1)
    assert len(ground.facts()) == 2
    result, = services.results_of(ground.contractor)
    assert len(services.reports_of(result.id)) == 1


def test_lectures_that_are_not_open_yet_wait_and_count_as_soon_as_a1_counts(ground):
    ground.credit()
    for lecture in ("B2", "B1"):
        assert ground.send(said(lecture, completed=True)).result.standing == Standing.NOT_OPEN
    assert ground.facts() == [("experienced", "B2"), ("experienced", "B1")]
    ground.send(said("A1", **DONE))
    assert ground.facts()[2:] == [("completed", "A1"), ("passed", "A1-test"), ("completed", "B1"), ("completed", "B2")]
    assert services.count_again(ground.contractor, "test", NOW) == 0


def test_doors_that_open_by_a_date_or_by_work_at_home_are_noticed_by_themselves(ground):
    ground.credit()
    early = jst("05-10 10:00")
    assert ground.send(said("A1", **DONE), early).result.standing == Standing.NOT_OPEN
    services.count_waiting(early)
    assert ground.facts() == [("experienced", "A1")]
    services.count_waiting(NOW)
    assert ground.facts()[1:] == [("completed", "A1"), ("passed", "A1-test")]
    assert [each.standing for each in services.results_of(ground.contractor)] == [Standing.COUNTED]


def test_what_comes_after_the_credit_was_taken_is_told_only_and_counts_when_it_is_given_again(ground):
    ground.credit()
    ground.send(said(completed=True))
    ground.credit(allowed=False)
    late = ground.send(said(**DONE)).result
    assert (late.standing, late.counted_at) == (Standing.NOT_CREDITED, NOW)
    assert ground.facts() == [("completed", "A1"), ("experienced", "A1")]
    ground.credit()
    assert services.count_again(ground.contractor, "test", NOW) == 1
    assert ground.facts()[2:] == [("passed", "A1-test")]


def test_a_learner_id_that_is_put_right_tells_the_right_trainee(ground):
    other = rounds.enrolled(ground.cohort, "jiro")
    contractors.name_learners(ground.contractor, {"k-1": other}, "test", NOW)
    assert ground.send(said(learner="k-1", **DONE)).result.enrollment_id == other
    contractors.name_learners(ground.contractor, {"k-1": ground.enrollment}, "test", NOW)
    assert ground.send(said(learner="k-1", **{**DONE, "seconds": 4000})).result.enrollment_id == ground.enrollment
    assert ground.facts() == [("experienced", "A1")]


def test_what_says_nothing_yet_waits_as_unfinished(ground):
    ground.credit()
    assert ground.send(said(answers={"a1-01": True})).result.standing == Standing.UNFINISHED
    assert ground.facts() == []
    assert ground.send(said(**DONE)).result.standing == Standing.COUNTED


def test_two_who_send_for_the_same_trainees_never_wait_for_each_other(any_database_app):
    with any_database_app.app_context():
        ground = make_ground()
        learners = ["hanako@example.jp", *(f"{rounds.enrolled(ground.cohort, name) and name}@example.jp" for name in "abcdef")]
        second = contractors.create_contractor("別の会社", "test", NOW).id
        contractors.set_cohorts(second, [ground.cohort])
        contractors.set_lectures(second, PROGRAM, ["A1"])
        for each in (ground.contractor, second):
            contractors.decide_credit(each, True, "契約のとおり", "test", NOW)

    def send(n: int) -> int:
        sender = (ground.contractor, second)[n % 2]
        envelope = services.Envelope(sender, PROGRAM, Way.CSV, "test", str(n))
        order = learners if n % 4 < 2 else learners[::-1]
        with any_database_app.app_context():
            return len(services.receive_all(sender, [(envelope, said(learner=each, **DONE)) for each in order], NOW))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(16))) == [7] * 16
    with any_database_app.app_context():
        assert list(records.verify()) == []


def test_one_run_of_counting_opens_a1_before_b1(ground):
    ground.send(said("B1", completed=True, at=NOW))
    ground.send(said("A1", **DONE))
    ground.credit()
    assert services.count_again(ground.contractor, "test", NOW) == 2
    assert records.progress_of(ground.enrollment).of("B1").completed_at is not None


def test_an_unknown_learner_waits_for_a_name(ground):
    ground.credit()
    assert ground.send(said(learner="K-0012", **DONE)).result.standing == Standing.UNKNOWN_LEARNER
    assert ground.facts() == []
    contractors.name_learners(ground.contractor, {"ｋ-0012": ground.enrollment}, "test", NOW)
    assert services.count_again(ground.contractor, "test", NOW) == 1
    assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]


def test_what_counts_is_never_taken_back(ground):
    ground.credit()
    ground.send(said(**DONE))
    ground.credit(allowed=False)
    assert ground.send(said(completed=False, success=False, score=0.2)).result.standing == Standing.COUNTED
    progress = records.progress_of(ground.enrollment)
    assert (progress.of("A1-test").passed_at is not None, progress.of("A1-test").best_score) == (True, 0.8)


def test_a_failed_test_counts_as_taken_and_a_later_pass_as_passed(ground):
    ground.credit()
    ground.send(said(completed=True, success=False, score=0.4))
    ground.send(said(completed=True, success=True, score=0.9))
    assert ground.facts() == [("completed", "A1"), ("failed", "A1-test"), ("passed", "A1-test")]


def test_a_lecture_that_was_not_given_is_refused_and_leaves_nothing(ground):
    for outcome, error in ((said("C1"), NotAllowed), (said(learner=" "), Invalid), (said(score=1.2), Invalid)):
        with pytest.raises(error):
            ground.send(outcome)
    contractors.end_contractor(ground.contractor, "test", NOW)
    with pytest.raises(NotAllowed):
        ground.send(said())
    assert services.results_of(ground.contractor) == []


def test_copies_that_arrive_at_once_are_one(any_database_app):
    with any_database_app.app_context():
        ground = make_ground()
        ground.credit()

    def send(_n: int) -> bool:
        with any_database_app.app_context():
            return ground.send(said(**DONE)).is_news

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, range(6))) == 1
    with any_database_app.app_context():
        assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]
        assert list(records.verify()) == []


# Rules --------------------------------------------------------------------------------------------------

def test_results_in_any_order_are_one_result():
    parts = [said(seconds=10), said(completed=True, at=NOW), said(success=False, score=0.4, answers={"a1-01": False}),
             said(success=True, score=0.9, seconds=99, answers={"a1-02": True})]
    whole = {comparable(fold_results(order)) for order in permutations(parts)}
    assert whole == {(True, True, 0.9, 99, (("a1-01", False), ("a1-02", True)))}


def fold_results(parts):
    found = parts[0]
    for part in parts[1:]:
        found = better(found, part)
    return found


def comparable(outcome: Outcome):
    return outcome.completed, outcome.success, outcome.score, outcome.seconds, tuple(sorted(outcome.answers.items()))


def test_what_was_only_told_of_is_folded_into_nothing():
    facts = [Fact("1", Verb.EXPERIENCED, "A1", NOW, {"success": True, "score": {"scaled": 1}})]
    assert fold(facts) == fold([])


def test_the_first_answer_to_an_item_is_the_one_that_is_judged():
    first, second = said(answers={"a1-01": False}), said(answers={"a1-01": True})
    assert better(first, second).answers == {"a1-01": False}
    assert dataclasses.replace(first).answers == {"a1-01": False}
