"""What answers an item and what an answer is worth: every kind, in whatever order it is shown."""
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items.answering import (
    POINTS,
    accepted_number,
    fold,
    is_empty,
    normal,
    number,
    points,
    problem_of_response,
    shuffled,
)
from assessments.items.item import Choice, Item, from_json, to_json


def words(text: str) -> dict[str, str]:
    return {"ja": text, "en": text}


def item(kind: str, choices: tuple[Choice, ...] = (), **more: Any) -> Item:
    return Item("x-01", "A1", kind, "s", words("clause"), 1, words("?"), choices, words("!"), **more)


def choices(count: int, right: set[int]) -> tuple[Choice, ...]:
    return tuple(Choice(words(f"c{n}"), n in right, words("")) for n in range(count))


def matching(lines: int, spare: int = 0, **more: Any) -> Item:
    pairs = tuple(Choice(words(f"l{n}"), True, words(""), words(f"m{n}")) for n in range(lines))
    return item("matching", (*pairs, *(Choice({}, False, words(""), words(f"s{n}")) for n in range(spare))), **more)


orders = st.integers(0, 10_000).map(Random)


@given(orders, st.sets(st.integers(0, 4), min_size=1), st.sets(st.integers(0, 4)))
def test_only_exactly_the_right_choices_count(chance: Random, key: set[int], chosen: set[int]) -> None:
    asked = item("multiple", choices(5, key))
    order = shuffled(asked, chance)
    assert (points(asked, order, [order.index(place) for place in chosen]) == POINTS) is (chosen == key)


@given(orders, st.sets(st.integers(0, 4), min_size=1), st.sets(st.integers(0, 4)))
def test_in_part_a_wrong_choice_takes_a_right_one_back(chance: Random, key: set[int], chosen: set[int]) -> None:
    asked = item("multiple", choices(5, key), scoring="partial")
    order = shuffled(asked, chance)
    expected = max(0, len(key & chosen) - len(chosen - key)) * POINTS // len(key)
    assert points(asked, order, [order.index(place) for place in chosen]) == expected


def test_every_share_of_up_to_ten_parts_is_a_whole_number_of_points() -> None:
    assert [parts for parts in range(1, 11) if POINTS % parts] == []


def test_choosing_everything_or_nothing_earns_nothing() -> None:
    asked = item("multiple", choices(4, {0, 1}), scoring="partial")
    assert [points(asked, (0, 1, 2, 3), answer) for answer in ([], [0, 1, 2, 3])] == [0, 0]


def test_a_single_item_never_counts_in_part() -> None:
    assert points(item("single", choices(3, {1}), scoring="partial"), (0, 1, 2), [0]) == 0


def test_true_and_false_are_not_shuffled() -> None:
    assert {shuffled(item("true-false", choices(2, {0})), Random(n)) for n in range(20)} == {(0, 1)}


@given(orders, st.integers(2, 5), st.integers(0, 3))
def test_a_matching_is_right_line_by_line(chance: Random, lines: int, spare: int) -> None:
    asked = matching(lines, spare, scoring="partial")
    order = shuffled(asked, chance)
    right = [order.index(n) for n in range(lines)]
    assert points(asked, order, right) == POINTS
    assert points(asked, order, [-1, *right[1:]]) == (lines - 1) * POINTS // lines
    assert points(matching(lines, spare), order, [-1, *right[1:]]) == 0


def test_two_lines_with_one_match_take_either_copy() -> None:
    pairs = tuple(Choice(words(f"l{n}"), True, words(""), words("same")) for n in range(2))
    assert points(item("matching", pairs), (0, 1), [1, 0]) == POINTS


@given(orders, st.integers(2, 6))
def test_an_ordering_asks_for_the_written_order(chance: Random, count: int) -> None:
    asked = item("ordering", choices(count, set(range(count))), scoring="partial")
    order = shuffled(asked, chance)
    assert points(asked, order, list(order)) == POINTS
    assert points(asked, order, [-1] * count) == 0


