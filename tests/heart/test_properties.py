"""What must hold for every history and every moment, tried on histories that no test author would think of."""
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.periods import TOKYO, Window
from lms.programs.definition import Program
from lms.programs.progress import Fact, Progress, Verb, fold
from lms.programs.standing import Reason, Standing, State, standing
from lms.records.rules import from_json, to_json
from tests.heart.ground import DATES, LECTURES, jst, shipped, whole_road

IDS = [a.id for a in shipped().activities]
UNKNOWN = ["Z9", "", "program", "learning", "A1-test-test"]
MOMENTS = st.datetimes(datetime(2027, 5, 20), datetime(2027, 12, 31), timezones=st.just(TOKYO))  # noqa: DTZ001
SCORES = st.floats(0, 1, allow_nan=False)
RESULTS = st.one_of(
    st.just({}), st.builds(lambda score: {"score": {"scaled": score}}, SCORES),
    st.builds(lambda score: {"score": score}, SCORES), st.just({"score": {"raw": 3}}), st.just({"attempt": "x"}))
LEARNS = [Verb.INITIALIZED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.ACKNOWLEDGED]
TAKES_BACK = {Verb.UNWAIVED, Verb.WITHDRAWN, Verb.DEFERRED}


def facts_of(verbs: list[Verb], activities: list[str], results: st.SearchStrategy[Any] = RESULTS) -> st.SearchStrategy[Fact]:
    ids = st.uuids().map(str)
    return st.builds(Fact, ids, st.sampled_from(verbs), st.sampled_from(activities), MOMENTS, results, st.sampled_from(["v1", "v2", None]))


EXTENSIONS = facts_of([Verb.EXTENDED], ["learning", "practice", "summer"],
                      st.builds(lambda at: {"closes_at": at.isoformat()}, MOMENTS))
ENDS = facts_of([Verb.WITHDRAWN, Verb.DEFERRED], ["program"])
# A trainee's honest or dishonest history, with the decisions about it; few activities, so that facts meet.
FACTS = st.one_of(
    facts_of(LEARNS, ["A1", "A1-test", "B1", "B1-test", "review-test"]), facts_of(LEARNS, IDS + UNKNOWN),
    facts_of([Verb.WAIVED, Verb.UNWAIVED], ["B1", "D3", "E3", "Z9"]), EXTENSIONS)
ANY = st.one_of(FACTS, FACTS, FACTS, ENDS, facts_of([Verb.REGISTERED], ["program"]))


@st.composite
def nearly_done(draw: st.DrawFn) -> list[Fact]:
    """All lectures attended but a few, and then anything: the neighborhood of the review test."""
    missing = draw(st.sets(st.sampled_from(IDS), max_size=2))
    at = draw(MOMENTS)
    done = [Fact(f"done-{name}", Verb.PASSED if name == "A1-test" else Verb.COMPLETED, name, at)
            for name in IDS if name not in missing and not name.startswith("review") and not shipped().members(name)[0].inert]
    return done + draw(st.lists(FACTS, max_size=6))


HISTORIES = st.one_of(st.lists(ANY, max_size=12), nearly_done())
PROGRAMS = st.sampled_from([shipped(), whole_road()])


def stands(facts: list[Fact], now: datetime, program: Program | None = None) -> Standing:
    return standing(program or shipped(), DATES, fold(facts), now)


@given(HISTORIES, MOMENTS)
def test_nothing_of_b_to_e_is_open_before_a_is_mastered(facts: list[Fact], now: datetime) -> None:
    """Ref.15-1; ruling A1."""
    if any(f.verb is Verb.PASSED and f.activity == "A1-test" for f in facts) and any(
            f.verb in (Verb.COMPLETED, Verb.PASSED, Verb.FAILED) and f.activity == "A1" for f in facts):
        return
    found = stands(facts, now)
    assert [s.activity.id for s in found.activities.values() if s.activity.module in set("BCDE") and s.refusal is None] == []


@given(HISTORIES, MOMENTS)
def test_the_review_test_is_never_open_while_a_required_lecture_is_unattended(facts: list[Fact], now: datetime) -> None:
    """Ch2-3(3)E(b)b."""
    found = stands(facts, now)
    owed = [name for name in LECTURES if not (found.activities[name].satisfied and found.activities[f"{name}-test"].satisfied)]
    if owed:
        assert found.activities["review-test"].refusal is not None


