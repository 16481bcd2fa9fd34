"""Cohorts and their dates, who is in, decisions with reasons, and what the first page answers."""
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.enrollments import rules
from lms.enrollments import services as enrollments
from lms.enrollments.home import Home, home, ruler
from lms.enrollments.rules import Pace, Workload, by_risk
from lms.enrollments.views import CohortView
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.people import services as people
from lms.people.rules import OrganizationKind
from lms.periods import window_of_days
from lms.programs.kinds import Partial
from lms.programs.progress import Fact
from lms.programs.standing import study_pace
from lms.records import services as records
from tests.heart.ground import (
    DATES,
    ENDS,
    LECTURES,
    STARTS,
    all_but,
    attended,
    extended,
    fact,
    jst,
    mastered,
    progress,
    review,
    shipped,
    stand,
    waived,
    watched,
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
    assert set(errors) == {"assignment"}
    assert "assignment" not in windows


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
    assert set(refused.value.errors) == {"assignment", "group-training", "completion-test", "announcement"}


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
    assert enrollments.require_open(trainee, "B1", JULY).id == "B1"
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
    assert enrollments.require_open(trainee, "A1", jst("08-05 23:59:59")).id == "A1"
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


@pytest.mark.parametrize(("until", "reason"), [(date(2027, 7, 31), "停止"), (date(2027, 8, 10), "停止"), (date(2027, 8, 2), " ")])
def test_an_outage_extends_all_or_nobody(cohort: CohortView, trainee: str, until: date, reason: str) -> None:
    with pytest.raises(Invalid):
        enrollments.extend_cohort(cohort.id, "learning", until, reason, OFFICE, JULY)
    assert enrollments.window_of(trainee, "A1").closes == CLOSES
    assert enrollments.decisions_of(trainee) == []


def test_every_decision_leaves_an_unbroken_ledger(cohort: CohortView, trainee: str) -> None:
    exempt(trainee, "D3")
    extend(trainee, date(2027, 8, 5))
    enrollments.withdraw_exemption(trainee, "D3", "誤り", OFFICE, JULY)
    assert list(records.verify()) == []
    assert records.rebuild() == 0


# Who will miss the window -------------------------------------------------------------------------------

WORKLOADS: list[tuple[str, list[Fact], datetime, tuple[str, float, float, float, int]]] = [
    # what is asked: pace, hours done, exempt, left, minutes a day
    ("nobody has begun", [], BEFORE, ("not-begun", 0, 0, 64, 55)),
    ("the first day", [], jst("06-01 09:00"), ("on-time", 0, 0, 64, 65)),
    ("exempt hours are not owed", waived("D3"), jst("06-01 09:00"), ("on-time", 0, 4, 60, 60)),
    ("32 days left, at two hours a day", [], jst("06-30 09:00"), ("on-time", 0, 0, 64, 120)),
    ("31 days left", [], jst("07-01 09:00"), ("late", 0, 0, 64, 125)),
    ("22 days left, at three hours a day", [], jst("07-10 09:00"), ("late", 0, 0, 64, 175)),
    ("21 days left", [], jst("07-11 09:00"), ("at-risk", 0, 0, 64, 185)),
    ("an extension brings days", extended("learning", jst("08-09")), jst("07-11 09:00"), ("late", 0, 0, 64, 135)),
    ("all attended, not passed", all_but(), jst("07-31 09:00"), ("on-time", 64, 0, 0, 0)),
    ("passed", [*all_but(), *review("passed")], jst("07-31 09:00"), ("passed", 64, 0, 0, 0)),
    ("the window is over", attended("A1", "B1"), CLOSES, ("expired", 5, 0, 59, 0)),
    ("passed before it was over", [*all_but(), *review("passed")], CLOSES, ("passed", 64, 0, 0, 0)),
    ("withdrawn", [*mastered("A1"), fact("withdrawn", "program")], jst("06-30 09:00"), ("ended", 4, 0, 60, 115)),
]


@pytest.mark.parametrize(("facts", "now", "expected"), [row[1:] for row in WORKLOADS], ids=[row[0] for row in WORKLOADS])
def test_the_workload_says_who_will_miss_the_window(facts: list[Fact], now: datetime, expected: tuple[Any, ...]) -> None:
    load = rules.workload(shipped(), DATES, progress(facts), now)
    hours = [m / 60 for m in (load.minutes_done, load.minutes_exempt, load.minutes_left)]
    assert (str(load.pace), *hours, load.pace_minutes) == expected


def test_without_dates_nobody_has_begun() -> None:
    load = rules.workload(shipped(), {}, progress([]), JULY)
    assert (load.pace, load.closes, load.pace_minutes) == (Pace.NOT_BEGUN, None, 0)


def test_the_order_of_risk_begins_with_whom_help_still_reaches() -> None:
    loads = [Workload(pace, 0, 0, 0, minutes, None, None) for pace in Pace for minutes in (10, 300)]
    ordered = sorted(loads, key=by_risk)
    assert [(str(x.pace), x.pace_minutes) for x in ordered[:4]] == [("at-risk", 300), ("at-risk", 10), ("late", 300), ("late", 10)]
    assert [str(x.pace) for x in ordered[::2]] == ["at-risk", "late", "on-time", "not-begun", "expired", "passed", "ended"]


def test_the_cohort_page_puts_who_needs_help_first(cohort: CohortView) -> None:
    ids = {name: enrolled(cohort.id, name) for name in ("passed", "atrisk", "ontime", "late")}
    tell(ids["passed"], [*all_but(), *review("passed")])
    tell(ids["ontime"], all_but("E3"))
    tell(ids["late"], all_but(*LECTURES[16:]))
    rows = enrollments.cohort_rows(cohort.id, jst("07-25 09:00"))
    assert [r.enrollment_id for r in rows] == [ids[name] for name in ("atrisk", "late", "ontime", "passed")]
    assert [str(r.load.pace) for r in rows] == ["at-risk", "late", "on-time", "passed"]
    assert all(r.kana == "ミドリカワ" for r in rows)


# The first page -----------------------------------------------------------------------------------------

MOCK = jst("07-20 09:00")  # ui/home.ja.html: 13 lectures attended, D3 exempt, E2-05 watched, 3 h 15 of D2 seen
MOCK_FACTS = [*attended("A1", "B1", "B2", "B3", "B4", "C1", "C2", "D1", "E1", "E2-01", "E2-02", "E2-03", "E2-04"),
              *waived("D3"), *watched("E2-05"), fact("initialized", "D2")]


def page(facts: list[Fact], now: datetime, **seen: int) -> Home:
    partial = {name.replace("_", "-"): Partial(minutes) for name, minutes in seen.items()}
    return home(shipped(), stand(facts, now), partial, now)


def looks(view: Home) -> dict[str, str]:
    return {line.activity.id: line.look for m in view.modules for line in m.lines}


def test_the_first_page_counts_as_the_drawn_one_does() -> None:
    view = page(MOCK_FACTS, MOCK, D2=195)
    assert (view.next and view.next.activity.id, view.next_line and view.next_line.minutes_seen) == ("D2", 195)
    assert (view.days_left, view.stage_number) == (12, 1)
    assert view.counts == {"all": 27, "done": 13, "exempt": 1, "left": 13}
    assert [s.activity.id for s in view.waiting] == ["E2-05-test"]
    effort = view.effort
    assert (effort.done, effort.exempt, effort.left, effort.total) == (1995, 240, 1605, 3840)
    assert (effort.per_day, effort.per_weekday, effort.weekdays) == (135, 180, 9)  # 2 h 15, 3 h on 9 weekdays
    assert [m.done for m in view.modules] == [1, 4, 2, 2, 5]
    assert [m.settled for m in view.modules] == [True, True, True, False, False]
    assert [m.minutes for m in view.modules] == [240, 360, 360, 1440, 1440]


NEXT = [
    ("on the first day", [], "A1"),
    ("once A is begun", [fact("initialized", "A1")], "A1"),
    ("once A is watched", watched("A1"), "A1-test"),
    ("once A is mastered", mastered("A1"), "B1"),
    ("what is begun goes first", [*mastered("A1"), fact("initialized", "E3")], "E3"),
    ("then a waiting test", [*mastered("A1"), *watched("E2-05")], "E2-05-test"),
    ("what is begun before a waiting test", [*mastered("A1"), *watched("B1"), fact("initialized", "C1")], "C1"),
    ("an exempt lecture is passed over", [*mastered("A1"), *waived("B1")], "B2"),
    ("an exempt lecture that is begun too", [*mastered("A1"), *waived("B1"), fact("initialized", "B1")], "B2"),
    ("after all lectures", all_but(), "review-test"),
    ("after a failed review test", [*all_but(), *review("failed")], "review-test"),
    ("after the pass", [*all_but(), *review("passed")], None),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in NEXT], ids=[row[0] for row in NEXT])
