"""How statistics are said: numbers as people write them, flags as badges and sentences, reasons why there is no number."""
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from assessments.statistics import flags
from assessments.statistics.drift import Comparison
from assessments.statistics.flags import Code, Flag
from assessments.statistics.intervals import Interval
from assessments.statistics.reliability import Estimate, Reason
from lms.cohorts.words import Look
from lms.programs.definition import Words
from lms.web.words import text

NONE, MINUS = "—", "\N{MINUS SIGN}"
STEADY, FAIR = 0.8, 0.7  # reliability: good for a test of persons, and the least (Nunnally & Bernstein 1994, Psychometric Theory)


# The gravest first.
LOOKS: Mapping[Code, Look] = {
    "key-suspect": Look("alert", "bad", "正答を確認"),
    "distractor-beats-key": Look("wrong", "bad", "誤答が多い"),
    "negative-discrimination": Look("alert", "bad", "逆の傾向"),
    "drift": Look("clock", "warn", "正答率が変化"),
    "too-hard": Look("locked", "warn", "難しすぎ"),
    "low-discrimination": Look("exempt", "warn", "差が出にくい"),
    "distractor-unused": Look("open", "", "選ばれない選択肢"),
    "too-easy": Look("done", "", "やさしすぎ"),
    "too-few-answers": Look("info", "", "解答が少ない"),
}
GRAVITY = {code: place for place, code in enumerate(LOOKS)}

REASONS: Mapping[Reason, str] = {
    "too-few-sheets": "2名以上の提出があると計算できます。",
    "too-few-items": "2問以上のテストで計算できます。",
    "too-little-overlap": "同じ問題どうしを解いた人がまだ少なく、計算できません。",
    "no-variance": "全員の得点が同じなので、計算できません。",
    "not-dichotomous": "部分点のある問題を含むので、使えません。αをご覧ください。",
    "no-cases": "事例を共有する問題がないので、αと同じです。",
}


def percent(share: float | None) -> str:
    return NONE if share is None else f"{share:.0%}"


def span(interval: Interval | None) -> str:
    """An interval of shares: 52〜71%."""
    return "" if interval is None else _("%(low)s〜%(high)s", low=f"{100 * interval[0]:.0f}", high=f"{interval[1]:.0%}")


def points(share: float | None) -> str:
    """A difference of shares, with its sign."""
    return NONE if share is None else _("%(n)sポイント", n=f"{round(100 * share):+d}".replace("-", MINUS))


def correlation(value: float | None) -> str:
    return NONE if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def correlations(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return _("%(low)sから%(high)s", low=correlation(interval[0]), high=correlation(interval[1]))


def gravest(found: Iterable[Flag]) -> list[Flag]:
    return sorted(found, key=lambda flag: GRAVITY[flag.code])


def sentence(flag: Flag, rounds: Mapping[str, Words]) -> str:
    message, values = flags.words(flag)
    named = {name: text(rounds[value]) for name, value in values.items() if name in ("before", "after") and value in rounds}
    return _(message, **{**values, **named})


def steadiness(estimate: Estimate) -> str:
    """What a reliability means for the lecturer."""
    if estimate.value is None:
        return _(REASONS[estimate.reason]) if estimate.reason else ""
    if estimate.value >= STEADY:
        return _("得点は十分に安定しています。似た問題でもう一度行っても、順位はほぼ同じになると見込めます。")
    if estimate.value >= FAIR:
        return _("得点はおおむね安定しています。合格基準の近くの人は、もう一度行うと合否が変わることがあります。")
    return _("得点は偶然に左右されやすい状態です。合否だけで判断せず、問題を増やすか見直すことをご検討ください。")


def surprise(one: Comparison) -> str:
    return _("偶然とは考えにくい差です") if one.drifted else _("偶然でも起こる差です")
