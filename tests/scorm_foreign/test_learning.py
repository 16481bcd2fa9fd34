"""What the content may say, what it comes to, and how the next session begins."""
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm_export.foreign import elements, keys, learning, serving
from scorm_export.foreign.keys import Key
from scorm_export.foreign.learning import Kept, Outcome
from scorm_export.foreign.parts import Part
from tests.conftest import MORNING

PART = Part("i1", "一", "index.html")
PASSING = Part("i1", "一", "index.html", passing=0.8)
ENOUGH = Part("i1", "一", "index.html", enough=0.5)


def values(text: str, is_2004: bool) -> dict[str, str]:
    """``lesson_status=passed score.raw=80`` by the short names of an edition."""
    pairs = (pair.split("=") for pair in text.split())
    return {f"cmi.{'' if is_2004 or name == 'suspend_data' else 'core.'}{name}": value for name, value in pairs}


@pytest.mark.parametrize(("is_2004", "part", "said", "expected"), [
    (False, PART, "", Outcome()),
    (False, PART, "lesson_status=incomplete score.raw=50", Outcome(False, None, 0.5)),
    (False, PART, "lesson_status=completed", Outcome(True)),
    (False, PART, "lesson_status=passed score.raw=90", Outcome(True, True, 0.9)),
    (False, PART, "lesson_status=failed score.raw=9 score.max=10", Outcome(True, False, 0.9)),
    (False, PART, "lesson_status=passed score.raw=9 score.max=0", Outcome(True, True)),
    (False, PASSING, "lesson_status=completed score.raw=80", Outcome(True, True, 0.8)),
    (False, PASSING, "lesson_status=passed score.raw=79", Outcome(True, False, 0.79)),
    (False, PASSING, "lesson_status=passed", Outcome(True, True)),
    (False, PART, "lesson_status=browsed", Outcome()),
    (True, PART, "completion_status=completed success_status=unknown", Outcome(True)),
    (True, PART, "completion_status=incomplete success_status=passed", Outcome(False, True)),
    (True, PART, "success_status=failed score.scaled=-0.5", Outcome(True, False, 0.0)),
    (True, PART, "completion_status=completed score.raw=3 score.min=1 score.max=5", Outcome(True, None, 0.5)),
    (True, PASSING, "completion_status=completed score.scaled=0.8", Outcome(True, True, 0.8)),
    (True, PASSING, "success_status=passed score.scaled=0.7", Outcome(True, False, 0.7)),
    (True, ENOUGH, "completion_status=incomplete progress_measure=0.5", Outcome(True)),
    (True, ENOUGH, "completion_status=completed progress_measure=0.4", Outcome(False)),
])
def test_values_come_to_an_outcome(is_2004: bool, part: Part, said: str, expected: Outcome) -> None:
    assert learning.outcome(values(said, is_2004), part, is_2004) == expected


@pytest.mark.parametrize(("is_2004", "said", "ended", "left", "seconds", "entry"), [
    (False, "", False, "", 10, "ab-initio"),
    (False, "exit=suspend lesson_status=incomplete session_time=00:01:30.5", True, "lesson_status=incomplete", 100.5, "resume"),
    (False, "lesson_status=incomplete", False, "lesson_status=incomplete", 10, "resume"),
    (False, "exit= lesson_status=passed", True, "lesson_status=passed", 10, ""),
    (True, "exit=suspend location=3 session_time=PT1H2M3.25S", True, "location=3", 3733.25, "resume"),
    (True, "location=3 session_time=P1DT1S", False, "location=3", 86_411, "resume"),
    (True, "exit=normal location=3 completion_status=incomplete", True, "location=3 completion_status=incomplete", 10, "resume"),
    (True, "exit=normal completion_status=completed session_time=PT9S", True, "", 0, "ab-initio"),
    (True, "exit=suspend completion_status=completed", True, "completion_status=completed", 10, "resume"),
])
def test_the_next_session_begins_where_the_last_one_left(  # noqa: PLR0913
    is_2004: bool, said: str, ended: bool, left: str, seconds: float, entry: str,
) -> None:
    began = learning.begun(Kept(values(said, is_2004), 10, ended), is_2004)
    assert began == (Kept(values(left, is_2004), seconds, False), entry)


@given(st.floats(0, 1e7))
def test_a_time_that_is_told_is_read_back_as_it_was(seconds: float) -> None:
    assert learning.session_seconds({"cmi.session_time": learning.duration(seconds)}) == pytest.approx(seconds, abs=0.006)
    assert re.fullmatch(elements.FORMATS["duration"], learning.duration(seconds))
    assert re.fullmatch(elements.FORMATS["timespan"], learning.timespan(seconds))
    told = learning.session_seconds({"cmi.core.session_time": learning.timespan(seconds)})
    assert told == pytest.approx(seconds, abs=0.006)


OUTCOMES = st.builds(Outcome, st.booleans(), st.none() | st.booleans(), st.none() | st.floats(0, 1))


@given(OUTCOMES, OUTCOMES)
def test_what_was_reached_is_never_taken_back(known: Outcome, new: Outcome) -> None:
    best = learning.better(known, new)
    assert best == learning.better(new, known) == learning.better(best, known)
    assert best.completed >= known.completed and (best.success or not known.success)
    assert known.score is None or (best.score or 0) >= known.score


