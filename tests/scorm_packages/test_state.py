"""The suspend data: everything comes back, in ASCII, under 2,000 characters however long a lecture is."""
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scorm_packages import scripts

THERE_AND_BACK = """(states) => states.map((state) => {
  const text = tsunagu.state.written(state, { code: "A1", version: "0123abcd" });
  const read = (code, version) => tsunagu.state.read(text, { code, version });
  return [text, read("A1", "0123abcd"), read("A1", "another0"), read("A2", "0123abcd")];
})"""
NUMBERS = st.integers(0, 90)
spans = st.lists(st.tuples(st.integers(0, 14000), st.integers(1, 400)), max_size=12).map(
    lambda pairs: [[start, start + length] for start, length in pairs])
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60)
answers = st.dictionaries(
    st.integers(0, 60).map(str), st.one_of(st.lists(st.integers(-1, 9), min_size=1, max_size=10), texts), max_size=5)
states = st.fixed_dictionaries({
    "read": st.lists(NUMBERS, unique=True).map(sorted), "spans": spans, "position": st.integers(0, 14400), "attended": st.booleans(),
    "attempt": st.integers(0, 400), "form": st.lists(NUMBERS, unique=True, max_size=5), "answers": answers, "graded": st.booleans(),
    "seen": st.lists(NUMBERS, unique=True).map(sorted), "best": st.one_of(st.none(), st.integers(0, 10000).map(lambda n: n / 10000)),
    "passed": st.booleans(), "spent": st.integers(0, 400_000)})


def covered(pairs):
    return {second for start, end in pairs for second in range(start, end)}


@settings(max_examples=10)
@given(st.lists(states, min_size=20, max_size=20))
def test_what_was_done_comes_back_exactly(given_states):
    nothing, = scripts.run("(texts) => texts.map((text) => tsunagu.state.read(text, {}))", [""], "state.js")
    for state, (text, same, other, elsewhere) in zip(given_states, scripts.run(THERE_AND_BACK, given_states, "state.js"), strict=True):
        assert text.isascii()
        assert len(text) < 2000
        assert covered(same["spans"]) == covered(state["spans"])
        assert {**same, "spans": []} == {**state, "spans": []}
        kept = {name: other[name] for name in ("best", "passed", "attended", "attempt", "spent")}
        assert kept == {name: state[name] for name in kept}
        assert (other["read"], other["answers"], other["spans"]) == ([], {}, [])
        assert elsewhere == nothing


def test_more_gaps_than_fit_lose_the_smallest_pieces_and_gain_none():
    ragged = [[n * 20, n * 20 + 1 + n % 9] for n in range(700)]
    state = {"read": list(range(90)), "spans": ragged, "position": 0, "attended": False, "attempt": 3, "form": [80, 81, 82, 83, 84],
             "answers": {str(n): "字" * 60 for n in range(80, 85)}, "graded": False, "seen": list(range(90)), "best": 0.8, "passed": True,
             "spent": 400_000}
    (text, same, *_others), = scripts.run(THERE_AND_BACK, [state], "state.js")
    assert len(text) <= 2000
    assert same["answers"] == state["answers"]
    assert covered(same["spans"]) < covered(ragged)
    assert min(end - start for start, end in same["spans"]) > 5 > min(end - start for start, end in ragged)


def test_strange_data_of_another_system_is_an_empty_state():
    strange = ["", "x", "{}", "1~", "9~v~~~0~1~~~~~000", None]
    found = scripts.run("(texts) => texts.map((text) => tsunagu.state.read(text, { code: 'A1', version: 'v' }))", strange, "state.js")
    assert found == [found[0]] * len(found)
    assert found[0]["attempt"] == 0


def test_data_that_name_no_lecture_are_the_lectures_own():
    """Written by packages that left the house before a lecture was named in them."""
    found, = scripts.run("(texts) => texts.map((text) => tsunagu.state.read(text, { code: 'A1', version: 'v' }))",
                         ["1~v~3~~5~2~1~~~7ps~101~5k"], "state.js")
    assert (found["read"], found["attempt"], found["attended"], found["passed"], found["spent"]) == ([0, 1], 2, True, True, 200)
