"""The player grades as the house does, though it has hashes only."""
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.items import answering
from assessments.items.answering import POINTS
from assessments.items.item import Case, Choice, Item
from assessments.items.services import ItemVersion
from scorm_export.packages import keys
from scorm_export.packages.content import sorted_out
from tests.scorm_packages import scripts

GRADE = "(cases) => cases.map(([item, answer]) => tsunagu.quiz.grade(item, answer))"
QUIZ = ("sha256.js", "quiz.js")


def words(text):
    return {"ja": text, "en": text}


def item(kind, choices=(), accepted=None, scoring="all", **more):
    return Item("i-1", "A1", kind, "s", words("c"), 1, words("問い"), tuple(choices), words("解説"),
                accepted={"ja": tuple(accepted or ()), "en": tuple(accepted or ())}, scoring=scoring, **more)


@st.composite
def chosen(draw):
    kind = draw(st.sampled_from(["single", "true-false", "multiple"]))
    count = 2 if kind == "true-false" else draw(st.integers(2, 6))
    right = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count if kind == "multiple" else 1))
    choices = [Choice(words(f"選択肢{n}"), n in right, {}) for n in range(count)]
    answer = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count if kind == "multiple" else 1))
    return item(kind, choices, scoring=draw(st.sampled_from(["all", "partial"]))), answer


@st.composite
def matching(draw):
    matches = draw(st.lists(st.sampled_from(["甲", "乙", "丙", "丁"]), min_size=2, max_size=6))
    spare = draw(st.integers(0, 2))
    choices = [Choice(words(f"行{n}"), True, {}, words(match)) for n, match in enumerate(matches)]
    choices += [Choice({}, False, {}, words(f"余り{n}")) for n in range(spare)]
    answer = draw(st.lists(st.integers(-1, len(choices) - 1), min_size=len(matches), max_size=len(matches)))
    return item("matching", choices, scoring=draw(st.sampled_from(["all", "partial"]))), answer


@st.composite
def ordering(draw):
    count = draw(st.integers(2, 6))
    answer = draw(st.permutations(range(count)))
    choices = [Choice(words(f"手順{n}"), True, {}) for n in range(count)]
    return item("ordering", choices, scoring=draw(st.sampled_from(["all", "partial"]))), list(answer)


LOOSE = st.sampled_from([
    "在留カード", "ザイリュウカード", "ｻﾞｲﾘｭｳ ｶｰﾄﾞ", "Residence  card", "RESIDENCE CARD", "ＲＥＳＩＤＥＮＣＥ card", "神", "神", ""])
NUMBERS = st.sampled_from(["28", "２８", "28.0", "028", "+28", "1,000", "1000", "-3", "−3", "0", "-0", "0.50", ".5", "x", "28 日", ""])
written = st.one_of(
    st.tuples(st.lists(LOOSE.filter(bool), min_size=1, max_size=3).map(lambda forms: item("text", accepted=forms)), LOOSE),
    st.tuples(st.sampled_from(["28", "1000", "-3", "0", "0.5"]).map(lambda form: item("numeric", accepted=[form])), NUMBERS))

cases = st.one_of(chosen(), matching(), ordering(), written)


@settings(max_examples=12)
@given(st.lists(cases, min_size=40, max_size=40))
def test_an_answer_is_worth_the_same_in_the_player_and_in_the_house(drawn):
    sent, expected = [], []
    for n, (one, answer) in enumerate(drawn):
        version = f"version-{n}"
        sent.append([keys.carried(one, version, "ja"), answer])
        empty = answering.is_empty(answer)
        expected.append(0 if empty else Fraction(answering.points(one, keys.shown(one, version), answer), POINTS))
    assert scripts.run(GRADE, sent, *QUIZ) == pytest.approx([float(each) for each in expected], abs=1e-3)


def test_no_key_stands_beside_a_question_in_plain_sight():
    one = item("text", accepted=["在留カード"])
    carried = str(keys.carried(one, "v", "ja"))
    assert "在留カード" not in carried
    assert "解説" not in carried


def test_the_key_is_told_in_the_letters_of_the_page():
    one = item("single", [Choice(words(f"{n}"), n == 2, words("なぜなら")) for n in range(4)])
    order = keys.shown(one, "v")
    told = keys.feedback(one, order, "ja")
    assert told["key"] == "アイウエ"[order.index(2)]
    assert told["marks"] == [order.index(2)]
    assert keys.key_in_words(one, order, "en") == "ABCD"[order.index(2)]


def test_what_cannot_go_out_is_named_with_its_whole_case():
    versions = [
        ItemVersion("1", item("numeric", accepted=["31.5 ± 0.5"], case=Case("c", words("事例")))),
        ItemVersion("2", Item(**{**fields(item("text", accepted=["はい"])), "id": "i-2", "case": Case("c", words("事例"))})),
        ItemVersion("3", Item(**{**fields(item("text", accepted=["はい"])), "id": "i-3"})),
    ]
    kept, left = sorted_out("A1", "ja", versions)
    assert [version.id for version in kept] == ["3"]
    assert [(each.thing, each.reason[:4]) for each in left] == [("i-1", "許容範囲"), ("i-2", "許容範囲")]


def fields(one):
    return {name: getattr(one, name) for name in one.__slots__}


DRAW = """({ items, count, seen, seeds }) => seeds.map((seed) => {
  let state = seed; const random = () => { state = (state * 16807) % 2147483647; return state / 2147483647; };
  return tsunagu.quiz.draw(items, count, seen, random);
})"""


def test_a_form_keeps_cases_whole_and_excluded_items_apart_and_prefers_what_is_new():
    items = [{"unit": f"u{n}", "excludes": []} for n in range(10)]
    items[0]["unit"] = items[1]["unit"] = "case"
    items[2]["excludes"] = [3]
    forms = scripts.run(DRAW, {"items": items, "count": 5, "seen": [], "seeds": list(range(1, 200))}, "quiz.js")
    assert {len(form) for form in forms} == {5}
    assert all((0 in form) == (1 in form) and not {2, 3} <= set(form) for form in forms)
    assert {n for form in forms for n in form} == set(range(10))
    fresh = scripts.run(DRAW, {"items": items, "count": 5, "seen": [4, 5, 6, 7, 8], "seeds": list(range(1, 50))}, "quiz.js")
    assert all({0, 1, 9} <= set(form) for form in fresh)
