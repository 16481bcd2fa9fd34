"""Tests of all shapes: complete and sparse, with constant items, ties, cases, omissions and retakes."""
from hypothesis import strategies as st

from assessments.statistics.rules import ItemInfo, Sheet

DICHOTOMOUS = st.sampled_from([0.0, 1.0])
PARTIAL = st.sampled_from([0.0, 0.1, 0.2, 0.3, 1 / 3, 0.5, 0.7, 1.0])  # 0.1 + 0.2 and 0.3 must tie
CONSTANT = st.just(1.0)


@st.composite
def pools(draw: st.DrawFn, least: int = 1) -> list[ItemInfo]:
    count = draw(st.integers(least, 6))
    return [draw(_info(f"i{n}")) for n in range(count)]


@st.composite
def _info(draw: st.DrawFn, id: str) -> ItemInfo:
    choices = draw(st.integers(2, 4))
    key = draw(st.frozensets(st.integers(0, choices - 1), min_size=1, max_size=2))
    return ItemInfo(id, choices, key, draw(st.sampled_from([None, None, "a", "b"])))


@st.composite
def complete_tests(draw: st.DrawFn, least: int = 0) -> tuple[list[ItemInfo], list[Sheet]]:
    """Every sheet holds every item of two or more."""
    infos = draw(pools(2))
    kinds = [draw(st.sampled_from([DICHOTOMOUS, PARTIAL, CONSTANT])) for _ in infos]
    count = draw(st.integers(least, 14))
    return infos, [draw(_sheet(f"p{n}", infos, kinds)) for n in range(count)]


@st.composite
def sparse_tests(draw: st.DrawFn) -> tuple[list[ItemInfo], list[Sheet]]:
    """Sheets hold some of the items, perhaps one, in any order."""
    infos = draw(pools())
    kind = draw(st.sampled_from([DICHOTOMOUS, PARTIAL]))
    forms = draw(st.lists(st.permutations(infos), max_size=16))
    least = draw(st.integers(1, len(infos)))
    cuts = [draw(st.integers(least, len(infos))) for _ in forms]
    return infos, [draw(_sheet(f"p{n}", form[:cut], [kind] * cut)) for n, (form, cut) in enumerate(zip(forms, cuts, strict=True))]


@st.composite
def _sheet(draw: st.DrawFn, person: str, form: list[ItemInfo], kinds: list[st.SearchStrategy[float]]) -> Sheet:
    credits = tuple(draw(kind) for kind in kinds)
    responses = tuple(tuple(draw(st.sets(st.integers(0, info.choices - 1), max_size=2))) for info in form)
    cohort = draw(st.sampled_from(["A", "B", "C"]))
    return Sheet(person, cohort, 1, tuple(info.id for info in form), credits, responses)


tests = st.one_of(complete_tests(), sparse_tests())
