"""A form as a paper with an answer sheet and, for staff, its key: what goes into the PDF. Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.items import markdown
from assessments.items.item import CHOSEN, Item
from lms import markdown as texts
from lms.programs.definition import Words

MARKS = {"ja": "アイウエオカキクケコ", "en": "ABCDEFGHIJ"}


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with its item as it was asked: ``order`` lists the written positions in the order shown."""

    position: int
    item: Item
    order: tuple[int, ...]


def content(questions: Sequence[PaperQuestion], locale: str) -> list[dict[str, Any]]:
    """For the template: texts only, so that nothing an author wrote is taken for markup."""
    cases = [question.item.case_id for question in questions]
    return [_question(q, locale, q.item.case_id is not None and cases[:n][-1:] != [q.item.case_id])
            for n, q in enumerate(questions)]


def _question(question: PaperQuestion, locale: str, opens_case: bool) -> dict[str, Any]:
    item, marks = question.item, MARKS[locale]
    shown = [item.choices[place] for place in question.order]
    case = item.case_stem if opens_case else None
    return {
        "number": question.position, "kind": item.kind, "case": _block(case, locale) if case else "",
        "stem": _block(item.stem, locale),
        "choices": [{"mark": marks[n], "text": _line(c.match or c.text, locale)} for n, c in enumerate(shown)],
        "lines": [_line(item.choices[n].text, locale) for n in item.lines] if item.kind == "matching" else [],
        "key": key(item, question.order, locale),
    }


def key(item: Item, order: Sequence[int], locale: str) -> str:
    """What is right, by the marks as shown on this very form."""
    marks = MARKS[locale]
    if item.kind in CHOSEN:
        return " ".join(marks[n] for n, written in enumerate(order) if written in item.key)
    if item.kind == "matching":
        return " ".join(f"{line + 1}-{marks[order.index(written)]}" for line, written in enumerate(item.lines))
    if item.kind == "ordering":
        return " ".join(marks[order.index(written)] for written in range(len(order)))
    return " / ".join(item.accepted.get(locale) or next(iter(item.accepted.values())))


def _block(words: Words, locale: str) -> str:
    return texts.plain(markdown.html(words.get(locale) or words["ja"]))


def _line(words: Words, locale: str) -> str:
    return markdown.plain(words.get(locale) or words["ja"])
