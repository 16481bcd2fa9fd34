"""Drawing a form: whatever the pool and the demands, what comes out meets them, or it is said what cannot be met."""
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.attempts import forms
from assessments.attempts.forms import Candidate, Demand, NoSuchForm, draw, unmet


def candidate(n: int, group: str, difficulty: int = 1, case: str | None = None, excludes: tuple[str, ...] = ()) -> Candidate:
    tags = {"group": group, "difficulty": str(difficulty), "ability": ""}
    return Candidate(f"v{n}", f"i{n:02}", f"L{n % 6}", tags, case, frozenset(excludes))


def modules(**counts: int) -> list[Demand]:
    return [Demand("group", name, count, count) for name, count in counts.items()]


POOL = [candidate(n, "AB"[n % 2], n % 3 + 1) for n in range(24)]
blueprints = st.fixed_dictionaries({"A": st.integers(0, 12), "B": st.integers(0, 12)})
histories = st.dictionaries(st.sampled_from([c.item for c in POOL]), st.integers(1, 5))


@given(blueprints, histories, st.text(max_size=8))
def test_a_form_follows_its_blueprint_without_repeating_an_item(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    drawn = draw(POOL, modules(**blueprint), seen, seed)
    assert Counter(c.tags["group"] for c in drawn) == Counter(blueprint)
    assert len({c.item for c in drawn}) == len(drawn)


@given(blueprints, histories, st.text(max_size=8))
def test_the_same_seed_draws_the_same_form_in_whatever_order_the_pool_comes(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    assert draw(POOL, modules(**blueprint), seen, seed) == draw(POOL[::-1], modules(**blueprint), seen, seed)


@given(blueprints, histories, st.text(max_size=8))
def test_nothing_is_asked_again_while_something_was_asked_less(
    blueprint: dict[str, int], seen: dict[str, int], seed: str
) -> None:
    drawn = {c.item for c in draw(POOL, modules(**blueprint), seen, seed)}
    for group in blueprint:
        members = [c.item for c in POOL if c.tags["group"] == group]
        inside = [seen.get(item, 0) for item in members if item in drawn]
        outside = [seen.get(item, 0) for item in members if item not in drawn]
        assert not inside or not outside or max(inside) <= min(outside)


def test_a_form_is_spread_over_the_lectures() -> None:
    assert sorted(c.lecture for c in draw(POOL, modules(A=3, B=3), {}, "s")) == ["L0", "L1", "L2", "L3", "L4", "L5"]


def test_a_second_of_a_lecture_waits_for_a_first_of_every_lecture_and_a_third_for_their_seconds() -> None:
    lone = [candidate(n, "A") for n in (1, 2)]
    pool = [*lone, *(candidate(n, "A") for n in range(0, 36, 6)), *(candidate(n, "A") for n in range(3, 36, 6))]
    for many, lectures in ((4, {"L0": 1, "L1": 1, "L2": 1, "L3": 1}), (8, {"L0": 3, "L1": 1, "L2": 1, "L3": 3})):
        assert Counter(c.lecture for c in draw(pool, modules(A=many), {}, "s")) == lectures


def test_single_items_need_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_searched", lambda *_: pytest.fail("searched"))
    odd = [candidate(90, "C"), candidate(91, "A", excludes=("i92",)), candidate(92, "A", excludes=("i91",))]
    drawn = draw([*POOL, *odd], [*modules(A=13, B=5), Demand("difficulty", "3", 0, 7)], {}, "s")
    assert Counter(c.tags["group"] for c in drawn) == {"A": 13, "B": 5}


def test_the_search_prefers_what_was_asked_least_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    pool = [candidate(0, "A"), candidate(1, "A"), candidate(2, "A", 2), candidate(3, "A", 2)]
    demands = [*modules(A=2), Demand("difficulty", "2", 1, 2)]
    assert {c.item for c in draw(pool, demands, {"i00": 1, "i02": 5, "i03": 4}, "s")} == {"i01", "i03"}
    assert capfd.readouterr() == ("", "")


def test_a_demand_that_cannot_be_met_is_named_with_what_there_could_be() -> None:
    with pytest.raises(NoSuchForm, match="group B wants 13, there can be 12") as caught:
        draw(POOL, modules(A=1, B=13), {}, "s")
    assert [(demand.value, found) for demand, found in caught.value.demands] == [("B", 12)]


@pytest.mark.parametrize(("pool", "told"), [
    (POOL, "group A wants 13, there can be 12; group B wants 14, there can be 12"),
    ([], "group A wants 13, there can be 0; group B wants 14, there can be 0"),
])
def test_every_demand_that_cannot_be_met_is_named(pool: list[Candidate], told: str) -> None:
    with pytest.raises(NoSuchForm, match=f"^{told}$"):
        draw(pool, modules(A=13, B=14), {}, "s")


def test_two_demands_that_cannot_be_met_together_are_told() -> None:
    both = [*modules(A=4, B=0), Demand("difficulty", "3", 5, 8)]
    with pytest.raises(NoSuchForm, match="difficulty 3 wants 5, there can be 4"):
        draw(POOL, both, {}, "s")


@st.composite
def small(draw_: st.DrawFn) -> tuple[list[Candidate], list[Demand]]:
    """Few items with cases, pairs apart and three sorts of tags: small enough to try every form."""
    pool = []
    for n in range(draw_(st.integers(1, 8))):
        pair = draw_(st.sampled_from(["", "", "i00", "i01"]))
        pool.append(candidate(n, draw_(st.sampled_from("AB")), draw_(st.integers(1, 2)), draw_(st.sampled_from([None, None, "x", "y"])),
                              (pair,) if pair and pair != f"i{n:02}" else ()))
    least = draw_(st.integers(0, 3))
    return pool, [*modules(A=draw_(st.integers(0, 3)), B=draw_(st.integers(0, 3))), Demand("difficulty", "2", least, 8)]


def is_form(members: tuple[Candidate, ...], pool: list[Candidate], demands: list[Demand]) -> bool:
    """By the definition, said another way."""
    names = {c.item for c in members}
    whole = all((c in members) for c in pool if c.case and any(c.case == m.case for m in members))
    return whole and not unmet(members, demands) and not any(name in names for m in members for name in m.excludes)


@given(small(), st.text(max_size=4))
def test_a_form_is_found_exactly_where_there_is_one(ground: tuple[list[Candidate], list[Demand]], seed: str) -> None:
    pool, demands = ground
    size = sum(d.least for d in demands if d.tag == "group")
    assume(size)
    exists = any(is_form(members, pool, demands) for members in combinations(pool, size))
    try:
        drawn = draw(pool, demands, {}, seed)
    except NoSuchForm:
        assert not exists
    else:
        assert exists
        assert is_form(drawn, pool, demands)


def test_a_case_stands_together_in_its_written_order() -> None:
    pool = [candidate(n, "A", case="x" if n in (2, 5, 7) else None) for n in range(12)]
    drawn = [c.item for c in draw(pool, modules(A=12), {}, "s")]
    first = drawn.index("i02")
    assert drawn[first:first + 3] == ["i02", "i05", "i07"]