@given(HISTORIES, MOMENTS)
def test_practice_never_opens_without_a_pass(facts: list[Fact], now: datetime) -> None:
    """Ch2-3(3)E(b)b: only those who pass go on; nobody can have done an assignment that was never open."""
    honest = [f for f in facts if f.activity not in ("assignment-plan", "review-test")]
    found = stands(honest, now, whole_road())
    assert found.activities["assignment-plan"].refusal is not None
    assert found.activities["practical-exercise"].refusal is not None


@given(HISTORIES, MOMENTS, st.randoms(use_true_random=False))
def test_facts_in_any_order_give_one_standing(facts: list[Fact], now: datetime, random: Any) -> None:
    shuffled = random.sample(facts, len(facts))
    assert fold(shuffled) == fold(facts)
    assert stands(shuffled, now) == stands(facts, now)


@given(HISTORIES, st.data())
def test_folding_in_parts_is_folding_at_once(facts: list[Fact], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(facts)), max_size=3)))
    progress = Progress()
    for start, end in zip([0, *cuts], [*cuts, len(facts)], strict=True):
        progress = fold(facts[start:end], progress)
    assert progress == fold(facts)


@given(HISTORIES)
def test_progress_survives_being_kept_as_json(facts: list[Fact]) -> None:
    assert from_json(to_json(fold(facts))) == fold(facts)


@given(st.lists(ANY, max_size=12), MOMENTS, PROGRAMS, st.booleans())
def test_standing_answers_for_every_history(facts: list[Fact], now: datetime, program: Program, dated: bool) -> None:
    found = standing(program, DATES if dated else {}, fold(facts), now)
    assert set(found.activities) == {a.id for a in program.activities}
    assert len(found.stages) == len(program.stages)
    assert found.time.done + found.time.exempt + found.time.left == program.minutes
    assert min(found.time.done, found.time.exempt, found.time.left) >= 0
    for s in found.activities.values():
        assert (s.state is State.OPEN) <= (s.refusal is None)
        assert (s.state in (State.LOCKED, State.CLOSED)) <= (s.refusal is not None)


@given(st.lists(ANY, max_size=12), MOMENTS)
def test_without_dates_nothing_is_open_and_the_reason_is_said(facts: list[Fact], now: datetime) -> None:
    for s in standing(shipped(), {}, fold(facts), now).activities.values():
        assert s.refusal is not None
        assert s.refusal.reason in set(Reason) - {Reason.NOT_OPEN_YET, Reason.WINDOW_CLOSED, Reason.REQUIREMENT_UNMET}


@given(HISTORIES, MOMENTS, PROGRAMS)
def test_every_state_has_an_exit_or_a_stated_end(facts: list[Fact], now: datetime, program: Program) -> None:
    found = stands(facts, now, program)
    assert exits(found) or end(found, now)


def exits(found: Standing) -> bool:
    """Something to do now, or a time at which something opens."""
    shut = [s.refusal for s in found.activities.values() if not s.satisfied and s.refusal]
    return found.next is not None or any(r.retry_at for r in shut)


def end(found: Standing, now: datetime) -> bool:
    """The enrollment ended, a window closed over something owed, or all that is offered is done."""
    offered = [s for s in found.activities.values() if not s.activity.inert and not s.satisfied]
    return found.ended is not None or not offered or any(s.window and now >= s.window.closes for s in offered)


@given(HISTORIES, MOMENTS, PROGRAMS)
def test_what_a_door_waits_for_leads_to_something_to_do(facts: list[Fact], now: datetime, program: Program) -> None:
    """The chain of ``opens_when`` ends at a door that is open, opens by time, is not offered yet, or closed for good."""
    found = stands(facts, now, program)
    for s in found.activities.values():
        waiting, seen = list(s.refusal.opens_when if s.refusal else ()), set[str]()
        while waiting:
            step = found.activities[waiting.pop()]
            assert not step.satisfied
            if step.activity.id not in seen and step.refusal and step.refusal.reason is Reason.REQUIREMENT_UNMET:
                assert step.refusal.opens_when
                waiting += step.refusal.opens_when
            seen.add(step.activity.id)
            assert s.activity.id not in seen


