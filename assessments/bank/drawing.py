"""Items drawn as trainees see them, in a given language, with the key and the explanations below."""
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from assessments.attempts import asking, telling
from assessments.attempts.asking import MARKS, TASKS
from assessments.attempts.views import QuestionView
from assessments.bank.words import DIFFICULTIES
from assessments.items import markdown
from assessments.items.answering import shuffled
from assessments.items.item import WRITTEN, Item
from lms.web.access import actor

LOCALES = ("ja", "en")


def drawn(items: Sequence[Item], first: int = 1) -> dict[str, Markup]:
    """Each language's drawing of some items of one unit. ``first`` numbers them, where a page draws several units."""
    return {locale: in_language(items, locale, first) for locale in LOCALES}


def in_language(items: Sequence[Item], locale: str, first: int) -> Markup:
    with force_locale(locale):
        return Markup("").join(_one(item, locale, n, with_case=n == first) for n, item in enumerate(items, first))


def _one(item: Item, locale: str, number: int, with_case: bool) -> Markup:
    order = shuffled(item, Random(item.id))
    question = question_of(item, order, number)
    page = render_template(
        "bank/question.html", item=item, question=question, task=_(TASKS[item.kind]), with_case=with_case and item.case,
        options=telling.choices(item, order, ()), expected=telling.expected(item), difficulty=_(DIFFICULTIES[item.difficulty]),
        **words(locale))
    return asking.apart(page, f"{locale}-{number}")


def question_of(item: Item, order: Sequence[int], number: int) -> QuestionView:
    """The question of an attempt that nobody began."""
    empty = "" if item.kind in WRITTEN else ()
    return QuestionView(number, item.kind, None, item.case_stem, item.stem, asking.choices(item, order), asking.lines(item),
                        empty, 0, False)


def words(locale: str) -> dict[str, Any]:
    """Item texts in one language, with furigana for those who wish it."""
    furigana = actor().furigana

    def html(draw: Any, source: Mapping[str, str]) -> Markup:
        text = draw(source[locale])
        return Markup(text if furigana else markdown.without_furigana(text))  # noqa: S704 - sanitized by nh3

    return {
        "block": lambda source: html(markdown.html, source), "line": lambda source: html(markdown.inline, source),
        "said": lambda source: source[locale], "marks": _(MARKS), "language": locale}
