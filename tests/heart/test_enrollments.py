"""Cohorts and their dates, who is in, decisions with reasons, and what the first page answers."""
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from lms.enrollments import rules
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.people import services as people
from lms.people.rules import NewPerson, OrganizationKind
from lms.periods import window_of_days
from lms.programs.progress import Fact
from lms.records import services as records
from tests.heart.ground import (
    DATES,
    ENDS,
    LECTURES,
    STARTS,
    all_but,
    attended,
    fact,
    jst,
    mastered,
    review,
    shipped,
)
from tests.heart.rounds import BEFORE, OFFICE, TITLE, enrolled, open_round

JULY = jst("07-10 09:00")
CLOSES = jst("08-01")


def tell(enrollment_id: str, facts: list[Fact]) -> None:
    for f in facts:
        records.append(enrollment_id, f.verb, f.activity, at=f.at, by=OFFICE, result=f.result, fact_id=f"{enrollment_id[:8]}-{f.id}")


# Dates --------------------------------------------------------------------------------------------------

def test_the_sample_round_gets_the_dates_of_the_domain_report() -> None:
    windows, errors = rules.cohort_windows(shipped(), STARTS, ENDS)
    assert errors == {}
    assert windows == DATES


def test_a_fixed_period_is_not_changed_by_an_end_that_was_typed() -> None:
    windows, _ = rules.cohort_windows(shipped(), STARTS, {**ENDS, "learning": date(2027, 12, 31)})
    assert windows["learning"] == DATES["learning"]


@pytest.mark.parametrize("end", [None, date(2027, 8, 2)], ids=["no end", "an end before the start"])
def test_a_window_of_free_length_needs_an_end_that_is_not_before_its_start(end: date | None) -> None:
    ends = {k: v for k, v in ENDS.items() if k != "assignment"} | ({"assignment": end} if end else {})
    windows, errors = rules.cohort_windows(shipped(), STARTS, ends)
    assert set(errors) == {"assignment-end"}
    assert "assignment" not in windows


@pytest.mark.parametrize(("starts", "ends", "fields"), [
    ({}, {}, set()),
    ({"summer": date(2027, 8, 1)}, {}, {"summer"}), ({}, {"summer": date(2027, 8, 1)}, {"summer"}),
    ({}, {"learning": date(2027, 7, 31)}, {"learning-end"}), ({"assignment": None}, {}, {"assignment"}),
    ({"practice": date(2027, 8, 9)}, {}, {"practice"}), ({"assignment": date(2027, 8, 3)}, {"assignment": date(2027, 8, 10)}, {"practice"}),
    ({"assignment": date(2027, 7, 20), "practice": date(2027, 7, 31)}, {"assignment": date(2027, 7, 25)}, {"practice"}),
    ({"assignment": date(2027, 7, 20), "practice": date(2027, 8, 1)}, {"assignment": date(2027, 7, 25)}, set()),
    ({"learning": None}, {}, {"learning"}),
])
def test_what_makes_no_round_is_told_by_name(
    starts: dict[str, date | None], ends: dict[str, date], fields: set[str]
) -> None:
    """Practice opens when everything before it has closed (ruling A14)."""
    given = {name: day for name, day in {**STARTS, **starts}.items() if day}
    assert set(rules.plan(shipped(), given, {**ENDS, **ends})[1]) == fields


def test_a_window_may_be_one_day() -> None:
    windows, errors = rules.cohort_windows(shipped(), {"assignment": date(2027, 8, 3)}, {"assignment": date(2027, 8, 3)})
    assert (errors, windows["assignment"].days) == ({}, 1)


@pytest.mark.parametrize(("test_day", "too_long"), [
    (date(2027, 11, 26), False), (date(2027, 11, 30), False), (date(2027, 12, 1), True),
])
def test_a_round_takes_half_a_year_at_most(test_day: date, too_long: bool) -> None:
    """Ch2-3(3)E(a): from 1 June through 30 November; announcing comes after."""
    windows = {**DATES, "completion-test": window_of_days(test_day, test_day)}
    assert rules.longer_than_half_year(windows, rules.TRAINING) is too_long


