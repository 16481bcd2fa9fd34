"""Rulings A1 to A20 of domain.md 2.4 as golden scenarios: facts, a moment, a question, the answer.

What of these rulings lies outside the heart is tested where it lives, or comes with its room:
A3 for repeaters (skipping A if mastered before on the same version), A6 and A7 (test_eligibility.py), A8's
qualifying workplace, A10's reduced time limit and the server's submission of saved answers, A13's rounding of an outage
to days, A14's reasonable accommodation, A15's choice of the later round, A16's labels of versions, A17's regrading itself,
A18's law reference date of items, and A19's measure of what was watched. Here stand the facts they leave behind.
"""
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lms.programs.progress import Fact
from lms.programs.standing import Standing
from tests.heart.ground import (
    all_but,
    attended,
    extended,
    fact,
    jst,
    mastered,
    review,
    shipped,
    stand,
    taken,
    unwaived,
    waived,
    watched,
    whole_road,
)

Ask = Callable[[Standing], Any]
TICK = timedelta(microseconds=1)
OPENS, CLOSES = jst("06-01"), jst("08-01")
LATE_JUNE, JULY, LAST_DAY = jst("06-28 09:00"), jst("07-10 09:00"), jst("07-31 09:00")
ALL = all_but()


def door(activity: str) -> Ask:
    """``open``, or the reason why it is shut."""

    def ask(s: Standing) -> str:
        refusal = s.activities[activity].refusal
        return str(refusal.reason) if refusal else "open"

    return ask


def doors(module: str) -> Ask:
    """The answers of all doors of a module, each once."""
    return lambda s: {door(a.id)(s) for a in shipped().studied if a.module == module}


def state(activity: str) -> Ask:
    return lambda s: str(s.activities[activity].state)


def keys(activity: str) -> Ask:
    """What still has to be done before the door opens."""
    return lambda s: s.activities[activity].refusal.opens_when  # type: ignore[union-attr]


def retry_at(activity: str) -> Ask:
    return lambda s: s.activities[activity].refusal.retry_at  # type: ignore[union-attr]


def clause(activity: str) -> Ask:
    return lambda s: s.activities[activity].refusal.clause  # type: ignore[union-attr]


def closes(activity: str) -> Ask:
    return lambda s: s.activities[activity].window.closes  # type: ignore[union-attr]


def satisfied(activity: str) -> Ask:
    return lambda s: s.activities[activity].satisfied


def following(s: Standing) -> str | None:
    return s.next.activity.id if s.next else None


def stage(s: Standing) -> str | None:
    return s.current_stage.stage.id if s.current_stage else None


def hours(s: Standing) -> tuple[float, float, float]:
    """Done, exempt, left."""
    return s.time.done / 60, s.time.exempt / 60, s.time.left / 60


def ended(s: Standing) -> str | None:
    return s.ended


def deadline(s: Standing) -> datetime | None:
    return s.deadline


def failed_a1(times: int) -> list[Fact]:
    return [f for n in range(times) for f in taken("A1", jst("06-02 09:00") + timedelta(hours=n))]


OLD_A1 = [replace(f, version="v1") for f in mastered("A1")]
NEW_A1 = [replace(fact("initialized", "A1", JULY), version="v2")]
BY_TRANSCRIPT = [fact("completed", "B1", path="transcript"), fact("failed", "B1-test")]

