"""A trainee's lecture on a real database: versions, leases, credit and attendance."""
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask

from courses.lectures import services
from courses.lectures.rules import SLACK_SECONDS, Span
from courses.lectures.views import LeaseView, LectureView, WatchView
from lms.clock import FixedClock
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.programs.progress import Verb
from lms.records import services as records
from lms.records.rules import Row
from tests.courses import school
from tests.courses.school import SECONDS, Trainee, write_lecture

T = TypeVar("T")
WHOLE: list[Span] = [(0, SECONDS)]


class Study:
    """What one trainee does in lecture ``code``, each time in an application context of its own."""

    def __init__(self, app: Flask, who: Trainee, clock: FixedClock, code: str = "A1"):
        self.app, self.who, self.clock, self.code = app, who, clock, code

    def open(self, locale: str = "ja") -> LectureView:
        with self.app.app_context():
            return services.open_lecture(self.who.enrollment_id, self.code, self.who.person_id, locale, self.clock.now())

    def lease(self) -> LeaseView:
        with self.app.app_context():
            return services.take_lease(self.who.enrollment_id, self.code, self.who.person_id, self.clock.now())

    def watch(self, lease: LeaseView, spans: Sequence[Span], after: float = 0, position: int = 0) -> WatchView:
        self.clock.advance(timedelta(seconds=after))
        with self.app.app_context():
            return services.record_watch(
                self.who.enrollment_id, self.code, self.who.person_id, lease.lease, spans, position, self.clock.now())

    def read(self, section: str, after: float = 0, locale: str = "ja") -> WatchView:
        self.clock.advance(timedelta(seconds=after))
        with self.app.app_context():
            return services.confirm_section(
                self.who.enrollment_id, self.code, self.who.person_id, section, locale, self.clock.now())

    def facts(self, verb: Verb) -> list[Row]:
        with self.app.app_context():
            return [row for row in records.history(self.who.enrollment_id) if row.fact.verb == verb]

    def attend(self) -> WatchView:
        self.open()
        return self.watch(self.lease(), WHOLE, after=SECONDS)


def at_one_moment(many: int, act: Callable[[int], T]) -> list[T]:
    """What ``act`` answers in as many threads, all let go together."""
    gate = Barrier(many)

    def go(n: int) -> T:
        gate.wait(30)
        return act(n)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(go, range(many)))


@pytest.fixture
def study(app: Flask, sato: Trainee, clock: FixedClock) -> Study:
    return Study(app, sato, clock)


# Versions (ruling A16) ----------------------------------------------------------------------------------

def test_who_has_begun_keeps_the_version_and_who_begins_gets_the_new_one(
    any_database_app: Flask, study: Study, folder: Path, enroll: Callable[[str], Trainee]
) -> None:
    first = study.open()
    write_lecture(folder, "A1", title="改めた講義")
    study.clock.advance(timedelta(days=1))
    with any_database_app.app_context():
        assert school.publish(study.clock.now()) == ["A1"]
    assert study.open() == first
    later = Study(any_database_app, enroll("tanaka"), study.clock).open()
    assert (first.edition.title, later.edition.title) == ("見本の講義", "改めた講義")
    assert first.version != later.version
    attended = study.watch(study.lease(), WHOLE, after=SECONDS)
    assert attended.attended
    assert [row.fact.version for row in study.facts(Verb.COMPLETED)] == [first.version]


def test_the_first_opening_is_recorded_once(any_database_app: Flask, study: Study) -> None:
    version = study.open().version
    study.clock.advance(timedelta(hours=1))
    study.open("en")
    assert [(row.fact.activity, row.fact.version) for row in study.facts(Verb.INITIALIZED)] == [("A1", version)]


def test_two_first_openings_at_one_moment_are_one(any_database_app: Flask, study: Study) -> None:
    versions = {view.version for view in at_one_moment(6, lambda _: study.open())}
    assert len(versions) == len(study.facts(Verb.INITIALIZED)) == 1


# Watching -----------------------------------------------------------------------------------------------

def test_watching_nearly_all_is_attendance_once_with_version_and_length(any_database_app: Flask, study: Study) -> None:
    version = study.open().version
    lease = study.lease()
    before = study.watch(lease, [(0, 94)], after=47, position=94)
    assert (before.coverage, before.attended, before.missing, before.position) == (0.94, False, [(94, 100)], 94)
    after = study.watch(lease, [(94, 95)], after=1, position=95)
    assert (after.coverage, after.attended) == (0.95, True)
    study.watch(lease, WHOLE, after=100)
    [row] = study.facts(Verb.COMPLETED)
    assert (row.fact.version, row.fact.result, row.by) == (
        version, {"coverage": 0.95, "read": 0, "duration": "PT100S"}, study.who.person_id)