def test_without_training_there_is_nothing_too_long() -> None:
    assert not rules.longer_than_half_year({"announcement": DATES["announcement"]}, rules.TRAINING)


# Cohorts ------------------------------------------------------------------------------------------------

def test_a_round_is_kept_with_its_dates(cohort: CohortView) -> None:
    assert enrollments.cohort(cohort.id) == cohort
    assert enrollments.cohort_by_code("R9-1") == cohort
    assert enrollments.cohort_by_code("R9-2") is None
    assert (cohort.windows, cohort.title) == (DATES, TITLE)
    assert [c.id for c in enrollments.cohorts()] == [cohort.id]


def test_a_code_is_used_once(cohort: CohortView) -> None:
    with pytest.raises(Conflict):
        open_round()


def test_a_round_longer_than_half_a_year_is_refused_and_not_kept(cohort: CohortView) -> None:
    with pytest.raises(Invalid) as refused:
        enrollments.create_cohort("R9-2", "fnsc-training", TITLE, {**STARTS, "completion-test": date(2027, 12, 1)},
                                  {**ENDS, "completion-test": date(2027, 12, 1)}, BEFORE)
    assert set(refused.value.errors) == {"starts"}
    assert "半年" in refused.value.errors["starts"]
    assert enrollments.cohort_by_code("R9-2") is None


def test_wrong_dates_are_told_by_window(cohort: CohortView) -> None:
    with pytest.raises(Invalid) as refused:
        enrollments.create_cohort("R9-2", "fnsc-training", TITLE, STARTS, {}, BEFORE)
    assert set(refused.value.errors) == {"assignment-end", "group-training-end", "completion-test-end", "announcement-end"}


def test_a_window_that_the_program_does_not_know_is_told(cohort: CohortView) -> None:
    with pytest.raises(Invalid) as refused:
        enrollments.create_cohort("R9-3", "fnsc-training", TITLE, {**STARTS, "pratice": date(2027, 8, 10)}, ENDS, BEFORE)
    assert set(refused.value.errors) == {"pratice"}


def test_one_persons_extension_rests_on_documents(trainee: str) -> None:
    with pytest.raises(Invalid) as refused:
        enrollments.extend(trainee, "learning", date(2027, 8, 5), "入院", " ", OFFICE, JULY)
    assert set(refused.value.errors) == {"evidence"}


def test_an_unknown_program_or_cohort_is_not_found(in_app: Flask) -> None:
    with pytest.raises(NotFound):
        enrollments.create_cohort("R9-1", "fnsc-training", TITLE, STARTS, ENDS, BEFORE)
    with pytest.raises(NotFound):
        enrollments.cohort("nothing")


# Enrollments --------------------------------------------------------------------------------------------

def test_one_person_is_in_a_round_once(cohort: CohortView, trainee: str) -> None:
    person = enrollments.enrollment(trainee).person_id
    with pytest.raises(Conflict):
        enrollments.enroll(cohort.id, person, None, OFFICE, BEFORE)
    assert enrollments.persons_in(cohort.id) == {person}
    assert enrollments.size_of(cohort.id) == 1


@pytest.mark.parametrize(("now", "current"), [
    ("05-20 10:00", "R9-1"),  # neither has opened: the next one
    ("07-10 09:00", "R9-1"),  # running
    ("2028-06-20 09:00", "R10-1"),
])
def test_the_current_enrollment_is_the_running_round(cohort: CohortView, trainee: str, now: str, current: str) -> None:
    """Ruling A41: one may be registered for the next round while the running one goes on."""
    later = {name: day.replace(year=day.year + 1) for name, day in STARTS.items()}
    next_round = enrollments.create_cohort(
        "R10-1", "fnsc-training", TITLE, later, {name: day.replace(year=day.year + 1) for name, day in ENDS.items()}, BEFORE)
    person = enrollments.enrollment(trainee).person_id
    enrollments.enroll(next_round.id, person, None, OFFICE, BEFORE + timedelta(days=1))
    found = enrollments.current_enrollment(person, jst(now))
    assert found
    assert enrollments.cohort(found.cohort_id).code == current


