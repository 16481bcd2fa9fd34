"""Our own text form, ``quiz.*.md`` (docs/authoring.md): written so that reading it gives the same items. Pure."""
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from assessments.interchange.passage import exported, imported
from assessments.interchange.question import FACTS, Part, Question, one_line, question_of
from assessments.interchange.report import Exported, Imported, Loss, Unusable
from assessments.interchange.safe import text_of
from assessments.items import judging
from assessments.items.item import Item
from assessments.items.reader import CASE, HEADING, LINES, PAIR, Edition, RawItem, read_edition

REQUIRED = ("section", "clause", "difficulty")
HEADER = "---\nlecture: {}\n---\n"
HEADER_LINES = 3


def written(items: Sequence[Item], locale: str) -> Exported:
    def write(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
        return _quiz(questions, items[0].lecture if items else "").encode(), []

    return exported(items, locale, write, read)


def quiz_text(items: Sequence[Item], lecture: str, locale: str) -> str:
    """One edition of the quiz of a lecture."""
    return _quiz([question_of(item, locale) for item in items], lecture)


def _quiz(questions: Sequence[Question], lecture: str) -> str:
    cases = groupby(questions, key=lambda question: (question.case, question.case_stem))
    return "\n".join([HEADER.format(lecture), *(unit_text(list(members)) for _case, members in cases)])


def unit_text(members: Sequence[Question]) -> str:
    """Questions one after another, or those of one case below it, as the bank edits them: without the header of a file."""
    return "\n".join(_blocks(members[0].case, members[0].case_stem, members))


def _blocks(case: str, stem: str, members: Sequence[Question]) -> list[str]:
    if not case:
        return [_block(member, "##") for member in members]
    return [f"## {case}\nkind: {CASE}\n\n{_kept(stem, CASE)}\n", *(_block(member, "###") for member in members)]


def _block(question: Question, marks: str) -> str:
    answer = _accepted(question) if question.accepted else [
        line for number, part in enumerate(question.parts, 1) for line in _lines(question.kind, number, part)]
    paragraphs = [f"{marks} {question.id}", *_attributes(question), "", _kept(question.stem, question.kind), "", *answer,
                  "", *_quoted(question.explanation, "> "), ""]
    return "\n".join(paragraphs)


def _attributes(question: Question) -> list[str]:
    """Attributes that must be there are written even where they are empty: the check then names their line."""
    scoring = [] if question.scoring == "all" else [f"scoring: {question.scoring}"]
    facts = [f"{name}: {question.facts.get(name, '')}".rstrip() for name in FACTS if name in REQUIRED or name in question.facts]
    return [f"kind: {question.kind}", *facts, *scoring]


def _kept(stem: str, kind: str) -> str:
    """A line of the question that looks like a heading or an answer steps one space in; Markdown shows it the same."""
    patterns = [HEADING, *filter(None, [LINES.get(kind)])]
    return "\n".join(f" {line}" if any(p.fullmatch(line) for p in patterns) else line for line in stem.split("\n"))


def _accepted(question: Question) -> list[str]:
    return [f"= {one_line(form)}" for form in question.accepted]


def _lines(kind: str, number: int, part: Part) -> list[str]:
    return [_line(kind, number, part), *_quoted(part.why, "  > ")]


def _line(kind: str, number: int, part: Part) -> str:
    text = one_line(part.text)
    if kind == "matching":
        return _pair(text, one_line(part.match))
    if kind == "ordering":
        return f"{number}. {text}"
    left, right = "[]" if kind == "multiple" else "()"
    return f"- {left}{'x' if part.right else ' '}{right} {text}"


def _pair(text: str, match: str) -> str:
    """An arrow in a text is escaped, as Markdown does it."""
    line = f"- {text} => {match}" if text else f"- => {match}"
    found = PAIR.fullmatch(line)
    return line if found and found["text"] == text else f"- {text.replace('=>', '=' + chr(92) + '>')} => {match}"


def _quoted(text: str, mark: str) -> list[str]:
    return [(mark + line).rstrip() for line in text.split("\n")] if text else []


# Reading -----------------------------------------------------------------------------------------------

def read(content: bytes, lecture: str, locale: str) -> Imported:
    """The items that are right; what is wrong with the others, by line. One edition alone is enough here."""
    edition, unread = read_edition(text_of(content))
    if not edition.lecture:
        raise Unusable(f"Line {unread[0][0]}: {unread[0][1]}")
    found = [*unread, *judging.problems_of_edition(edition)]
    owners = _owners(edition)
    wrong = {owner for line, _ in found if (owner := owners(line))}
    problems = [Loss(owners(line), f"line {line}", message) for line, message in sorted(found)]
    other = [Loss("", "lecture", f"the file is of {edition.lecture}, read as {lecture}")] if edition.lecture != lecture else []
    good = [raw for raw in edition.items if raw.id not in wrong and not (raw.case and raw.case.id in wrong)]
    return imported([_question(raw) for raw in good], [*other, *problems], lecture, locale)


def _owners(edition: Edition) -> Callable[[int], str]:
    """The item or case that a line belongs to."""
    raws = sorted((*edition.items, *edition.cases), key=lambda raw: raw.line)
    starts = [raw.line for raw in raws]

    def owner(line: int) -> str:
        above = bisect_right(starts, line)
        return raws[above - 1].id if above else ""

    return owner


def _question(raw: RawItem) -> Question:
    has, is_written = raw.attributes, raw.kind in ("numeric", "text")
    return Question(
        id=raw.id, kind=raw.kind, stem=raw.stem, explanation=raw.explanation, scoring=has.get("scoring", "all"),
        parts=() if is_written else tuple(Part(c.text, c.right, c.why, c.match) for c in raw.choices),
        accepted=tuple(c.text for c in raw.choices) if is_written else (),
        case=raw.case.id if raw.case else "", case_stem=raw.case.stem if raw.case else "",
        facts={name: has[name] for name in FACTS if has.get(name)})


def unfinished(items: Iterable[Item], lecture: str, locale: str) -> list[Loss]:
    """What the check will ask for before the items can be shipped, e.g. the section of the lecture."""
    return list(read(quiz_text(list(items), lecture, locale).encode(), lecture, locale).problems)


def missing(unit: str, lecture: str) -> list[Loss]:
    """The same of one unit, by its own lines."""
    edition, unread = read_edition(HEADER.format(lecture) + unit)
    found, owners = sorted([*unread, *judging.problems_of_edition(edition)]), _owners(edition)
    return [Loss(owners(line), f"line {line - HEADER_LINES}", message) for line, message in found]