def test_there_is_one_next_action(facts: list[Fact], expected: str | None) -> None:
    view = page(facts, JULY)
    assert (view.next and view.next.activity.id) == expected


@pytest.mark.parametrize(("facts", "now", "seen", "expected"), [
    ([], JULY, {}, {"A1": "open", "B1": "locked", "E3": "locked"}),
    ([], BEFORE, {}, {"A1": "locked", "B1": "locked"}),
    ([], JULY, {"A1": 10}, {"A1": "started"}),
    ([fact("initialized", "A1")], JULY, {}, {"A1": "started"}),
    (watched("A1"), JULY, {}, {"A1": "wait", "B1": "locked"}),
    (mastered("A1"), JULY, {}, {"A1": "done", "B1": "open"}),
    (waived("D3"), JULY, {}, {"D3": "exempt"}),
    (waived("D3"), JULY, {"D3": 30}, {"D3": "exempt"}),
    (mastered("A1"), CLOSES, {"B1": 30}, {"A1": "done", "B1": "closed"}),
])
def test_each_lecture_looks_as_it_stands(
    facts: list[Fact], now: datetime, seen: dict[str, int], expected: dict[str, str]
) -> None:
    assert expected.items() <= looks(page(facts, now, **seen)).items()


def test_a_locked_lecture_says_what_opens_it_and_one_before_its_time_says_when() -> None:
    lines = {line.activity.id: line for m in page([], JULY).modules for line in m.lines}
    assert lines["B1"].shut_by == ("A1", "A1-test")
    early = {line.activity.id: line for m in page([], BEFORE).modules for line in m.lines}
    assert early["A1"].opens_at == jst("06-01")


