"""Drawing and scoring, for whatever numbers."""
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.attempts import rules
from assessments.attempts.kinds import ReviewParameters
from assessments.attempts.rules import Candidate, TooFewItems
from tests.assessments.conftest import CLOSES, NOW

POOL = [Candidate(f"v{n}", f"i{n:02}", "AB"[n % 2], f"L{n % 6}", 2 + n % 5) for n in range(24)]
blueprints = st.fixed_dictionaries({"A": st.integers(0, 12), "B": st.integers(0, 12)})
histories = st.dictionaries(st.sampled_from([c.item for c in POOL]), st.integers(1, 5))
BY_VERSION = {c.version: c for c in POOL}


@given(blueprints, histories, st.text(max_size=8))
def test_a_form_follows_its_blueprint_without_repeating_an_item(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    form = rules.draw_form(POOL, blueprint, seen, seed)
    drawn = [BY_VERSION[line.version] for line in form]
    assert Counter(c.group for c in drawn) == Counter(blueprint)
    assert len(set(drawn)) == len(drawn)
    assert all(sorted(line.order) == list(range(c.choices)) for line, c in zip(form, drawn, strict=True))


@given(blueprints, histories, st.text(max_size=8))
def test_the_same_seed_draws_the_same_form_in_whatever_order_the_pool_comes(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    assert rules.draw_form(POOL, blueprint, seen, seed) == rules.draw_form(POOL[::-1], blueprint, seen, seed)


@given(blueprints, histories, st.text(max_size=8))
def test_nothing_is_asked_again_while_something_was_asked_less(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    drawn = {BY_VERSION[line.version] for line in rules.draw_form(POOL, blueprint, seen, seed)}
    for group in blueprint:
        inside = [seen.get(c.item, 0) for c in drawn if c.group == group]
        outside = [seen.get(c.item, 0) for c in POOL if c.group == group and c not in drawn]
        assert not inside or not outside or max(inside) <= min(outside)


def test_a_form_is_spread_over_the_lectures() -> None:
    drawn = [BY_VERSION[line.version].lecture for line in rules.draw_form(POOL, {"A": 3, "B": 3}, {}, "s")]
    assert sorted(drawn) == ["L0", "L1", "L2", "L3", "L4", "L5"]


def test_a_line_that_cannot_be_filled_is_named() -> None:
    with pytest.raises(TooFewItems, match="B wants 13 items, the pool has 12"):
        rules.draw_form(POOL, {"A": 1, "B": 13}, {}, "s")


@given(st.permutations(range(5)), st.sets(st.integers(0, 4), min_size=1), st.sets(st.integers(0, 4)))
def test_only_exactly_the_right_choices_count(order: list[int], key: set[int], chosen: set[int]) -> None:
    response = [order.index(place) for place in chosen]
    assert rules.is_right(key, order, response) is (chosen == key)


@pytest.mark.parametrize(("items", "share", "goal"), [(40, 0.7, 28), (5, 0.8, 4), (10, 0.7, 7), (3, 0.5, 2), (7, 1.0, 7)])
def test_the_goal_is_exact(items: int, share: float, goal: int) -> None:
    assert rules.needed(items, share) == goal


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 100))
def test_one_passes_with_the_share_and_not_below(marks: list[bool], percent: int) -> None:
    score = rules.score(marks, percent / 100)
    assert score.passed is (sum(marks) * 100 >= percent * len(marks))
    assert 0 <= score.scaled <= 1


@pytest.mark.parametrize(("minutes", "start", "due"), [
    (60, NOW, NOW + timedelta(minutes=60)),
    (60, CLOSES - timedelta(minutes=60), CLOSES),
    (60, CLOSES - timedelta(minutes=2), CLOSES),
    (None, NOW, CLOSES),
])
def test_the_deadline_is_the_earlier_of_limit_and_window(minutes, start, due) -> None:  # type: ignore[no-untyped-def]
    assert rules.deadline(start, minutes, CLOSES) == due


@pytest.mark.parametrize(("response", "kind", "fits"), [
    ([], "single", True), ([0], "single", True), ([0, 1], "single", False), ([0, 1], "multiple", True),
    ([4], "single", False), ([-1], "single", False), ([1, 1], "multiple", False)])
def test_a_response_names_shown_choices_once(response: list[int], kind: str, fits: bool) -> None:
    assert (rules.problem_of_response(response, 4, kind) is None) is fits


def test_a_blueprint_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="adds up to 5"):
        ReviewParameters(items=6, blueprint={"A": 2, "B": 3})