def test_one_person_enrolled_by_many_at_one_moment_is_in_once(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        opened = open_round()
        person = people.create_person(NewPerson("twice@example.jp", "緑川", "葵", "ミドリカワ"), BEFORE)

    def work(_: int) -> str:
        with any_database_app.app_context():
            try:
                return enrollments.enroll(opened.id, person.id, None, OFFICE, BEFORE).id
            except Conflict:
                return "conflict"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(16)))
    assert answers.count("conflict") == 15
    with any_database_app.app_context():
        assert enrollments.size_of(opened.id) == 1


def test_of_two_rounds_at_the_same_moment_one_takes_a_person(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        rounds = [open_round(code).id for code in ("R9-1", "R9-2")]
        persons = [people.create_person(NewPerson(f"p{n}@example.jp", "緑川", str(n), "ミドリカワ"), BEFORE).id for n in range(6)]
    together = Barrier(2)

    def fill(cohort_id: str) -> list[str]:
        with any_database_app.app_context():
            return [taken(cohort_id, person_id) for person_id in persons]

    def taken(cohort_id: str, person_id: str) -> str:
        together.wait(20)
        try:
            enrollments.enroll(cohort_id, person_id, None, OFFICE, JULY)
        except Conflict:
            return "conflict"
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        answers = [sorted(pair) for pair in zip(*pool.map(fill, rounds), strict=True)]
    assert answers == [["conflict", "taken"]] * 6


def test_an_enrollment_shows_its_round_and_organization(cohort: CohortView) -> None:
    place = people.create_organization("緑川市 多文化共生課", OrganizationKind.LOCAL_GOVERNMENT)
    view = enrollments.enrollment(enrolled(cohort.id, "one", place.id))
    assert (view.organization, view.cohort_title, view.dates) == (place.name, TITLE, DATES)
    assert enrollments.current_enrollment(view.person_id, JULY) == view
    assert enrollments.current_enrollment("nobody", JULY) is None


def test_the_doors_of_an_enrollment_follow_its_ledger(trainee: str) -> None:
    with pytest.raises(Refused) as refused:
        enrollments.require_open(trainee, "B1", JULY)
    assert refused.value.members == {
        "activity": "B1", "reason": "requirement-unmet", "clause": "Ref.15-1", "opens_when": ["A1", "A1-test"], "retry_at": None}
    tell(trainee, mastered("A1"))
    assert enrollments.require_open(trainee, "B1", JULY).activity.id == "B1"
    assert enrollments.standing_of(trainee, JULY).time.done == 240


def test_a_door_that_opens_by_time_says_when(trainee: str) -> None:
    with pytest.raises(Refused) as refused:
        enrollments.require_open(trainee, "A1", BEFORE)
    assert refused.value.members["reason"] == "window-not-open"
    assert datetime.fromisoformat(refused.value.members["retry_at"]) == jst("06-01")


@pytest.mark.parametrize("activity", ["Z9", "", "lectures", "learning"])
def test_an_unknown_activity_is_not_found(trainee: str, activity: str) -> None:
    with pytest.raises(NotFound):
        enrollments.require_open(trainee, activity, JULY)
    with pytest.raises(NotFound):
        enrollments.window_of(trainee, activity)


def test_an_unknown_enrollment_is_not_found(in_app: Flask) -> None:
    with pytest.raises(NotFound):
        enrollments.standing_of("nobody", JULY)


# Decisions ----------------------------------------------------------------------------------------------

def exempt(enrollment_id: str, activity: str, reason: str = "社会福祉士", evidence: str = "登録証の写し", at: datetime = JULY) -> None:
    enrollments.grant_exemption(enrollment_id, activity, reason, evidence, OFFICE, at)


def extend(enrollment_id: str, until: date, reason: str = "入院", at: datetime = JULY) -> None:
    enrollments.extend(enrollment_id, "learning", until, reason, "診断書", OFFICE, at)


def test_an_exemption_is_effective_at_once_with_its_reason_and_evidence(trainee: str) -> None:
    exempt(trainee, "D3")
    standing = enrollments.standing_of(trainee, JULY)
    assert str(standing.activities["D3"].state) == "exempt"
    [decision] = enrollments.decisions_of(trainee)
    assert (decision.kind, decision.subject, decision.reason, decision.evidence, decision.by, decision.at) == (
        "waived", "D3", "社会福祉士", "登録証の写し", OFFICE, JULY)


def test_the_ledger_refers_to_the_decision_and_tells_no_reason(trainee: str) -> None:
    exempt(trainee, "D3")
    row = records.history(trainee)[-1]
    assert set(row.fact.result) == {"decision"}
    assert "社会福祉士" not in repr(row)


@pytest.mark.parametrize(("activity", "reason", "evidence", "fields"), [
    ("A1", "社会福祉士", "登録証", {"activity"}), ("Z9", "社会福祉士", "登録証", {"activity"}), ("D3", " ", "登録証", {"reason"}),
    ("D3", "社会福祉士", "", {"evidence"}), ("A1", "", "", {"activity", "reason", "evidence"}),
])
def test_an_exemption_is_refused_field_by_field(
    trainee: str, activity: str, reason: str, evidence: str, fields: set[str]
) -> None:
    """Ruling A3."""
    with pytest.raises(Invalid) as refused:
        exempt(trainee, activity, reason, evidence)
    assert set(refused.value.errors) == fields
    assert enrollments.decisions_of(trainee) == []
    assert len(records.history(trainee)) == 1


def test_an_exemption_is_withdrawn_only_before_the_review_test_is_passed(trainee: str) -> None:
    """Ruling A5."""
    tell(trainee, all_but("D3", "D4"))
    exempt(trainee, "D3")
    exempt(trainee, "D4")
    enrollments.withdraw_exemption(trainee, "D4", "書類の誤り", OFFICE, JULY + timedelta(hours=1))
    with pytest.raises(Refused):
        enrollments.require_open(trainee, "review-test", JULY + timedelta(hours=2))
    tell(trainee, [*attended("D4", at=JULY), *review("passed", JULY)])
    with pytest.raises(Invalid) as refused:
        enrollments.withdraw_exemption(trainee, "D3", "書類の誤り", OFFICE, JULY + timedelta(days=1))
    assert "裁定A5" in refused.value.errors["activity"]
    assert [d.kind for d in enrollments.decisions_of(trainee)] == ["unwaived", "waived", "waived"]


def test_a_withdrawal_needs_a_reason(trainee: str) -> None:
    exempt(trainee, "D3")
    with pytest.raises(Invalid) as refused:
        enrollments.withdraw_exemption(trainee, "D3", "", OFFICE, JULY)
    assert set(refused.value.errors) == {"reason"}


def test_an_extension_moves_one_persons_end_to_24_hours_of_the_day(cohort: CohortView, trainee: str) -> None:
    """Ruling A14."""
    other = enrolled(cohort.id, "other")
    extend(trainee, date(2027, 8, 5))
    assert enrollments.window_of(trainee, "review-test").closes == jst("08-06")
    assert enrollments.window_of(other, "review-test").closes == CLOSES
    assert enrollments.require_open(trainee, "A1", jst("08-05 23:59:59")).activity.id == "A1"
    with pytest.raises(Refused):
        enrollments.require_open(trainee, "A1", jst("08-06"))


def test_an_extension_is_refused_without_reason_or_into_practice(trainee: str) -> None:
    with pytest.raises(Invalid) as refused:
        extend(trainee, date(2027, 8, 10), "")
    assert set(refused.value.errors) == {"until", "reason"}
    assert enrollments.window_of(trainee, "A1").closes == CLOSES


def test_an_outage_extends_everyone_but_shortens_no_one(cohort: CohortView, trainee: str) -> None:
    """Ruling A13: whoever was granted a later end keeps it."""
    ids = [trainee, enrolled(cohort.id, "two"), enrolled(cohort.id, "three")]
    extend(ids[0], date(2027, 8, 5))
    reached = enrollments.extend_cohort(cohort.id, "learning", date(2027, 8, 2), "停止", OFFICE, JULY)
    assert reached == 2
    assert [enrollments.window_of(i, "A1").closes for i in ids] == [jst("08-06"), jst("08-03"), jst("08-03")]
    assert [d.reason for d in enrollments.decisions_of(ids[1])] == ["停止"]


@pytest.mark.parametrize(("until", "reason"), [(date(2027, 7, 31), "停止"), (date(2027, 12, 1), "停止"), (date(2027, 8, 2), " ")])
def test_an_outage_extends_all_or_nobody(cohort: CohortView, trainee: str, until: date, reason: str) -> None:
    with pytest.raises(Invalid):
        enrollments.extend_cohort(cohort.id, "learning", until, reason, OFFICE, JULY)
    assert enrollments.window_of(trainee, "A1").closes == CLOSES
    assert enrollments.decisions_of(trainee) == []


def test_an_outage_may_move_the_end_of_the_lectures_into_practice_within_half_a_year(cohort: CohortView, trainee: str) -> None:
    """Ruling A13 knows no other limit than the half year; ruling A14 is for one person."""
    assert enrollments.extend_cohort(cohort.id, "learning", date(2027, 8, 10), "停止", OFFICE, JULY) == 1
    assert enrollments.window_of(trainee, "A1").closes == jst("08-11")


@pytest.mark.parametrize("verb", ["withdrawn", "deferred"])
def test_who_left_is_extended_no_more(cohort: CohortView, trainee: str, verb: str) -> None:
    tell(trainee, [fact(verb, "program", JULY)])
    with pytest.raises(Invalid) as refused:
        extend(trainee, date(2027, 8, 5))
    assert refused.value.errors == {"until": "この受講登録は終わっています。"}
    assert enrollments.extend_cohort(cohort.id, "learning", date(2027, 8, 5), "停止", OFFICE, JULY) == 0


def test_an_extension_of_one_person_needs_documents(trainee: str) -> None:
    """Ruling A14."""
    with pytest.raises(Invalid) as refused:
        enrollments.extend(trainee, "learning", date(2027, 8, 5), "入院", " ", OFFICE, JULY)
    assert set(refused.value.errors) == {"evidence"}


def test_every_decision_leaves_an_unbroken_ledger(cohort: CohortView, trainee: str) -> None:
    exempt(trainee, "D3")
    extend(trainee, date(2027, 8, 5))
    enrollments.withdraw_exemption(trainee, "D3", "誤り", OFFICE, JULY)
    assert list(records.verify()) == []
    assert records.rebuild() == 0


# The cohort page --------------------------------------------------------------------------------------

def test_the_cohort_page_puts_who_needs_help_first(cohort: CohortView) -> None:
    ids = {name: enrolled(cohort.id, name) for name in ("passed", "atrisk", "ontime", "late")}
    tell(ids["passed"], [*all_but(), *review("passed")])
    tell(ids["ontime"], all_but("E3"))
    tell(ids["late"], all_but(*LECTURES[16:]))
    rows = enrollments.cohort_rows(cohort.id, jst("07-25 09:00"))
    assert [r.enrollment_id for r in rows] == [ids[name] for name in ("atrisk", "late", "ontime", "passed")]
    assert [str(r.load.pace) for r in rows] == ["at-risk", "late", "on-time", "passed"]
    assert all(r.kana == "ミドリカワ" for r in rows)
