"""Items back to the text form that ``quiz.read_quiz`` reads: what was read is written, what is written reads the same. Pure."""
from collections.abc import Iterator, Sequence

from assessments.items.item import CHOSEN, WRITTEN, Choice, Item

OPTIONAL = ("ability", "as_of", "valid_from", "valid_until")


def written(items: Sequence[Item], locale: str) -> str:
    """One item, or the items of one case below it, in one language; without the header of a file."""
    case = items[0].case
    head = [f"## {case.id}", "kind: case", "", case.stem[locale], ""] if case else []
    mark = "###" if case else "##"
    return "\n".join([*head, "\n\n".join("\n".join(_lines(item, mark, locale)) for item in items)]) + "\n"


def _lines(item: Item, mark: str, locale: str) -> Iterator[str]:
    yield from (f"{mark} {item.id}", *_attributes(item, locale), "", item.stem[locale], "")
    if item.kind in WRITTEN:
        yield from (f"= {form}" for form in item.accepted[locale])
    for place, choice in enumerate(item.choices, 1):
        yield _choice(item.kind, place, choice, locale)
        yield from _quoted(choice.why[locale], "  ")
    yield from ("", *_quoted(item.explanation[locale]))


def _attributes(item: Item, locale: str) -> Iterator[str]:
    yield from (f"kind: {item.kind}", f"section: {item.section}", f"clause: {item.clause[locale]}", f"difficulty: {item.difficulty}")
    yield from (f"{name}: {getattr(item, name)}" for name in OPTIONAL if getattr(item, name))
    if item.scoring != "all":
        yield f"scoring: {item.scoring}"
    if item.excludes:
        yield f"excludes: {', '.join(item.excludes)}"


def _choice(kind: str, place: int, choice: Choice, locale: str) -> str:
    text = choice.text.get(locale, "")
    if kind in CHOSEN:
        left, right = "[]" if kind == "multiple" else "()"
        return f"- {left}{'x' if choice.right else ' '}{right} {text}"
    if kind == "ordering":
        return f"{place}. {text}"
    return f"- {text} => {choice.match[locale]}" if text else f"- => {choice.match[locale]}"


def _quoted(text: str, indent: str = "") -> Iterator[str]:
    return (f"{indent}> {line}".rstrip() for line in text.splitlines())