def test_more_seen_than_there_is_counts_once() -> None:
    view = page([], JULY, A1=999)
    assert (view.effort.done, view.effort.left) == (240, 3600)


def test_the_review_test_stands_apart_and_what_is_inert_is_not_shown() -> None:
    assert [s.activity.id for s in page([], JULY).others] == ["review-test"]


@pytest.mark.parametrize(("facts", "now", "number"), [
    ([], JULY, 1), (all_but(), JULY, 2), ([*all_but(), *review("passed")], JULY, 3), ([], CLOSES, 1),
])
def test_the_stage_is_the_first_that_is_not_done(facts: list[Fact], now: datetime, number: int) -> None:
    assert page(facts, now).stage_number == number


def test_after_the_window_nothing_is_left_to_pace() -> None:
    view = page(mastered("A1"), CLOSES)
    assert (view.days_left, view.effort.per_day, view.effort.left, view.next) == (0, 0, 3600, None)


@pytest.mark.parametrize(("left", "days", "minutes"), [
    (0, 10, 0), (1, 10, 5), (50, 10, 5), (51, 10, 10), (1605, 12, 135), (3840, 61, 65), (60, 1, 60), (61, 1, 65), (100, 0, 0),
])
def test_the_pace_is_rounded_up_to_five_minutes_so_that_it_fits(left: int, days: int, minutes: int) -> None:
    assert study_pace(left, days) == minutes


@pytest.mark.parametrize(("now", "gone"), [
    (BEFORE, 0), (jst("06-01 00:00"), 0), (jst("07-20 09:00"), 49), (jst("07-31 23:59"), 60), (jst("09-01"), 61),
])
def test_the_ruler_has_a_line_for_each_day(now: datetime, gone: int) -> None:
    ticks, today = ruler(DATES["learning"], now)
    assert (len(ticks), sum(t.gone for t in ticks), today) == (61, gone, 6 * gone)
