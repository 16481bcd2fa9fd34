"""When a lecture opens and a report is stored; keys, addresses, and a learner id that both sides spell alike."""
import json
import subprocess
import unicodedata
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.ids import new_id
from scorm_export.contractors import veils
from scorm_export.contractors.rules import folded_reference
from scorm_export.dispatch import rules
from scorm_export.dispatch.rules import Achieved, Launch, Limits, Reason, State, Surroundings, Wanted
from scorm_export.dispatch.services.thin import BRIDGE
from scorm_export.player.files import STATIC
from tests.heart.ground import jst

LAST = date(2027, 7, 31)
OPEN = Limits(("A1", "B1"), ("review-test",), 2, rules.end_of(LAST))
HERE = Surroundings(stopped=False, works=True, taken=frozenset({"A1", "B1", "C1"}))
NEWCOMER = Launch("A1", "https://lms.example.jp", is_known=False, learners=1)
DAY = jst("07-01 10:00")


def but(thing, **changes):
    return type(thing)(**{name: getattr(thing, name) for name in thing.__slots__} | changes)


@pytest.mark.parametrize(("limits", "around", "launch", "now", "expected"), [
    (OPEN, HERE, NEWCOMER, DAY, None),
    (OPEN, HERE, NEWCOMER, jst("07-31 23:59"), None),
    (OPEN, HERE, NEWCOMER, jst("08-01 00:00"), Reason.EXPIRED),
    (OPEN, HERE, but(NEWCOMER, learners=2), DAY, Reason.CAP_REACHED),
    (OPEN, HERE, but(NEWCOMER, learners=2, is_known=True), DAY, None),
    (but(OPEN, cap=1), HERE, but(NEWCOMER, learners=5, is_known=True), DAY, None),
    (OPEN, HERE, but(NEWCOMER, lecture="C1"), DAY, Reason.NOT_INCLUDED),
    (OPEN, but(HERE, taken=frozenset({"B1"})), NEWCOMER, DAY, Reason.NOT_INCLUDED),
    (OPEN, but(HERE, taken=frozenset()), but(NEWCOMER, lecture="review-test"), DAY, None),  # nothing of it leaves the house
    (but(OPEN, tests=()), HERE, but(NEWCOMER, lecture="review-test"), DAY, Reason.NOT_INCLUDED),
    (but(OPEN, origins=("https://lms.example.jp",)), HERE, NEWCOMER, DAY, None),
    (but(OPEN, origins=("https://other.example",)), HERE, NEWCOMER, DAY, Reason.STRANGE_ORIGIN),
    (but(OPEN, origins=("https://other.example",)), HERE, but(NEWCOMER, origin="null"), DAY, Reason.STRANGE_ORIGIN),
    (but(OPEN, is_revoked=True), HERE, NEWCOMER, DAY, Reason.REVOKED),
    (OPEN, but(HERE, works=False), NEWCOMER, DAY, Reason.CONTRACTOR_ENDED),
    (but(OPEN, is_revoked=True), but(HERE, stopped=True), NEWCOMER, jst("08-01 00:00"), Reason.STOPPED),
])
def test_a_lecture_opens_or_says_why_not(limits, around, launch, now, expected):
    assert rules.launch_refusal(limits, around, launch, now) == expected


@pytest.mark.parametrize(("limits", "around", "now", "expected"), [
    (OPEN, HERE, jst("07-31 23:59"), None),
    (OPEN, HERE, jst("08-01 11:59"), None),  # who began before the end may finish
    (OPEN, HERE, jst("08-01 12:00"), Reason.EXPIRED),
    (but(OPEN, cap=1), HERE, DAY, None),
    (but(OPEN, is_revoked=True), HERE, DAY, Reason.REVOKED),
    (OPEN, but(HERE, stopped=True), DAY, Reason.STOPPED),
    (OPEN, but(HERE, works=False), DAY, Reason.CONTRACTOR_ENDED),
    (OPEN, but(HERE, taken=frozenset()), DAY, Reason.NOT_INCLUDED),
])
def test_a_report_is_stored_or_says_why_not(limits, around, now, expected):
    assert rules.report_refusal(limits, around, "A1", now) == expected


@pytest.mark.parametrize(("limits", "around", "learners", "now", "expected"), [
    (OPEN, HERE, 1, DAY, State.RUNNING),
    (OPEN, HERE, 2, DAY, State.FULL),
    (OPEN, but(HERE, stopped=True), 2, DAY, State.STOPPED),
    (OPEN, but(HERE, stopped=True), 2, jst("08-01 00:00"), State.EXPIRED),
    (OPEN, but(HERE, works=False), 2, jst("08-01 00:00"), State.ENDED),
    (but(OPEN, is_revoked=True), but(HERE, works=False), 2, DAY, State.REVOKED),
])
def test_how_a_dispatch_stands(limits, around, learners, now, expected):
    assert rules.state_of(limits, around, learners, now) == expected


def test_a_key_is_the_same_each_time_and_nobody_elses():
    dispatch, other = new_id(), new_id()
    key = rules.key_of("secret", dispatch)
    assert rules.key_of("secret", dispatch) == key
    assert rules.dispatch_of("secret", key) == dispatch
    for wrong in ("", ".", dispatch, f"{dispatch}.", key[:-1], f"{key}0", rules.key_of("other secret", dispatch),
                  f"{other}.{key.partition('.')[2]}", "鍵", key.upper()):
        assert rules.dispatch_of("secret", wrong) is None, wrong


