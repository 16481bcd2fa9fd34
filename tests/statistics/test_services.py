"""From submitted attempts to an analysis: what is read, what is kept, and how often the database is asked."""
from datetime import timedelta
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import delete, update

from assessments.attempts import services as attempts
from assessments.attempts.corrections import Correction, to_json
from assessments.attempts.models import Attempt, ItemCorrection
from assessments.items import services as items
from assessments.items.answering import POINTS
from assessments.statistics import services
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import NotFound
from tests.bench.queries import counted
from tests.conftest import MORNING
from tests.statistics.conftest import LECTURE_TEST, REVIEW
from tests.statistics.filled import PROGRAM, Simulation, fill


def rows(activity: str) -> list[Attempt]:
    return list(db.session.query(Attempt).filter(Attempt.activity == activity, Attempt.submitted_at.is_not(None)))


def test_the_numbers_are_those_of_the_tables(filled: Flask) -> None:
    with filled.app_context():
        found, taken = services.statistics_of(PROGRAM, LECTURE_TEST), rows(LECTURE_TEST)
        firsts = [row for row in taken if row.number == 1]
        counts = found.analysis.attempts
        assert (counts.attempts, counts.persons, counts.retakers) == (len(taken), 240, 60) == (300, 240, 60)
        assert found.passed == sum(sum(row.marks) >= 4 * POINTS for row in firsts) / 240
        assert found.analysis.scores.mean == pytest.approx(sum(sum(row.marks) for row in firsts) / (240 * 5 * POINTS))
        for one in found.analysis.items:
            own = [(row.marks[n], row.given[n]) for row in firsts for n, q in enumerate(row.form) if q[0] == one.id]
            assert one.n == len(own) and one.facility == pytest.approx(sum(mark for mark, _ in own) / len(own) / POINTS)
            assert one.omitted == pytest.approx(sum(not given for _, given in own) / len(own))
            assert [c.count for c in one.choices] == [sum(c.position in given for _, given in own) for c in one.choices]


def test_the_last_attempts_are_other_sheets_of_the_same_people(filled: Flask) -> None:
    with filled.app_context():
        first, last = (services.statistics_of(PROGRAM, LECTURE_TEST, choice) for choice in ("first", "last"))
        assert first.analysis.attempts == last.analysis.attempts
        assert first.analysis.scores.n == last.analysis.scores.n == 240
        assert (last.analysis.scores.mean or 0) > (first.analysis.scores.mean or 1)
        assert (last.passed or 0) > (first.passed or 1)


def test_a_miskeyed_item_is_flagged(filled: Flask) -> None:
    with filled.app_context():
        wrong = items.pool(PROGRAM, ["A1"], MORNING.date())[0].id
        found = services.statistics_of(PROGRAM, LECTURE_TEST)
        assert {"key-suspect", "distractor-beats-key", "negative-discrimination"} <= {f.code for f in found.flags_of(wrong)}


def test_cohorts_are_compared_in_order_of_time(filled: Flask) -> None:
    with filled.app_context():
        found = services.statistics_of(PROGRAM, LECTURE_TEST)
        assert {(c.before.cohort, c.after.cohort) for c in found.analysis.comparisons} == {("R8-1", "R8-2"), ("R8-1", "R9-1")}
        assert found.rounds["R8-1"]["ja"] == "R8-1 の期"


def test_attempts_of_one_person_are_counted_through_their_rounds(filled: Flask) -> None:
    """Numbers begin anew in each enrollment: the later of two first attempts is the last one."""
    with filled.app_context():
        mine, other = [row for row in rows(LECTURE_TEST) if row.number == 1 and sum(row.marks) < 5 * POINTS][1:3]
        with transaction() as session:
            session.execute(delete(Attempt).where(Attempt.id.not_in([mine.id, other.id])))
            session.execute(update(Attempt).where(Attempt.id == other.id).values(
                person_id=mine.person_id, marks=[POINTS] * 5, submitted_at=MORNING + timedelta(days=1)))
        counts = services.statistics_of(PROGRAM, LECTURE_TEST, "last")
        assert (counts.analysis.attempts.attempts, counts.analysis.attempts.persons, counts.analysis.scores.mean) == (2, 1, 1.0)


def test_a_running_attempt_does_not_count(filled: Flask) -> None:
    with filled.app_context():
        with transaction() as session:
            session.execute(update(Attempt).where(Attempt.number == 2).values(submitted_at=None, marks=None, given=None))
        assert services.statistics_of(PROGRAM, LECTURE_TEST).analysis.attempts.attempts == 240


def test_only_the_sheets_of_the_rounds_asked_for_are_read(filled: Flask) -> None:
    with filled.app_context():
        round_ = enrollments.cohort_by_code("R8-1")
        assert round_ and attempts.submitted_sheets(LECTURE_TEST, []) == []
        assert {sheet.cohort_id for sheet in attempts.submitted_sheets(LECTURE_TEST, [round_.id])} == {round_.id}