def test_a_forged_report_earns_only_the_slack(any_database_app: Flask, study: Study) -> None:
    study.open()
    lease = study.lease()
    assert study.watch(lease, WHOLE).spans == [(0, SLACK_SECONDS)]
    assert study.watch(lease, [(50, 100)]).spans == [(0, SLACK_SECONDS)]
    assert study.watch(lease, [(50, 100)], after=3).spans == [(0, SLACK_SECONDS), (50, 56)]


def test_a_reload_costs_no_second_that_was_watched(study: Study) -> None:
    """At double speed the last posts spend the slack; a player taken anew has it again once time has passed."""
    study.open()
    study.watch(study.lease(), [(0, 10)], after=3)
    study.clock.advance(timedelta(minutes=10))
    assert study.watch(study.lease(), [(10, 30)], after=8).spans == [(0, 30)]


def test_a_second_player_takes_the_lease_and_the_first_earns_no_more(any_database_app: Flask, study: Study) -> None:
    study.open()
    first = study.lease()
    study.watch(first, [(0, 10)], after=10, position=10)
    second = study.lease()
    assert second.position == 10
    with pytest.raises(Conflict):
        study.watch(first, [(10, 20)], after=10)
    assert study.watch(second, [(60, 70)]).coverage == pytest.approx(0.20)


def test_hopping_from_player_to_player_earns_no_new_slack(any_database_app: Flask, study: Study) -> None:
    study.open()
    for n in range(10):
        watched = study.watch(study.lease(), [(10 * n, 10 * n + 10)])
    assert watched.coverage == SLACK_SECONDS / SECONDS


def test_waiting_with_an_old_player_is_not_saved_up_for_a_new_one(any_database_app: Flask, study: Study) -> None:
    study.open()
    study.lease()
    study.clock.advance(timedelta(hours=1))
    assert study.watch(study.lease(), WHOLE).coverage == SLACK_SECONDS / SECONDS


def test_a_lease_of_one_lecture_earns_nothing_in_another(
    any_database_app: Flask, study: Study, clock: FixedClock
) -> None:
    study.open()
    lease = study.lease()
    finish(study)
    other = Study(any_database_app, study.who, clock, "B1")
    other.open()
    with pytest.raises(Conflict):
        other.watch(lease, WHOLE, after=1000)


def finish(study: Study) -> None:
    """Attend A1 and pass its test, so that B opens."""
    with study.app.app_context():
        for verb, activity in ((Verb.COMPLETED, "A1"), (Verb.PASSED, "A1-test")):
            records.append(study.who.enrollment_id, verb, activity, at=study.clock.now(), by="test")


def test_parallel_posts_are_credited_once(any_database_app: Flask, study: Study) -> None:
    study.open()
    lease = study.lease()
    study.clock.advance(timedelta(seconds=10))
    at_one_moment(8, lambda n: study.watch(lease, [(10 * n, 10 * n + 10)]))
    assert study.open().watch.coverage == pytest.approx((20 + SLACK_SECONDS) / SECONDS)


def test_parallel_posts_that_finish_the_lecture_record_one_attendance(any_database_app: Flask, study: Study) -> None:
    study.open()
    lease = study.lease()
    study.clock.advance(timedelta(seconds=SECONDS))
    seen = at_one_moment(8, lambda _: study.watch(lease, WHOLE))
    assert all(watch.attended for watch in seen)
    assert len(study.facts(Verb.COMPLETED)) == 1


def test_players_that_start_at_one_moment_leave_one_lease(any_database_app: Flask, study: Study) -> None:
    finish(study)
    other = Study(study.app, study.who, study.clock, "B1")
    for lecture in (study, other):
        lecture.open()
    leases = at_one_moment(6, lambda n: (study, other)[n % 2].lease())
    earned = [earns(lecture, lease) for lecture in (study, other) for lease in leases]
    assert sum(earned) == 1


def earns(study: Study, lease: LeaseView) -> bool:
    try:
        return study.watch(lease, [(0, 1)]).coverage > 0
    except Conflict:
        return False


def test_a_report_sent_again_after_a_lost_answer_costs_nothing(any_database_app: Flask, study: Study) -> None:
    study.open()
    lease = study.lease()
    study.watch(lease, [(0, 20)], after=10)
    study.watch(lease, [(0, 20), (20, 40)], after=10)
    assert study.open().watch.spans == [(0, 40)]


# Reading ------------------------------------------------------------------------------------------------

