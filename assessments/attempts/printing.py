"""A form as a PDF: the words around it and the answer that carries it."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response
from flask_babel import gettext as _

from assessments.attempts import paper
from assessments.attempts.paper import PaperQuestion
from lms import typesetting
from lms.periods import civil_day, wareki
from lms.web.words import locale

TEMPLATE = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed; ``with_key`` adds the key on a page of its own."""

    questions: Sequence[PaperQuestion]
    title: str
    number: int
    started_at: datetime
    attempt: str
    with_key: bool


def printed(asked: Printed) -> Response:
    data: dict[str, Any] = {
        "title": asked.title, "subtitle": _("%(n)s回目・%(count)s問", n=asked.number, count=len(asked.questions)),
        "reference": f"{day_of(asked.started_at)}　{asked.attempt[:8]}", "locale": locale(), "key": asked.with_key,
        "questions": paper.content(asked.questions, locale()),
        "words": {"name": _("氏名"), "date": _("日付"), "sheet": _("解答用紙"), "key": _("正答")},
    }
    answer = Response(typesetting.pdf(TEMPLATE, data), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{asked.attempt[:8]}.pdf"'
    return answer


def day_of(moment: datetime) -> str:
    day = civil_day(moment)
    return wareki(day) if locale() == "ja" else day.isoformat()