def test_tests_with_flags_come_first_and_those_without_submissions_last(filled: Flask) -> None:
    with filled.app_context():
        lines = services.overview()
        assert [line.activity.id for line in lines[:2]] == [LECTURE_TEST, REVIEW]
        assert lines[0].flagged > lines[1].flagged and lines[1].attempts == 75
        assert all((line.attempts, line.mean, line.flagged) == (0, None, 0) for line in lines[2:]) and len(lines) > 20


def test_without_submissions_there_is_nothing_and_no_error(house: Flask) -> None:
    with house.app_context():
        found = services.statistics_of(PROGRAM, LECTURE_TEST)
        assert (found.analysis.attempts.attempts, found.passed, found.analysis.items) == (0, None, ())
        assert not any(line.attempts for line in services.overview())


@pytest.mark.parametrize(("program", "activity"), [(PROGRAM, "A1"), (PROGRAM, "nothing"), ("nothing", LECTURE_TEST)])
def test_what_is_no_test_is_not_found(house: Flask, program: str, activity: str) -> None:
    with house.app_context(), pytest.raises(NotFound):
        services.statistics_of(program, activity)


def test_an_item_that_nobody_was_asked_is_not_found(filled: Flask) -> None:
    with filled.app_context():
        found = services.statistics_of(PROGRAM, LECTURE_TEST)
        with pytest.raises(NotFound):
            services.curve_of(found, "nothing")


# What is kept ------------------------------------------------------------------------------------------

def test_a_second_look_is_the_same_object_until_somebody_submits(filled: Flask) -> None:
    with filled.app_context():
        before = services.statistics_of(PROGRAM, LECTURE_TEST)
        assert services.statistics_of(PROGRAM, LECTURE_TEST) is before
        with transaction() as session:
            one = rows(LECTURE_TEST)[0].id
            session.execute(update(Attempt).where(Attempt.id == one).values(submitted_at=MORNING + timedelta(hours=1)))
        assert services.statistics_of(PROGRAM, LECTURE_TEST) is not before


def test_a_void_item_is_computed_anew_and_flagged_no_more(filled: Flask) -> None:
    with filled.app_context():
        before = services.statistics_of(PROGRAM, LECTURE_TEST)
        wrong = before.analysis.flags[0].item
        with transaction() as session:
            session.add(ItemCorrection(id="c", version_id=wrong, correction=to_json(Correction("void")), reason="誤り",
                                       by="office", at=MORNING))
        after = services.statistics_of(PROGRAM, LECTURE_TEST)
        assert before.flags_of(wrong) and after.asked[wrong].is_void and after.flags_of(wrong) == ()


def test_a_new_key_is_the_key_of_the_statistics(filled: Flask) -> None:
    with filled.app_context():
        wrong = services.statistics_of(PROGRAM, LECTURE_TEST).analysis.flags[0].item
        taken = max(services.statistics_of(PROGRAM, LECTURE_TEST).item(wrong).choices, key=lambda choice: choice.count)
        attempts.correct(wrong, Correction("rekey", (taken.position,)), "誤り", "office", MORNING)
        assert [c.position for c in services.statistics_of(PROGRAM, LECTURE_TEST).item(wrong).choices if c.right] == [taken.position]


def test_only_so_many_analyses_are_kept(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 2)
    with filled.app_context():
        for choice in ("first", "last"):
            for activity in (LECTURE_TEST, REVIEW):
                services.statistics_of(PROGRAM, activity, choice)
        assert len(filled.extensions["assessments.statistics"].found) == 2


def test_the_number_of_queries_does_not_grow_with_the_attempts(house: Flask) -> None:
    with house.app_context():
        own = items.pool(PROGRAM, ["A1"], MORNING.date())
        asked = []
        for activity, size in (("A1-test", 10), ("B1-test", 300)):
            fill(Simulation(activity, own, 5, size))
            db.session.remove()
            with counted(house) as cold:
                services.statistics_of(PROGRAM, activity)
            db.session.remove()
            with counted(house) as warm:
                services.statistics_of(PROGRAM, activity)
            asked.append((len(cold), len(warm)))
        assert asked[0][0] >= asked[1][0] and asked[1][0] <= 12
        assert asked[0][1] == asked[1][1] <= 4


def test_enrollments_know_their_cohorts_in_any_number(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("lms.enrollments.services.cohorts"), "AT_ONCE", 100)
    with filled.app_context():
        ids = [row.enrollment_id for row in rows(LECTURE_TEST)]
        found = enrollments.cohort_ids_of([*ids, "nothing"])
        assert found.keys() == set(ids) and set(found.values()) == {c.id for c in enrollments.cohorts()}
        assert enrollments.cohort_ids_of([]) == {}