# id (the ruling first), facts, moment, question, answer. The program is the shipped one.
MOMENTS: list[tuple[str, list[Fact], datetime, Ask, Any]] = [
    # A1: taken is enough for a lecture to count; A must be passed, because A must be mastered.
    ("A1-nothing-done-b-is-shut", [], JULY, doors("B"), {"requirement-unmet"}),
    ("A1-nothing-done-e-is-shut", [], JULY, doors("E"), {"requirement-unmet"}),
    ("A1-nothing-done-a-is-open", [], JULY, door("A1"), "open"),
    ("A1-the-rule-is-cited", [], JULY, clause("C1"), "Ref.15-1"),
    ("A1-a-watched-test-not-taken", watched("A1"), JULY, door("B1"), "requirement-unmet"),
    ("A1-a-watched-what-opens-b", watched("A1"), JULY, keys("B1"), ("A1-test",)),
    ("A1-a-watched-its-test-is-open", watched("A1"), JULY, door("A1-test"), "open"),
    ("A1-a-watched-its-test-is-next", watched("A1"), JULY, following, "A1-test"),
    ("A1-test-of-a-before-watching", [], JULY, keys("A1-test"), ("A1",)),
    ("A1-a-taken-not-passed-b-is-shut", taken("A1"), JULY, doors("D"), {"requirement-unmet"}),
    ("A1-a-not-passed-may-be-retaken", failed_a1(9), JULY, door("A1-test"), "open"),
    ("A1-a-not-passed-is-next-again", failed_a1(9), JULY, following, "A1-test"),
    ("A1-a-not-passed-does-not-count", taken("A1"), JULY, hours, (0, 0, 64)),
    ("A1-a-passed-opens-b", mastered("A1"), JULY, doors("B"), {"open"}),
    ("A1-a-passed-opens-e", mastered("A1"), JULY, doors("E"), {"open"}),
    ("A1-a-passed-after-failing", [*failed_a1(2), *mastered("A1", LATE_JUNE)], JULY, doors("C"), {"open"}),
    ("A1-a-passed-counts", mastered("A1"), JULY, hours, (4, 0, 60)),
    ("A1-b-taken-not-passed-counts", [*mastered("A1"), *taken("B1")], JULY, hours, (5, 0, 59)),
    ("A1-b-taken-not-passed-is-done", [*mastered("A1"), *taken("B1")], JULY, state("B1-test"), "done"),
    ("A1-b-taken-may-be-retaken", [*mastered("A1"), *taken("B1")], JULY, door("B1-test"), "open"),
    ("A1-b-watched-only-does-not-count", [*mastered("A1"), *watched("B1")], JULY, hours, (4, 0, 60)),
    ("A1-b-watched-test-before-other-lectures", [*mastered("A1"), *watched("B1")], JULY, following, "B1-test"),
    ("A1-an-attended-lecture-stays-viewable", [*mastered("A1"), *taken("B1")], JULY, door("B1"), "open"),
    # A2: the review test decides who goes on.
    ("A2-all-attended-opens-the-review-test", ALL, JULY, door("review-test"), "open"),
    ("A2-one-lecture-missing", all_but("E3"), JULY, keys("review-test"), ("E3", "E3-test")),
    ("A2-one-test-missing", [*all_but("E3"), *watched("E3")], JULY, keys("review-test"), ("E3-test",)),
    ("A2-the-rule-is-cited", all_but("E3"), JULY, clause("review-test"), "Ch2-3(3)E(b)b"),
    ("A2-failing-does-not-shut-it", [*ALL, *review("failed"), *review("failed")], JULY, door("review-test"), "open"),
    ("A2-failed-is-not-done", [*ALL, *review("failed")], JULY, stage, "review"),
    ("A2-passed-moves-on", [*ALL, *review("passed")], JULY, stage, "assignment"),
    ("A2-passed-is-not-repeated", [*ALL, *review("passed")], JULY, door("review-test"), "already-passed"),
    # A3: A is never exempt; so an exemption of the rest does not open the rest.
    ("A3-b1-exempt-does-not-open-b2", waived("B1"), JULY, door("B2"), "requirement-unmet"),
    ("A3-b1-exempt-does-not-open-itself-before-a", waived("B1"), JULY, keys("B1"), ("A1", "A1-test")),
    # A4: exempt is satisfied, stays viewable, is counted apart; the review test still covers everything.
    ("A4-exempt-is-said", waived("D3"), JULY, state("D3"), "exempt"),
    ("A4-exempt-satisfies", waived("D3"), JULY, satisfied("D3"), True),
    ("A4-its-test-is-exempt", waived("D3"), JULY, state("D3-test"), "exempt"),
    ("A4-its-test-is-not-given", [*mastered("A1"), *waived("D3")], JULY, door("D3-test"), "exempt"),
    ("A4-exempt-stays-viewable", [*mastered("A1"), *waived("D3")], JULY, door("D3"), "open"),
    ("A4-exempt-is-never-the-next-thing", [*all_but("D3"), *waived("D3")], JULY, following, "review-test"),
    ("A4-exempt-hours-are-apart", [*mastered("A1"), *waived("D3")], JULY, hours, (4, 4, 56)),
    ("A4-attended-then-waived-stays-attended", [*attended("A1", "D3"), *waived("D3")], JULY, hours, (8, 0, 56)),
    ("A4-watched-then-waived-is-exempt", [*mastered("A1"), *watched("D3"), *waived("D3")], JULY, hours, (4, 4, 56)),
    ("A4-exempt-opens-the-review-test", [*all_but("D3"), *waived("D3")], JULY, door("review-test"), "open"),
    ("A4-the-blueprint-keeps-the-module", [*all_but("D3"), *waived("D3")], JULY,
     lambda s: s.activities["review-test"].activity.parameters.blueprint["D"], 12),
    # A5: granted at once; withdrawn before the review test is passed; the gate of A never shuts again.
    ("A5-granted-at-once", [*all_but("D3"), *waived("D3", JULY)], JULY, door("review-test"), "open"),
    ("A5-withdrawn-at-once", [*all_but("D3"), *waived("D3"), *unwaived("D3")], JULY, keys("review-test"), ("D3", "D3-test")),
    ("A5-withdrawn-is-owed-again", [*mastered("A1"), *waived("D3"), *unwaived("D3")], JULY, hours, (4, 0, 60)),
    ("A5-withdrawn-keeps-what-was-attended", [*attended("A1", "D3"), *waived("D3"), *unwaived("D3")], JULY, state("D3"), "done"),
    ("A5-withdrawn-does-not-shut-the-gate-of-a", [*mastered("A1"), *waived("D3"), *unwaived("D3")], JULY, doors("D"), {"open"}),
    ("A5-granted-again", [*waived("D3"), *unwaived("D3"), *waived("D3", LATE_JUNE)], JULY, state("D3"), "exempt"),
    ("A5-the-later-decision-counts-not-the-later-row", [*unwaived("D3", LATE_JUNE), *waived("D3")], JULY, satisfied("D3"), False),
    # A8: nothing locks in the middle of the window; the first stage may be finished.
    ("A8-open-at-the-start-is-open-at-the-end", mastered("A1"), CLOSES - TICK, doors("D"), {"open"}),
    ("A8-a-pause-of-weeks-locks-nothing", [*mastered("A1"), fact("initialized", "D2")], LAST_DAY, following, "D2"),
    ("A8-the-review-test-stays-open", ALL, LAST_DAY, door("review-test"), "open"),
    # A9: the window is common to the round, half-open, in days of Tokyo.
    ("A9-before-the-window", [], OPENS - TICK, door("A1"), "window-not-open"),
    ("A9-before-the-window-says-when", [], OPENS - TICK, retry_at("A1"), OPENS),
    ("A9-with-the-first-instant", [], OPENS, door("A1"), "open"),
    ("A9-with-the-last-instant", [], CLOSES - TICK, door("A1"), "open"),
    ("A9-after-the-last-instant", [], CLOSES, door("A1"), "window-closed"),
    ("A9-closed-is-said", [], CLOSES, state("B1"), "closed"),
    ("A9-late-admission-does-not-extend", [fact("registered", "program", JULY)], JULY, closes("A1"), CLOSES),
    ("A9-the-deadline-is-the-close", [], JULY, deadline, CLOSES),
    # A10: until the close a try may begin; at the close nothing begins.
    ("A10-a-try-may-begin-in-the-last-instant", ALL, CLOSES - TICK, door("review-test"), "open"),
    ("A10-no-try-begins-at-the-close", ALL, CLOSES, door("review-test"), "window-closed"),
    ("A10-no-comprehension-test-either", [*mastered("A1"), *watched("B1")], CLOSES, door("B1-test"), "window-closed"),
    ("A10-submitted-at-the-deadline-and-passed", [*ALL, *review("passed", CLOSES)], CLOSES, state("review-test"), "done"),
    ("A10-submitted-at-the-deadline-and-failed", [*ALL, *review("failed", CLOSES)], CLOSES, state("review-test"), "closed"),
    # A11: judged by the time of submission, which the fact bears.
    ("A11-graded-after-the-close", [*ALL, *review("passed", CLOSES - TICK)], CLOSES + timedelta(hours=2), stage, "assignment"),
    ("A11-graded-after-the-close-is-done", [*ALL, *review("passed", CLOSES - TICK)], CLOSES, satisfied("review-test"), True),
    # A12: two minutes are two minutes.
    ("A12-last-lecture-at-2358-opens-it", all_but(at=jst("07-31 23:58")), jst("07-31 23:58"), door("review-test"), "open"),
    ("A12-no-extra-time", all_but(at=jst("07-31 23:58")), jst("07-31 23:58"), closes("review-test"), CLOSES),
    ("A12-and-then-it-is-over", all_but(at=jst("07-31 23:58")), CLOSES, door("review-test"), "window-closed"),
    # A13 and A14: an extension is a fact that moves the end, never back.
    ("A13-open-in-the-days-added", extended("learning", jst("08-03")), CLOSES, door("A1"), "open"),
    ("A13-the-review-test-too", [*ALL, *extended("learning", jst("08-03"))], jst("08-02 23:59"), door("review-test"), "open"),
    ("A13-closed-after-the-days-added", extended("learning", jst("08-03")), jst("08-03"), door("A1"), "window-closed"),
    ("A13-only-this-window-moves", extended("learning", jst("08-03")), JULY, closes("practical-exercise"), jst("11-10")),
    ("A13-the-longer-of-two-counts", [*extended("learning", jst("08-05")), *extended("learning", jst("08-03"))], JULY,
     closes("A1"), jst("08-05")),
    ("A13-an-extension-never-shortens", extended("learning", jst("07-01")), JULY, closes("A1"), CLOSES),
    ("A14-a-window-that-had-closed-opens-again", extended("learning", jst("08-10"), jst("08-02")), jst("08-02"), door("A1"), "open"),
    ("A14-the-deadline-is-the-persons-own", extended("learning", jst("08-10")), JULY, deadline, jst("08-10")),
    # A15: leave does not stop the clock; a deferral ends this enrollment and keeps what was done.
    ("A15-before-the-deferral", [*mastered("A1"), fact("deferred", "program", JULY)], JULY - TICK, door("B1"), "open"),
    ("A15-from-the-deferral-on", [*mastered("A1"), fact("deferred", "program", JULY)], JULY, door("B1"), "enrollment-ended"),
    ("A15-nothing-is-next", [*mastered("A1"), fact("deferred", "program", JULY)], JULY, following, None),
    ("A15-the-end-is-named", [fact("deferred", "program", JULY)], JULY, ended, "deferred"),
    ("A15-the-pass-is-kept", [*ALL, *review("passed"), fact("deferred", "program", JULY)], JULY, state("review-test"), "done"),
    ("A15-the-hours-are-kept", [*mastered("A1"), fact("deferred", "program", JULY)], JULY, hours, (4, 0, 60)),
    ("A15-the-clock-does-not-stop", [fact("deferred", "program", JULY)], JULY, closes("A1"), CLOSES),
    ("A15-the-first-end-counts", [fact("deferred", "program", JULY), fact("withdrawn", "program", LAST_DAY)], LAST_DAY,
     ended, "deferred"),
    # A16: attendance is never taken back.
    ("A16-the-old-version-still-counts", OLD_A1, JULY, hours, (4, 0, 60)),
    ("A16-the-old-version-still-opens", OLD_A1, JULY, doors("B"), {"open"}),
    ("A16-looking-at-the-new-version-takes-nothing", [*OLD_A1, *NEW_A1], JULY, state("A1"), "done"),
    ("A16-an-erratum-acknowledged-takes-nothing", [*OLD_A1, fact("acknowledged", "A1", JULY)], JULY, doors("B"), {"open"}),
    # A17: a correction may turn a fail into a pass, never a pass into a fail.
    ("A17-regraded-to-a-pass", [*ALL, *review("failed"), *review("passed", LATE_JUNE)], JULY, state("review-test"), "done"),
    ("A17-a-later-fail-takes-no-pass", [*ALL, *review("passed"), *review("failed", LATE_JUNE)], JULY, state("review-test"), "done"),
    ("A17-nor-the-mastery-of-a", [*mastered("A1"), *taken("A1", LATE_JUNE)], JULY, doors("B"), {"open"}),
    ("A17-the-best-score-stays", [*mastered("A1"), *taken("A1", LATE_JUNE)], JULY,
     lambda s: s.activities["A1-test"].done.best_score, 0.8),
    ("A17-every-try-is-counted", [*failed_a1(3), *mastered("A1", LATE_JUNE)], JULY,
     lambda s: s.activities["A1-test"].done.attempts, 4),
    # A18: what was attended under the old law stays attended; content carries its version, the standing does not ask.
    ("A18-a-version-of-an-older-law-counts", [*OLD_A1, *BY_TRANSCRIPT], JULY, hours, (5, 0, 59)),
    # A19: reading with confirmations is the same fact as watching.
    ("A19-the-transcript-counts-the-same", [*mastered("A1"), *BY_TRANSCRIPT], JULY, hours, (5, 0, 59)),
    ("A19-the-transcript-opens-the-test", [*mastered("A1"), *BY_TRANSCRIPT[:1]], JULY, door("B1-test"), "open"),
    ("A19-two-devices-make-one-attendance", [*mastered("A1"), *watched("B1"), *watched("B1", LATE_JUNE)], JULY,
     lambda s: s.activities["B1"].done.completed_at, jst("06-02 09:00")),
    # A20: whoever passes early sees what comes; the round's dates stay.
    ("A20-what-comes-is-not-offered-today", [*ALL, *review("passed")], JULY, door("assignment-plan"), "not-offered-yet"),
    ("A20-the-stages-behind-are-done", [*ALL, *review("passed")], JULY,
     lambda s: [str(x.state) for x in s.stages], ["done", "done", *["locked"] * 5]),
    ("A20-nothing-is-to-do", [*ALL, *review("passed")], JULY, following, None),
    ("A20-the-next-date-is-known", [*ALL, *review("passed")], JULY, deadline, jst("08-10")),
    ("A20-finished-lectures-stay-viewable", [*ALL, *review("passed")], JULY, doors("E"), {"open"}),
]