@pytest.mark.parametrize(("written", "right"), [
    ("在留カード", True), (" 在留ｶｰﾄﾞ ", True), ("ＺＡＩＲＹＵ　card", True), ("zairyu  CARD", True), ("在留", False), ("", False)])
def test_words_are_compared_without_width_case_and_spaces(written: str, right: bool) -> None:
    asked = item("text", accepted={"ja": ("在留カード",), "en": ("Zairyu card",)})
    assert (points(asked, (), written) == POINTS) is right


def test_a_kanji_is_never_folded_into_another() -> None:
    assert fold("\ufa19") != fold("\u795e")  # two forms of one character in somebody's name
    assert fold("髙") != fold("高")


@pytest.mark.parametrize(("written", "right"), [
    ("31.5", True), ("３１．５", True), ("32", True), ("31", True), ("32.1", False), ("1,031.5", False), ("三十一", False), ("1e2", False)])
def test_numbers_are_read_in_any_width_within_the_tolerance(written: str, right: bool) -> None:
    assert (points(item("numeric", accepted={"ja": ("31.5 ± 0.5",)}), (), written) == POINTS) is right


@pytest.mark.parametrize(("form", "fits"), [("1,000", True), ("-2.5 ± 0.1", True), ("− 3", True), ("1 ± -1", False), ("?", False)])
def test_an_accepted_number_has_a_value_and_a_tolerance(form: str, fits: bool) -> None:
    assert (accepted_number(form) is not None) is fits


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**9, max_value=10**9))
def test_a_number_survives_being_typed(value: Any) -> None:
    assert number(f"{value:,}") == value


@pytest.mark.parametrize(("kind", "shown", "response", "fits"), [
    ("single", 4, [], True), ("single", 4, [3], True), ("single", 4, [0, 1], False), ("multiple", 4, [0, 1], True),
    ("multiple", 4, [0, 0], False), ("multiple", 4, [4], False), ("multiple", 4, [-1], False), ("true-false", 2, [0, 1], False),
    ("matching", 3, [-1, 0], True), ("matching", 3, [3, 0], False), ("ordering", 3, [1, 1, -1], True), ("ordering", 3, [0] * 4, False),
    ("text", 0, "言葉", True), ("text", 0, [0], False), ("text", 0, "あ" * 200, True), ("text", 0, "あ" * 201, False),
    ("single", 4, "0", False),
])
def test_an_answer_that_does_not_fit_its_kind_is_told(kind: str, shown: int, response: Any, fits: bool) -> None:
    assert (problem_of_response(kind, shown, response) is None) is fits


@pytest.mark.parametrize(("response", "empty"), [([], True), ([-1, -1], True), ([-1, 0], False), ("", True), (" ", True), ("a", False)])
def test_an_empty_answer_takes_the_answer_back(response: Any, empty: bool) -> None:
    assert is_empty(response) is empty


def test_the_order_of_ticking_says_nothing_and_that_of_placing_does() -> None:
    assert (normal("multiple", [2, 0]), normal("matching", [2, 0]), normal("text", "b")) == ([0, 2], [2, 0], "b")


@given(orders, st.sampled_from(["single", "multiple", "matching", "ordering"]), st.lists(st.integers(-1, 4), max_size=5))
def test_whatever_is_sent_is_worth_between_nothing_and_all(chance: Random, kind: str, response: list[int]) -> None:
    asked = matching(5, scoring="partial") if kind == "matching" else item(kind, choices(5, {0, 3}), scoring="partial")
    order = shuffled(asked, chance)
    if problem_of_response(kind, len(order), response) is None:
        assert 0 <= points(asked, order, response) <= POINTS


def test_an_item_survives_being_kept_as_json() -> None:
    import json
    from datetime import date

    from assessments.items.item import Case

    asked = matching(2, 1, scoring="partial", as_of=date(2026, 11, 22), case=Case("c", words("case")), excludes=("x-02",),
                     accepted={"ja": ("a", "b")})
    assert from_json(json.loads(json.dumps(to_json(asked)))) == asked
