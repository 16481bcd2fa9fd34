"""Items of every kind with texts that try to break a format: what a format uses as a sign stands in the middle of them."""
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from assessments.items.answering import fold
from assessments.items.item import KINDS, PARTIAL, Case, Choice, Item

SIGNS = ["=", "~", "{", "}", "\\", ":", "#", "<", ">", "&", "]]>", '"', "'", "%", "%50%", "->", "=>", "[html]", "[markdown]", "::",
         "####", "//", "&amp;", "&#10;", "<b>", "*", "_", "`", "[x]", "( )", "- ", "+", "@", "|", "{漢字|かんじ}", "**強い**", "$CATEGORY:",
         "\\n", "<!--", "<![CDATA[", "T", "TRUE", "=%0%", "1.", "±", "tsunagu:clause=x", ",", "]", "\\]"]
LETTERS = st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\u2028\u2029\x85\xa0")
WORDS = st.one_of(st.sampled_from(SIGNS), st.sampled_from(["漢字", "ＡＢＣ", "🎓", "𠮷野", "a", " ", "　"]), st.text(LETTERS, max_size=4))
LINES = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "".join(words).strip()).filter(bool)
IDS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def paragraphs(most: int = 4) -> st.SearchStrategy[str]:
    """Several lines, with empty ones between them."""
    return st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=most).map(lambda lines: "\n".join(lines).strip()).filter(bool)


def words(text: str) -> dict[str, str]:
    return {"ja": text} if text else {}


@st.composite
def choices(draw: st.DrawFn, kind: str) -> tuple[Choice, ...]:
    fewest, most = (2, 2) if kind == "true-false" else (2, 6)
    texts = draw(st.lists(LINES, min_size=fewest, max_size=most, unique=True))
    whys = [draw(st.one_of(st.just(""), paragraphs(3))) for _ in texts]
    if kind == "matching":
        return draw(pairs(texts, whys))
    right = draw(st.sets(st.sampled_from(range(len(texts))), min_size=1, max_size=len(texts) if kind == "multiple" else 1))
    if kind == "true-false" and draw(st.booleans()):
        texts = draw(st.permutations(draw(st.sampled_from([("正しい", "誤り"), ("True", "False"), ("○", "×")]))))
    return tuple(Choice(words(text), kind == "ordering" or n in right, {"ja": why})
                 for n, (text, why) in enumerate(zip(texts, whys, strict=True)))


@st.composite
def pairs(draw: st.DrawFn, texts: list[str], whys: list[str]) -> tuple[Choice, ...]:
    """Lines that may share a match, and matches that belong nowhere, in any order."""
    matches = draw(st.lists(LINES, min_size=len(texts), max_size=len(texts)))
    lines = [Choice(words(text), True, {"ja": why}, words(match)) for text, why, match in zip(texts, whys, matches, strict=True)]
    alone = draw(st.lists(LINES.filter(lambda text: text not in matches), max_size=2))
    return tuple(draw(st.permutations([*lines, *(Choice({}, False, {"ja": ""}, words(text)) for text in alone)])))


def numbers() -> st.SearchStrategy[str]:
    value = st.decimals(-1000, 1000, places=2).map(str)
    with_tolerance = st.tuples(value, st.sampled_from(["0.5", "1", "10"])).map(" ± ".join)
    return st.one_of(value, with_tolerance, st.sampled_from(["３１．５", "1,000", "+3"]))


@st.composite
def items(draw: st.DrawFn, kind: str | None = None) -> Item:
    """A valid item of lecture A1 in Japanese."""
    of_kind = kind or draw(st.sampled_from(KINDS))
    name = draw(IDS)
    forms = numbers() if of_kind == "numeric" else LINES
    placed = of_kind not in ("numeric", "text")
    return Item(
        id=name, lecture="A1", kind=of_kind, section=draw(st.sampled_from(["role", "law-1"])), clause={"ja": draw(LINES)},
        difficulty=draw(st.integers(1, 3)), stem={"ja": draw(paragraphs())}, explanation={"ja": draw(paragraphs())},
        choices=draw(choices(of_kind)) if placed else (),
        accepted={} if placed else {"ja": tuple(draw(st.lists(forms, min_size=1, max_size=3, unique_by=fold)))},
        ability=draw(st.sampled_from(["", "listening"])),
        scoring=draw(st.sampled_from(["all", "partial"])) if of_kind in PARTIAL else "all",
        as_of=draw(st.none() | DAYS), valid_from=draw(st.none() | st.just(date(2026, 4, 1))),
        valid_until=draw(st.none() | st.just(date(2027, 3, 31))),
        excludes=tuple(draw(st.lists(IDS.filter(lambda other: other != name), max_size=2))))


@st.composite
def quizzes(draw: st.DrawFn) -> list[Item]:
    """Items one after another, some of them together under a case."""
    found = draw(st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.id))
    taken = {item.id for item in found}
    case = Case(draw(IDS.filter(lambda name: name not in taken)), {"ja": draw(paragraphs())})
    start = draw(st.integers(0, len(found)))
    end = draw(st.integers(start, len(found)))
    return [replace(item, case=case) if start <= n < end else item for n, item in enumerate(found)]
