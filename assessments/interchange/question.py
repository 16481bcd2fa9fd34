"""An item in one language, as plain texts: what every format of the room writes and reads. Pure."""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assessments.items.item import CHOSEN, Case, Choice, Item
from lms.programs.definition import Words

DAYS = ("as_of", "valid_from", "valid_until")
FACTS = ("section", "clause", "difficulty", "ability", *DAYS, "excludes")
UNKNOWN = 0  # difficulty of an item whose file does not tell it
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
FURIGANA = re.compile(r"\{[^{}|\n]+\|[^{}\n]+\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A choice, a line of a matching, or a step, as ``assessments.items.item.Choice``."""

    text: str
    right: bool
    why: str = ""
    match: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """``facts`` are the attributes of ``FACTS`` that are there, as written in our text form."""

    id: str
    kind: str
    stem: str
    parts: tuple[Part, ...] = ()
    accepted: tuple[str, ...] = ()
    explanation: str = ""
    scoring: str = "all"
    case: str = ""
    case_stem: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that a reader sees."""
        of_parts = [text for part in self.parts for text in (part.text, part.match, part.why)]
        return (self.stem, self.case_stem, self.explanation, *of_parts, *self.accepted)

    @property
    def share(self) -> float:
        """Percent of one right choice."""
        return 100 / max(1, sum(part.right for part in self.parts))


def question_of(item: Item, locale: str) -> Question:
    return Question(
        id=item.id, kind=item.kind, stem=item.stem[locale], explanation=item.explanation.get(locale, ""),
        parts=tuple(Part(c.text.get(locale, ""), c.right, c.why.get(locale, ""), c.match.get(locale, "")) for c in item.choices),
        accepted=item.accepted.get(locale, ()), scoring=item.scoring, facts=_facts(item, locale),
        case=item.case.id if item.case else "", case_stem=item.case.stem.get(locale, "") if item.case else "")


def _facts(item: Item, locale: str) -> dict[str, str]:
    days = {name: day.isoformat() for name in DAYS if (day := getattr(item, name))}
    found = {"section": item.section, "clause": item.clause.get(locale, ""), "ability": item.ability, **days,
             "difficulty": str(item.difficulty or ""), "excludes": ", ".join(item.excludes)}
    return {name: found[name] for name in FACTS if found.get(name)}


def item_of(question: Question, lecture: str, locale: str) -> Item:
    facts = question.facts
    days = {name: date.fromisoformat(facts[name]) for name in DAYS if name in facts}
    return Item(
        id=question.id, lecture=lecture, kind=question.kind, section=facts.get("section", ""),
        clause={locale: facts.get("clause", "")}, difficulty=int(facts.get("difficulty", UNKNOWN)),
        stem={locale: question.stem}, choices=tuple(_choice(part, locale) for part in question.parts),
        explanation={locale: question.explanation},
        accepted={} if question.kind not in ("numeric", "text") else {locale: question.accepted},
        ability=facts.get("ability", ""), scoring=question.scoring,
        case=Case(question.case, {locale: question.case_stem}) if question.case else None,
        excludes=tuple(re.split(r"[,\s]+", facts["excludes"])) if "excludes" in facts else (), **days)


def _choice(part: Part, locale: str) -> Choice:
    def words(text: str) -> Words:
        return {locale: text} if text else {}

    return Choice(words(part.text), part.right, {locale: part.why}, words(part.match))


def tidy(text: str) -> str:
    """Lines of a foreign file as ours: one kind of line end, nothing before and behind."""
    return BREAKS.sub("\n", text).strip()


def one_line(text: str) -> str:
    """A choice stands on one line of our text form."""
    return re.sub(r"(\\?\n[ \t]*)+", " ", tidy(text)).strip(" \t")


def is_right(kind: str, part: Part) -> bool:
    """What is placed is always right where it has a text (``assessments.items.reader``)."""
    return part.right if kind in CHOSEN else bool(part.text)
