"""What deserves a look is found, and said plainly; what does not is left alone."""
from collections.abc import Sequence
from random import Random

import pytest

from assessments.statistics.analysis import Analysis, analyze
from assessments.statistics.drift import Comparison, Facility
from assessments.statistics.flags import SENTENCES, Flag, flags, words
from assessments.statistics.items import ChoiceStatistics, ItemStatistics
from tests.statistics.simulation import ability_of, items_of, sheet_of

MISKEYED = {"i007": 2}


def simulated(people: int) -> Analysis:
    """Twenty items, of which one has a wrong key."""
    chance, infos = Random(5), items_of(20)
    sheets = [sheet_of(chance, f"p{n}", "A", infos, ability_of(chance), MISKEYED) for n in range(people)]
    return analyze(sheets, infos)


def choice(position: int, share: float, correlation: float | None = 0.0, n: int = 200) -> ChoiceStatistics:
    return ChoiceStatistics(position, position == 0, round(share * n), share, correlation, None, None)


def item(
    facility: float = 0.6, discrimination: float | None = 0.4, choices: Sequence[ChoiceStatistics] = (), n: int = 200
) -> ItemStatistics:
    return ItemStatistics("i", n, facility, None, None, discrimination, None, None, tuple(choices))


def codes(one: ItemStatistics) -> list[str]:
    return [flag.code for flag in flags([one], [])]


def test_a_wrong_key_is_found_among_sound_items():
    found = simulated(300).flags
    suspects = [flag for flag in found if flag.code == "key-suspect"]
    assert [(flag.item, flag.numbers["key"], flag.numbers["choice"]) for flag in suspects] == [("i007", (0,), (2,))]
    assert {flag.code for flag in found if flag.item == "i007"} == {
        "too-hard", "negative-discrimination", "distractor-beats-key", "key-suspect"}
    assert not {flag.code for flag in found if flag.item != "i007"} & {
        "negative-discrimination", "distractor-beats-key"}


def test_of_few_answers_nothing_else_is_said():
    found = simulated(29).flags
    assert {flag.code for flag in found} == {"too-few-answers"} and len(found) == 20


@pytest.mark.parametrize(("facility", "wanted"), [
    (0.29, ["too-hard"]), (0.30, []), (0.95, []), (0.96, ["too-easy"]), (0.0, ["too-hard"]),
])
def test_hard_and_easy(facility: float, wanted: list[str]):
    assert codes(item(facility)) == wanted


@pytest.mark.parametrize(("discrimination", "wanted"), [
    (-0.01, ["negative-discrimination"]), (0.0, ["low-discrimination"]), (0.19, ["low-discrimination"]), (0.2, []),
    (None, []),
])
def test_discrimination(discrimination: float | None, wanted: list[str]):
    assert codes(item(discrimination=discrimination)) == wanted


def test_wrong_choices_that_hardly_anybody_takes_are_named_together():
    one = item(choices=[choice(0, 0.6), choice(1, 0.049), choice(2, 0.05), choice(3, 0)])
    assert flags([one], []) == (Flag("distractor-unused", "i", {"choices": (1, 3), "limit": 0.05}),)


def test_a_choice_that_few_people_happened_not_to_take_is_not_called_unused():
    assert codes(item(choices=[choice(0, 0.9, n=31), choice(1, 0, n=31)], n=31)) == []


def test_of_an_easy_item_no_wrong_choice_is_called_unused():
    assert codes(item(0.96, choices=[choice(0, 0.96), choice(1, 0.04)])) == ["too-easy"]


def test_a_wrong_choice_taken_more_often_than_the_key_is_named():
    flag, = flags([item(choices=[choice(0, 0.3), choice(1, 0.3), choice(2, 0.4)])], [])
    assert (flag.code, flag.numbers) == ("distractor-beats-key", {"key": (0,), "key_share": 0.3, "choice": (2,), "share": 0.4})
    assert codes(item(choices=[choice(0, 0.4), choice(1, 0.4)])) == []


@pytest.mark.parametrize(("key", "wrong", "wanted"), [
    (0.1, 0.2, ["key-suspect"]),
    (0.2, 0.2, []),
    (-0.2, 0.13, []),  # of 200 answers, 0.13 may be chance
    (-0.2, 0.15, ["key-suspect"]),
    (None, 0.3, []),
])
def test_a_wrong_choice_of_the_able_puts_the_key_in_doubt(key: float | None, wrong: float, wanted: list[str]):
    assert codes(item(choices=[choice(0, 0.6, key), choice(1, 0.4, wrong)])) == wanted


@pytest.mark.parametrize(("after", "adjusted", "wanted"), [(0.7, 0.04, 1), (0.55, 0.04, 0), (0.7, 0.06, 0), (0.3, 0.04, 1)])
def test_drift_is_flagged_where_it_is_both_sure_and_notable(after: float, adjusted: float, wanted: int):
    one = Comparison("i", Facility("A", 90, 0.5), Facility("B", 90, after), after - 0.5, (0, 0), adjusted, adjusted)
    assert [flag.code for flag in flags([], [one])] == ["drift"] * wanted


@pytest.mark.parametrize(("flag", "sentence"), [
    (Flag("too-hard", "i", {"facility": 0.213, "limit": 0.3}), "正答率が21%と低めです。問題文か正答を見直してください。"),
    (Flag("distractor-unused", "i", {"choices": (1, 3), "limit": 0.05}),
     "選んだ人が5%に満たない誤答の選択肢があります(選択肢2, 4)。もっと迷いやすい内容に替えることをご検討ください。"),
    (Flag("too-few-answers", "i", {"n": 12, "least": 30}),
     "解答はまだ12件です。30件ほど集まると、この問題の良し悪しを判断しやすくなります。"),
    (Flag("key-suspect", "i", {"key": (0,), "key_correlation": -0.2, "choice": (2,), "correlation": 0.3}),
     "ほかの問題がよくできた人は、正答の選択肢1よりも選択肢3を選ぶ傾向があります。正答の設定が正しいか確認してください。"),
])
def test_flags_are_said_in_plain_words(flag: Flag, sentence: str):
    message, values = words(flag)
    assert message % values == sentence


def test_correlations_are_said_as_numbers_not_percent():
    message, values = words(Flag("low-discrimination", "i", {"discrimination": 0.123, "limit": 0.2}))
    assert "目盛りで0.12)" in message % values


def test_every_flag_that_is_raised_has_all_that_its_sentence_asks_for():
    drift = Comparison("i", Facility("第1期", 90, 0.5), Facility("第2期", 90, 0.7), 0.2, (0, 0), 0.01, 0.01)
    hard = item(0.2, -0.3, [choice(0, 0.2, -0.3), choice(1, 0.76, 0.3), choice(2, 0.04, 0)])
    raised = flags([hard, item(0.99, 0.1), item(n=3)], [drift])
    assert {flag.code for flag in raised} == set(SENTENCES)
    assert all("%(" not in message % values for message, values in map(words, raised))