@given(HISTORIES, ANY, MOMENTS)
def test_a_new_fact_never_removes_an_earned_completion(facts: list[Fact], new: Fact, now: datetime) -> None:
    before, after = stands(facts, now), stands([*facts, new], now)
    for name, s in before.activities.items():
        if s.state is State.DONE:
            assert after.activities[name].state is State.DONE
        if s.satisfied and new.verb is not Verb.UNWAIVED:
            assert after.activities[name].satisfied
    assert after.time.done >= before.time.done


@given(HISTORIES, FACTS, MOMENTS)
def test_a_new_fact_shuts_no_door_unless_it_says_so(facts: list[Fact], new: Fact, now: datetime) -> None:
    if new.verb in TAKES_BACK:
        return
    before, after = stands(facts, now), stands([*facts, new], now)
    for name, s in before.activities.items():
        if s.refusal is None:
            shut = after.activities[name].refusal
            assert shut is None or shut.reason in (Reason.ALREADY_PASSED, Reason.EXEMPT)


@given(HISTORIES, st.integers(0, 60 * 24 * 60))
def test_time_alone_shuts_nothing_inside_the_window(facts: list[Fact], minutes: int) -> None:
    """Ruling A8."""
    learning = [f for f in facts if f.verb not in TAKES_BACK]
    early, late = DATES["learning"].opens, DATES["learning"].opens + timedelta(minutes=minutes)
    before, after = stands(learning, early), stands(learning, late)
    assert {n for n, s in before.activities.items() if s.refusal is None} <= {
        n for n, s in after.activities.items() if s.refusal is None}


@given(HISTORIES, MOMENTS)
def test_a_window_is_never_shortened(facts: list[Fact], now: datetime) -> None:
    """Rulings A13 and A14."""
    for s in stands(facts, now).activities.values():
        granted = DATES[shipped().stage(s.activity.stage).window]
        assert s.window is not None
        assert (s.window.opens, max(s.window.closes, granted.closes)) == (granted.opens, s.window.closes)


@given(HISTORIES, MOMENTS)
def test_the_next_action_can_be_done_now(facts: list[Fact], now: datetime) -> None:
    found = stands(facts, now)
    if found.next:
        assert found.next.state is State.OPEN
        assert found.deadline is not None
        assert now < found.deadline


@given(HISTORIES, st.integers(-3, 3))
def test_the_door_follows_the_half_open_window_to_the_microsecond(facts: list[Fact], ticks: int) -> None:
    """Rulings A10 to A12."""
    moment = fold(facts).extended.get("learning", DATES["learning"].closes)
    closes = max(moment, DATES["learning"].closes)
    inside = Window(DATES["learning"].opens, closes).contains(closes + timedelta(microseconds=ticks))
    found = stands([f for f in facts if f.verb not in (Verb.WITHDRAWN, Verb.DEFERRED)], closes + timedelta(microseconds=ticks))
    assert (found.activities["A1"].refusal is None) == inside == (ticks < 0)


@settings(max_examples=20)
@given(st.permutations(LECTURES[1:]))
def test_lectures_may_be_attended_in_any_order_and_each_opens_in_its_turn(order: list[str]) -> None:
    """Doing whatever is open leads from the first day to the passed review test."""
    facts, now = list[Fact](), jst("06-01 09:00")
    steps = [(name, part) for name in ["A1", *order] for part in (name, f"{name}-test")] + [("", "review-test")]
    for n, (_, name) in enumerate(steps):
        assert stands(facts, now).activities[name].refusal is None, name
        verb = Verb.COMPLETED if name in LECTURES else Verb.PASSED
        facts.append(Fact(str(n), verb, name, now))
    assert stands(facts, now).activities["review-test"].state is State.DONE


def test_equal_instants_are_decided_by_the_facts_id() -> None:
    at = jst("06-02")
    granted, taken_back = Fact("1", Verb.WAIVED, "D3", at), Fact("2", Verb.UNWAIVED, "D3", at)
    assert fold([granted, taken_back]) == fold([taken_back, granted])
    assert not fold([taken_back, granted]).exempt("D3")


def test_an_extension_without_its_end_is_no_fact() -> None:
    with pytest.raises(KeyError):
        fold([Fact("1", Verb.EXTENDED, "learning", jst("06-02"))])
