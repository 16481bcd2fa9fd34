"""A quiz that keeps its questions and answers in the fields of its block: to try a lecture out where nothing counts.

Needs no application around it and no database. Each question is answered and looked up by itself.
"""
from collections.abc import Callable, Mapping
from functools import lru_cache
from random import Random
from typing import Any

from flask_babel import gettext, ngettext
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from assessments.attempts import asking, telling
from assessments.attempts.asking import MARKS, TASKS
from assessments.attempts.views import QuestionView
from assessments.items import answering, markdown
from assessments.items.answering import POINTS, Response
from assessments.items.item import WRITTEN, Item
from assessments.items.quiz import read_quiz
from lms.programs.definition import Words

TEMPLATES = Environment(
    loader=PackageLoader("assessments.attempts"), autoescape=True, trim_blocks=True, extensions=["jinja2.ext.i18n"])
TEMPLATES.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]


@lru_cache(maxsize=64)
def items_of(ja: str, en: str) -> tuple[Item, ...]:
    """The questions of a quiz text and its English edition, which may be missing. DefinitionError tells each fault by line."""
    return read_quiz({"ja": ja, "en": en} if en else {"ja": ja}, "quiz") if ja else ()


def order_of(item: Item, reader: object) -> tuple[int, ...]:
    """The same for the same reader, whenever they come back."""
    return answering.shuffled(item, Random(f"{reader} {item.id}"))  # noqa: S311 - shuffles choices; guards nothing


def answered(item: Item, number: int, values: asking.Values) -> Response:
    """What was sent for the question of that number, as kept. ValueError where it cannot answer it."""
    response = asking.sent(item.kind, len(item.lines), lambda name: values(f"q{number}-{name}"))
    problem = answering.problem_of_response(item.kind, len(item.choices), response)
    if problem:
        raise ValueError(problem)
    return answering.normal(item.kind, response)


def drawn(
    items: tuple[Item, ...], answers: Mapping[str, Any], reader: object, address: Callable[[Item], str], locale: str
) -> Markup:
    """All questions, each a form of its own; under those that were answered what is right and why."""
    return Markup("").join(
        _one(item, number, answers.get(item.id), order_of(item, reader), address(item), locale)
        for number, item in enumerate(items, 1))


def _one(  # noqa: PLR0913 - everything about one question
    item: Item, number: int, answer: Any, order: tuple[int, ...], address: str, locale: str
) -> Markup:
    response = answer if isinstance(answer, str) else tuple(answer or ())
    question = QuestionView(number, item.kind, None, item.case_stem, item.stem, asking.choices(item, order), asking.lines(item),
                            response if response or item.kind not in WRITTEN else "", 0, False)
    page = TEMPLATES.get_template("assessments/practice.html").render(
        question=question, item=item, address=address, task=gettext(TASKS[item.kind]), marks=gettext(MARKS),
        right=question.is_answered and answering.points(item, order, response) == POINTS,
        options=telling.choices(item, order, response), expected=telling.expected(item), **_words(locale))
    return asking.apart(page, f"q{number}")


def _words(locale: str) -> dict[str, Callable[[Words], Any]]:
    def html(draw: Callable[[str], str]) -> Callable[[Words], Markup]:
        return lambda words: Markup(draw(words.get(locale) or words["ja"]))  # noqa: S704 - sanitized by nh3

    return {"block": html(markdown.html), "line": html(markdown.inline)}