def test_a_package_is_done_when_all_of_it_is() -> None:
    done, failed = Outcome(True, True, 0.8), Outcome(True, False, 0.4)
    assert learning.together([done, Outcome(True)]) == Outcome(True, True, 0.8)
    assert learning.together([done, failed]) == Outcome(True, False, pytest.approx(0.6))
    assert learning.together([done, Outcome()]).completed is False


@pytest.mark.parametrize(("is_2004", "name", "value", "fits"), [
    (False, "cmi.core.lesson_status", "passed", True),
    (False, "cmi.core.lesson_status", "not attempted", False),
    (False, "cmi.core.score.raw", "100.0", True),
    (False, "cmi.core.score.raw", "", True),
    (False, "cmi.core.score.raw", "101", False),
    (False, "cmi.core.student_id", "x", False),
    (False, "cmi.completion_status", "completed", False),
    (False, "cmi.core.session_time", "0000:01:02.03", True),
    (False, "cmi.core.session_time", "1:02", False),
    (False, "cmi.suspend_data", "あ" * 64_000, True),
    (False, "cmi.suspend_data", "あ" * 64_001, False),
    (False, "cmi.interactions.12.student_response", "a,b", True),
    (False, "cmi.interactions.499.id", "a", True),
    (False, "cmi.interactions.500.id", "a", False),
    (False, "cmi.interactions.01.id", "a", False),
    (False, "cmi.interactions.0.objectives.3.id", "a", True),
    (False, "cmi.interactions.0.result", "wrong", True),
    (True, "cmi.interactions.0.result", "wrong", False),
    (True, "cmi.interactions.0.result", "-0.5", True),
    (True, "cmi.score.scaled", "-1", True),
    (True, "cmi.score.scaled", "1.01", False),
    (True, "cmi.score.scaled", "", False),
    (True, "cmi.session_time", "PT1H30M5.25S", True),
    (True, "cmi.session_time", "PT", False),
    (True, "cmi.session_time", "PT1.234S", False),
    (True, "cmi.interactions.0.timestamp", "2027-06-10T10:00:00", True),
    (True, "cmi.interactions.0.timestamp", "10 June", False),
    (True, "cmi.exit", "normal", True),
    (True, "cmi.mode", "normal", False),
    (True, "cmi.__proto__.x", "1", False),
])
def test_an_element_takes_what_its_edition_says(is_2004: bool, name: str, value: str, fits: bool) -> None:
    assert (elements.first_misfit({name: value}, is_2004) is None) is fits


def test_all_values_together_are_bounded() -> None:
    many = {f"cmi.interactions.{n}.student_response": "x" * 4000 for n in range(101)}
    assert elements.first_misfit(many, False) == "*"


SECRET = "only for tests"


def test_a_key_opens_one_package_until_it_ends() -> None:
    until = int(MORNING.timestamp()) + 60
    text = keys.written(Key("p", "s", until), SECRET)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", keys.written(Key("p" * 36, "s" * 36, until), SECRET))
    assert keys.read(text, "p", MORNING, SECRET) == Key("p", "s", until)
    assert keys.read(text, "p", MORNING + timedelta(seconds=60), SECRET) is None
    assert keys.read(text, "q", MORNING, SECRET) is None
    assert keys.read(text, "p", MORNING, "another") is None


@given(st.integers(0, 40), st.sampled_from("a9._-é"))
def test_an_altered_key_opens_nothing(at: int, sign: str) -> None:
    text = keys.written(Key("p", "preview-1", int(MORNING.timestamp()) + 60), SECRET)
    altered = text[:at] + sign + text[at + 1:]
    assert altered == text or keys.read(altered, "p", MORNING, SECRET) is None


@pytest.mark.parametrize(("page", "expected"), [
    ("<!DOCTYPE html><html><head lang=ja><script>x</script></head>", "<!DOCTYPE html><html><head lang=ja>@<script>x</script></head>"),
    ("<HTML><HEAD\n>x", "<HTML><HEAD\n>@x"),
    ("<!-- <head> --><html><body>", "<!-- <head> --><html>@<body>"),
    ("<!DOCTYPE html><title>x</title>", "<!DOCTYPE html>@<title>x</title>"),
    ("<header>x</header>", "@<header>x</header>"),
    ("x", "@x"),
    ("", "@"),
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_our_script_comes_before_all_of_the_pages_own(page: str, expected: str, encoding: str) -> None:
    marked = page.replace("x", "表").encode(encoding)
    assert serving.with_script(marked, "@") == expected.replace("x", "表").encode(encoding)


@pytest.mark.parametrize(("name", "kind"), [
    ("a/b.HTML", "text/html"), ("x.php", "application/octet-stream"), ("x.html.jsp", "application/octet-stream"),
    ("README", "application/octet-stream"), ("html", "application/octet-stream"), ("m.mjs", "text/javascript"), ("v.mp4", "video/mp4"),
])
def test_a_file_is_what_its_name_says_and_nothing_is_ever_executed(name: str, kind: str) -> None:
    assert serving.type_of(name) == kind
