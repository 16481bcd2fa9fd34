"""What in the numbers deserves a look, as codes with their numbers, and in words for a lecturer. Pure.

A flag is a hint, not a verdict: the lecturer who knows the subject decides.
"""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assessments.statistics.drift import Comparison
from assessments.statistics.intervals import fisher, wilson
from assessments.statistics.items import ChoiceStatistics, ItemStatistics

LEAST_ANSWERS = 30  # Wilson's interval of 50 % is then 33 to 67 %; with fewer there is little to say
TOO_HARD = 0.30  # close to guessing among four; the usual lower bound (Allen & Yen 1979, Introduction to Measurement Theory)
TOO_EASY = 0.95  # looser than the usual 0.90: these tests confirm that a lecture was understood
LOW_DISCRIMINATION = 0.20  # "poor" below (Ebel & Frisbie 1991, Essentials of Educational Measurement, 5th ed.)
FUNCTIONING = 0.05  # share that a wrong choice should attract (Haladyna & Downing 1993, Educ. Psychol. Meas. 53:999)
SURELY_IDLE = 0.10  # upper end of Wilson's interval, so that few answers alone do not call a choice idle; our own choice
NOTABLE_DRIFT = 0.10  # smaller differences are real in large cohorts, and do not matter; our own choice

Code = Literal[
    "too-hard", "too-easy", "negative-discrimination", "low-discrimination", "distractor-unused",
    "distractor-beats-key", "key-suspect", "too-few-answers", "drift",
]
Number = float | str | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """``numbers``: shares 0 to 1, correlations -1 to 1, counts as int, written positions as tuples, names as str."""

    code: Code
    item: str
    numbers: Mapping[str, Number]


def flags(items: Iterable[ItemStatistics], compared: Iterable[Comparison]) -> tuple[Flag, ...]:
    """Item after item, then drift. Of an item with few answers only that is said: the rest would be chance."""
    found = [flag for item in items for flag in _of_item(item)]
    return (*found, *(_drift(one) for one in compared if one.drifted and abs(one.difference) >= NOTABLE_DRIFT))


def _of_item(item: ItemStatistics) -> Iterator[Flag]:
    if item.n < LEAST_ANSWERS:
        yield Flag("too-few-answers", item.id, {"n": item.n, "least": LEAST_ANSWERS})
        return
    for rule in (_facility, _discrimination, _unused, _beaten, _suspect):
        yield from rule(item)


def _facility(item: ItemStatistics) -> Iterator[Flag]:
    facility = item.facility or 0.0
    if facility < TOO_HARD:
        yield Flag("too-hard", item.id, {"facility": facility, "limit": TOO_HARD})
    if facility > TOO_EASY:
        yield Flag("too-easy", item.id, {"facility": facility, "limit": TOO_EASY})


def _discrimination(item: ItemStatistics) -> Iterator[Flag]:
    if item.discrimination is None or item.discrimination >= LOW_DISCRIMINATION:
        return
    code: Code = "negative-discrimination" if item.discrimination < 0 else "low-discrimination"
    yield Flag(code, item.id, {"discrimination": item.discrimination, "limit": LOW_DISCRIMINATION})


def _unused(item: ItemStatistics) -> Iterator[Flag]:
    """Where nearly everybody is right there is nobody left to choose a wrong choice."""
    idle = tuple(choice.position for choice in _wrong(item) if _is_idle(_share(choice), item.n))
    if idle and (item.facility or 0.0) <= TOO_EASY:
        yield Flag("distractor-unused", item.id, {"choices": idle, "limit": FUNCTIONING})


def _is_idle(share: float, n: int) -> bool:
    return share < FUNCTIONING and wilson(share, n)[1] < SURELY_IDLE


