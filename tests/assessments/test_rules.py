"""Times and scores, for whatever numbers."""
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.attempts import rules
from assessments.attempts.kinds import ReviewParameters
from assessments.items.answering import POINTS
from tests.assessments.conftest import CLOSES, NOW


@pytest.mark.parametrize(("items", "share", "goal"), [(40, 0.7, 28), (5, 0.8, 4), (10, 0.7, 7), (3, 0.5, 2), (7, 1.0, 7)])
def test_the_goal_is_exact(items: int, share: float, goal: int) -> None:
    assert rules.needed(items, share) == goal


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 100))
def test_one_passes_with_the_share_and_not_below(marks: list[bool], percent: int) -> None:
    score = rules.score([mark * POINTS for mark in marks], rules.needed(len(marks), percent / 100))
    assert score.passed is (sum(marks) * 100 >= percent * len(marks))
    assert (0 <= score.scaled <= 1, score.raw) == (True, sum(marks))


def test_a_share_of_an_item_counts_and_nothing_is_rounded_up() -> None:
    assert rules.score([POINTS, POINTS // 2, POINTS // 2], 2).passed  # 2 of 3, exactly
    short = rules.score([POINTS, POINTS // 2, POINTS // 2 - 1], 2)
    assert (short.passed, short.raw) == (False, 1.99)


def test_a_score_tells_the_items_the_goal_and_a_share_of_four_digits() -> None:
    assert rules.score([POINTS, 0, 0], 2) == rules.Score(raw=1.0, most=3, goal=2, scaled=0.3333, passed=False)


@pytest.mark.parametrize(("minutes", "percent", "allowed"), [(60, 100, 60), (60, 150, 90), (45, 125, 57)])
def test_extra_time_is_a_share_of_the_limit(minutes: int, percent: int, allowed: int) -> None:
    assert rules.allowed(minutes, percent) == allowed


@pytest.mark.parametrize(("minutes", "start", "due"), [
    (60, NOW, NOW + timedelta(minutes=60)),
    (60, CLOSES - timedelta(minutes=60), CLOSES),
    (60, CLOSES - timedelta(minutes=2), CLOSES),
    (None, NOW, CLOSES),
])
def test_the_deadline_is_the_earlier_of_limit_and_window(minutes, start, due) -> None:  # type: ignore[no-untyped-def]
    assert rules.deadline(start, minutes, CLOSES) == due


@pytest.mark.parametrize(("minutes", "closes", "end"), [
    (60, NOW + timedelta(minutes=45), NOW + timedelta(minutes=45)),
    (60, CLOSES, NOW + timedelta(minutes=60)),  # no more than the time limit
    (60, NOW + timedelta(minutes=10), NOW + timedelta(minutes=30)),  # nothing makes it earlier
    (None, CLOSES, CLOSES),
])
def test_an_extension_moves_the_end_of_a_running_attempt(minutes, closes, end) -> None:  # type: ignore[no-untyped-def]
    assert rules.moved_deadline(NOW + timedelta(minutes=30), NOW, minutes, closes) == end


@pytest.mark.parametrize(("seconds", "taken", "late", "submitted"), [
    (-1, True, False, -1), (0, True, True, 0), (59, True, True, 0), (60, False, True, 0)])
def test_an_answer_in_the_grace_is_late_and_counts_as_of_the_deadline(seconds: int, taken: bool, late: bool, submitted: int) -> None:
    now = CLOSES + timedelta(seconds=seconds)
    assert (rules.takes_answers(now, CLOSES), rules.is_late(now, CLOSES)) == (taken, late)
    assert rules.submitted_at(now, CLOSES) == CLOSES + timedelta(seconds=submitted)


@pytest.mark.parametrize(("percent", "reason", "fields"), [
    (100, "弱視", set()), (300, "弱視", set()), (99, "弱視", {"percent"}), (301, "弱視", {"percent"}),
    (150, " ", {"reason"}), (150, "長" * 2000, set()), (150, "長" * 2001, {"reason"}), (301, "", {"percent", "reason"}),
    (150, "一行目\r\n\t二行目", set()), (150, "弱\x00視", {"reason"}), (150, "弱\x0b視", {"reason"}), (150, "弱\x7f視", {"reason"}),
])
def test_an_accommodation_that_does_not_fit_is_told_by_field(percent: int, reason: str, fields: set[str]) -> None:
    found = rules.problems_of_accommodation(percent, reason)
    assert set(found) == fields
    assert all(found.values())


def test_a_blueprint_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="adds up to 5"):
        ReviewParameters(items=6, blueprint={"A": 2, "B": 3})