def test_confirming_every_section_is_the_same_attendance(any_database_app: Flask, study: Study) -> None:
    version = study.open().version
    assert study.read("first", after=60).attended is False
    assert study.read("second", after=60).attended is True
    [row] = study.facts(Verb.COMPLETED)
    assert (row.fact.version, row.fact.result["read"], row.fact.result["coverage"]) == (version, 2, 0.0)
    with study.app.app_context():
        enrollments.require_open(study.who.enrollment_id, "A1-test", study.clock.now())


def test_confirming_twice_or_in_another_language_counts_once(any_database_app: Flask, study: Study) -> None:
    study.open()
    study.read("first", after=60)
    watched = study.read("first", locale="en")
    assert (watched.sections_read, watched.attended) == (["first"], False)


def test_haste_is_refused_with_what_is_left(any_database_app: Flask, study: Study, folder: Path) -> None:
    long = school.BODY_JA.replace("終わりの文です。", "終わりの文です。" * 200)
    (folder / "A" / "A1" / "lecture.ja.md").write_text(school.text("A1", body=long), encoding="utf-8")
    study.clock.advance(timedelta(seconds=1))
    with study.app.app_context():
        assert school.publish(study.clock.now()) == ["A1"]
    study.open()
    study.read("first", after=5)
    with pytest.raises(Invalid) as caught:
        study.read("second", after=10)
    assert (set(caught.value.errors), caught.value.members["seconds_left"]) == ({"section"}, 49)
    assert study.read("second", after=49).attended


def test_a_section_that_is_not_there_cannot_be_confirmed(study: Study) -> None:
    study.open()
    with pytest.raises(NotFound):
        study.read("third", after=60)


# Doors --------------------------------------------------------------------------------------------------

def test_a_locked_lecture_refuses_to_open_and_to_count(app: Flask, study: Study) -> None:
    locked = Study(app, study.who, study.clock, "B1")
    lease = LeaseView("none", 0)
    for attempt in (locked.open, locked.lease, lambda: locked.watch(lease, WHOLE), lambda: locked.read("first")):
        with pytest.raises(Refused) as caught:
            attempt()
        assert (caught.value.members["reason"], caught.value.members["opens_when"]) == (
            "requirement-unmet", ["A1", "A1-test"])


def test_a_closed_window_refuses_what_is_sent_too_late(any_database_app: Flask, study: Study) -> None:
    study.open()
    lease = study.lease()
    study.clock.at = school.MORNING.replace(month=7, day=31, hour=14, minute=59)
    assert study.watch(lease, [(0, 10)]).coverage == 0.10
    for attempt in (study.open, study.lease, lambda: study.watch(lease, WHOLE), lambda: study.read("first")):
        study.clock.at = school.MORNING.replace(month=7, day=31, hour=15, minute=0)
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.members["reason"] == "window-closed"
    assert study.facts(Verb.COMPLETED) == []


def test_an_exempt_lecture_can_be_seen(any_database_app: Flask, study: Study) -> None:
    with study.app.app_context():
        enrollments.grant_exemption(study.who.enrollment_id, "A1", "資格", "登録証", "office", study.clock.now())
    assert study.open().edition.title == "見本の講義"
    assert study.attend().attended


def test_a_test_is_no_lecture_and_an_unknown_code_is_not_found(app: Flask, study: Study) -> None:
    study.attend()
    for code in ("A1-test", "Z9"):
        with pytest.raises(NotFound):
            Study(app, study.who, study.clock, code).open()


def test_nothing_counts_before_the_lecture_was_opened(study: Study) -> None:
    for attempt in (study.lease, lambda: study.read("first")):
        with pytest.raises(NotFound):
            attempt()


def test_nobody_elses_study_is_touched(
    any_database_app: Flask, study: Study, enroll: Callable[[str], Trainee]
) -> None:
    other = Study(study.app, enroll("tanaka"), study.clock)
    other.open()
    study.open()
    theirs = other.lease()
    with pytest.raises(Conflict):
        study.watch(theirs, WHOLE, after=100)
    study.attend()
    watched = other.open().watch
    assert (watched.spans, watched.attended, other.facts(Verb.COMPLETED)) == ([], False, [])
    assert other.watch(theirs, [(0, 10)]).coverage == 0.10


def test_the_home_page_learns_how_far_a_begun_lecture_is(any_database_app: Flask, study: Study) -> None:
    study.open()
    study.watch(study.lease(), [(0, 50)], after=25)
    with study.app.app_context():
        found = services.partial(study.who.enrollment_id)
        assert {code: part.minutes for code, part in found.items()} == {"A1": 30}
        db.session.rollback()
    study.attend()
    with study.app.app_context():
        assert services.partial(study.who.enrollment_id) == {}
