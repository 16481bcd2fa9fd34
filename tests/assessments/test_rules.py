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


def test_a_blueprint_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="adds up to 5"):
        ReviewParameters(items=6, blueprint={"A": 2, "B": 3})