def _beaten(item: ItemStatistics) -> Iterator[Flag]:
    """The least chosen right choice against the most chosen wrong one."""
    key, wrong = min(_right(item), key=_share, default=None), max(_wrong(item), key=_share, default=None)
    if key and wrong and wrong.count > key.count:
        yield Flag("distractor-beats-key", item.id, {
            "key": (key.position,), "key_share": _share(key), "choice": (wrong.position,), "share": _share(wrong),
        })


def _suspect(item: ItemStatistics) -> Iterator[Flag]:
    """A wrong choice that good people prefer, by more than chance (Fisher's interval), and more than a right one."""
    rights, wrongs = ([(choice.correlation, choice.position) for choice in side if choice.correlation is not None]
                      for side in (_right(item), _wrong(item)))
    if not rights or not wrongs:
        return
    (key, right), (correlation, wrong) = min(rights), max(wrongs)
    interval = fisher(correlation, item.n)
    if correlation > key and interval and interval[0] > 0:
        yield Flag("key-suspect", item.id, {
            "key": (right,), "key_correlation": key, "choice": (wrong,), "correlation": correlation,
        })


def _drift(one: Comparison) -> Flag:
    return Flag("drift", one.item, {
        "before": one.before.cohort, "before_facility": one.before.value,
        "after": one.after.cohort, "after_facility": one.after.value, "adjusted": one.adjusted,
    })


def _right(item: ItemStatistics) -> list[ChoiceStatistics]:
    return [choice for choice in item.choices if choice.right]


def _wrong(item: ItemStatistics) -> list[ChoiceStatistics]:
    return [choice for choice in item.choices if not choice.right]


def _share(choice: ChoiceStatistics) -> float:
    return choice.share or 0.0


# Words -------------------------------------------------------------------------------------------------

SENTENCES: dict[Code, str] = {
    "too-hard": "正答率が%(facility)sと低めです。問題文か正答を見直してください。",
    "too-easy": "正答率が%(facility)sと高く、ほとんどの人が正答しています。やさしすぎないか見直してください。",
    "negative-discrimination":
        "ほかの問題がよくできた人ほど、この問題を間違える傾向があります(-1から1の目盛りで%(discrimination)s)。"
        "正答の設定と問題文を確認してください。",
    "low-discrimination":
        "ほかの問題がよくできた人とそうでない人とで、この問題の出来にあまり差がありません"
        "(-1から1の目盛りで%(discrimination)s)。問題文があいまいでないか確認してください。",
    "distractor-unused":
        "選んだ人が%(limit)sに満たない誤答の選択肢があります(選択肢%(choices)s)。もっと迷いやすい内容に替えることをご検討ください。",
    "distractor-beats-key":
        "正答の選択肢%(key)sを選んだ人は%(key_share)sですが、誤答の選択肢%(choice)sは%(share)sの人が選んでいます。"
        "正答の設定と問題文を確認してください。",
    "key-suspect":
        "ほかの問題がよくできた人は、正答の選択肢%(key)sよりも選択肢%(choice)sを選ぶ傾向があります。"
        "正答の設定が正しいか確認してください。",
    "too-few-answers": "解答はまだ%(n)s件です。%(least)s件ほど集まると、この問題の良し悪しを判断しやすくなります。",
    "drift":
        "正答率が%(before)sの%(before_facility)sから%(after)sの%(after_facility)sに変わりました。偶然とは考えにくい差です。"
        "問題が広まっていないか、講義の内容が変わっていないか確認してください。",
}
CORRELATIONS = ("discrimination", "correlation", "key_correlation")


def words(flag: Flag) -> tuple[str, dict[str, str]]:
    """The message id and the values of its placeholders; choices count from 1, as people see them."""
    return SENTENCES[flag.code], {name: _shown(name, value) for name, value in flag.numbers.items()}


def _shown(name: str, value: Number) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(position + 1) for position in value)
    if isinstance(value, float):
        return f"{value:.2f}" if name in CORRELATIONS else f"{value:.0%}"
    return str(value)
