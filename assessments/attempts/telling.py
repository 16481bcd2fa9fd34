"""What was answered and what is right, line by line, for whoever reads a result. Pure."""
from collections.abc import Sequence

from assessments.attempts.views import ChoiceResult
from assessments.items.answering import Response
from assessments.items.item import CHOSEN, WRITTEN, Item
from lms.programs.definition import Words

LANGUAGES = ("ja", "en")


def choices(item: Item, order: Sequence[int], response: Response) -> tuple[ChoiceResult, ...]:
    """In the order shown, where one chooses."""
    if item.kind not in CHOSEN:
        return ()
    shown = [item.choices[place] for place in order]
    return tuple(ChoiceResult(choice.text, choice.why, choice.right, n in response) for n, choice in enumerate(shown))


def given(item: Item, order: Sequence[int], response: Response) -> tuple[Words, ...]:
    """The answer in lines, where one places or writes."""
    if isinstance(response, str):
        return (dict.fromkeys(LANGUAGES, response),) if response.strip() else ()
    if item.kind == "matching":
        return tuple(_pair(item.choices[line].text, item.choices[order[place]].match)
                     for line, place in zip(item.lines, response, strict=False) if place >= 0)
    if item.kind == "ordering":
        placed = sorted((place, written) for written, place in zip(order, response, strict=False) if place >= 0)
        return tuple(_step(place, item.choices[written].text) for place, written in placed)
    return ()


def expected(item: Item) -> tuple[Words, ...]:
    """What is right, in lines, where one places or writes."""
    if item.kind in WRITTEN:
        return ({locale: " / ".join(forms) for locale, forms in item.accepted.items()},)
    if item.kind == "matching":
        return tuple(_pair(item.choices[n].text, item.choices[n].match) for n in item.lines)
    return tuple(_step(n, c.text) for n, c in enumerate(item.choices)) if item.kind == "ordering" else ()


def _pair(text: Words, match: Words) -> Words:
    return {locale: f"{text[locale]} → {match[locale]}" for locale in text}


def _step(place: int, text: Words) -> Words:
    return {locale: f"{place + 1}. {words}" for locale, words in text.items()}
