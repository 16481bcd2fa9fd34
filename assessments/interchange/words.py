"""What formats are called, and what reports say in the language of the request."""
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from assessments.interchange.report import Loss
from assessments.interchange.sayings import Said, part_saying, saying

FORM_NAMES = {"moodle": "Moodle XML", "gift": "GIFT", "qti21": "QTI 2.1", "qti30": "QTI 3.0", "text": "Tsunagu (quiz.md)"}
# What a form lacks, by its field.
MISSING = {"place": "講義を選んでください。", "format": "形式を選んでください。", "language": "言語を選んでください。",
           "file": "ファイルを選んでください。"}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a report in the reader's language."""

    item: str
    part: str
    message: str


def told(loss: Loss) -> Told:
    return Told(loss.item, _words(part_saying(loss.part)), said(loss.message))


def said(message: str) -> str:
    return _words(saying(message))


def by_item(losses: Iterable[Loss]) -> dict[str, list[Told]]:
    """In the order of the report; an empty name stands for the file as a whole."""
    found: dict[str, list[Told]] = {}
    for loss in losses:
        found.setdefault(loss.item, []).append(told(loss))
    return found


def _words(found: Said) -> str:
    message, parts = found
    return _(message, **dict(parts)) if message else ""