def test_an_address_of_a_recording_is_bound_to_the_dispatch_the_file_and_its_end():
    signed = rules.media_signature("secret", "d", "m", 100)
    changed = (("other", "d", "m", 100), ("secret", "e", "m", 100), ("secret", "d", "n", 100), ("secret", "d", "m", 101))
    assert signed not in [rules.media_signature(*each) for each in changed]


@pytest.mark.parametrize(("typed", "expected"), [
    ("https://lms.example.jp", "https://lms.example.jp"), (" HTTPS://LMS.example.jp/course/view.php?id=3 ", "https://lms.example.jp"),
    ("https://lms.example.jp:443/", "https://lms.example.jp"), ("https://lms.example.jp:8443", "https://lms.example.jp:8443"),
    ("http://10.0.0.8:80", "http://10.0.0.8"), ("http://10.0.0.8:443", "http://10.0.0.8:443"), ("lms.example.jp", "lms.example.jp"),
    ("ftp://lms.example.jp", "ftp://lms.example.jp"), ("https://x@evil.example", "https://x@evil.example"),
])
def test_an_address_is_spelled_as_browsers_spell_an_origin(typed, expected):
    assert rules.origin_of(typed) == expected
    assert bool(rules.ORIGIN.fullmatch(rules.origin_of(typed))) is (expected[:4] == "http" and "@" not in expected)


WANTED = Wanted("p", ("A1",), ("review-test",), "ja", 5, LAST, ())


@pytest.mark.parametrize(("change", "fields"), [
    ({}, []), ({"lectures": ()}, []), ({"lectures": (), "tests": ()}, ["lectures"]), ({"tests": ("A1-test",)}, ["tests"]),
    ({"lectures": ("A1", "Z9")}, ["lectures"]), ({"language": "fr"}, ["language"]),
    ({"cap": 0}, ["cap"]), ({"cap": None}, ["cap"]), ({"cap": 10_001}, ["cap"]), ({"last_day": date(2027, 6, 30)}, ["last_day"]),
    ({"last_day": None}, ["last_day"]), ({"origins": ("lms.example.jp",)}, ["origins"]),
    ({"origins": ("https://a.example/x",)}, ["origins"]),
])
def test_what_cannot_be_meant_is_said_by_field(change, fields):
    assert list(rules.problems_of(but(WANTED, **change), {"A1", "B1"}, {"review-test"}, date(2027, 7, 1))) == fields


results = st.builds(
    Achieved, st.booleans(), st.sampled_from([None, True, False]), st.none() | st.floats(0, 1),
    st.dictionaries(st.sampled_from("abc"), st.booleans()))


@given(known=results, new=results)
def test_what_was_achieved_is_never_less_afterwards(known, new):
    now = rules.never_less(known, new)
    assert now.completed >= max(known.completed, new.completed)
    assert now.success is (True if True in (known.success, new.success) else False if False in (known.success, new.success) else None)
    assert (now.score or 0) == max(known.score or 0, new.score or 0)
    assert {**now.answers, **known.answers} == now.answers
    assert set(now.answers) == {*known.answers, *new.answers}
    assert rules.never_less(now, new) == rules.never_less(now, known) == now


def test_a_session_is_no_longer_than_our_own_clock_saw():
    began = datetime.fromisoformat("2027-06-10T01:00:00Z")
    later = began + timedelta(minutes=10)
    assert [rules.seconds_now(100, claimed, began, later) for claimed in (0, 599, 600, 9999)] == [100, 699, 700, 700]
    assert rules.seconds_now(100, 50, later, began) == 100


# A learner id on both sides ------------------------------------------------------------------------------

SPELL = """
global.window = global;
require(%s); require(%s);
let text = "";
process.stdin.on("data", (part) => { text += part; });
process.stdin.on("end", () => { process.stdout.write(JSON.stringify(JSON.parse(text).map((each) => %s))); });
"""


def in_javascript(expression: str, given: list[str]) -> list[str]:
    script = SPELL % (json.dumps(str(STATIC / "sha256.js")), json.dumps(str(BRIDGE / "fold.js")), expression)
    done = subprocess.run(["node", "-e", script], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_both_sides_spell_every_letter_alike():
    """Alone at an end, and within a word: what Python's Unicode knows, a browser may know more of."""
    letters = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) not in ("Cs", "Cn", "Co")]
    texts = [f"{letter}a{letter}B {letter}" for letter in letters]
    assert in_javascript("tsunagu.spelled(each)", texts) == [veils.spelled(text) for text in texts]


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "Zs", "Cc")), max_size=20), max_size=3))
def test_a_spelling_is_spelled_already_and_is_that_of_a_named_learner(texts):
    for text in texts:
        assert veils.spelled(veils.spelled(text)) == veils.spelled(text)
        assert veils.spelled(folded_reference(text)) == veils.spelled(text)


def test_a_veil_is_made_alike_on_both_sides_and_names_its_dispatch():
    salt, ids = new_id(), ["k-0012", " Ｋ-００１２ ", "ｱｶﾘ@city.example", "Straße", "x" * 300, "ΟΔΟΣ"]
    made = in_javascript(f"tsunagu.veiled({json.dumps(salt)}, each)", ids)
    assert made == [veils.digest(salt, each) for each in ids]
    assert made[0] == made[1] != veils.digest(new_id(), ids[0])
    assert in_javascript("tsunagu.veiled('s', each)", ["", " \u3000", "\n"]) == ["", "", ""]
    veil = veils.veiled(salt, ids[0])
    assert (veils.salt_of(veil), folded_reference(veil), veils.veiled(salt, veil)) == (salt, veil, veil)
    assert [veils.salt_of(each) for each in ids] == [None] * len(ids)