@pytest.mark.parametrize(("facts", "now", "ask", "answer"), [row[1:] for row in MOMENTS], ids=[row[0] for row in MOMENTS])
def test_the_standing_follows_the_ruling(facts: list[Fact], now: datetime, ask: Ask, answer: Any) -> None:
    assert ask(stand(facts, now)) == answer


PASSED = [*ALL, *review("passed")]
PLANNED = [*PASSED, fact("completed", "assignment-plan", jst("07-20"))]
# The same with every kind installed: what later issues bring meets these rulings already.
ROAD: list[tuple[str, list[Fact], datetime, Ask, Any]] = [
    ("A2-without-the-pass-no-assignment", ALL, jst("08-03"), keys("assignment-plan"), ("review-test",)),
    ("A2-without-the-pass-no-practice", ALL, jst("08-10"), door("practical-exercise"), "requirement-unmet"),
    ("A20-the-assignment-says-when", PASSED, JULY, retry_at("assignment-plan"), jst("08-03")),
    ("A20-the-assignment-opens-on-its-day", PASSED, jst("08-03"), door("assignment-plan"), "open"),
    ("A20-the-assignment-is-then-next", PASSED, jst("08-03"), following, "assignment-plan"),
    ("A20-practice-does-not-open-early", PLANNED, jst("08-09 23:59"), door("practical-exercise"), "window-not-open"),
    ("A20-practice-says-when", PLANNED, JULY, retry_at("practical-exercise"), jst("08-10")),
    ("A20-practice-opens-for-all-on-the-date", PLANNED, jst("08-10"), door("practical-exercise"), "open"),
    ("A20-practice-needs-the-assignment", PASSED, jst("08-10"), keys("practical-exercise"), ("assignment-plan",)),
    ("A14-a-longer-learning-window-moves-no-practice", [*PLANNED, *extended("learning", jst("08-10"))], JULY,
     retry_at("practical-exercise"), jst("08-10")),
    ("A15-deferred-before-practice", [*PLANNED, fact("deferred", "program", jst("08-05"))], jst("08-10"),
     door("practical-exercise"), "enrollment-ended"),
]


@pytest.mark.parametrize(("facts", "now", "ask", "answer"), [row[1:] for row in ROAD], ids=[row[0] for row in ROAD])
def test_the_whole_road_follows_the_ruling(facts: list[Fact], now: datetime, ask: Ask, answer: Any) -> None:
    assert ask(stand(facts, now, whole_road())) == answer


def test_at_least_80_scenarios_cite_a_ruling() -> None:
    ids = [row[0] for table in (MOMENTS, ROAD) for row in table]
    cited = {name.partition("-")[0] for name in ids}
    assert len(ids) == len(set(ids)) >= 80
    assert {f"A{n}" for n in range(1, 21)} - cited == {"A6", "A7"}  # in test_eligibility.py
