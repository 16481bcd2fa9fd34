"""A program.toml is read exactly or refused with file, line and what is allowed; the shipped one says what it should."""
from collections.abc import Callable
from pathlib import Path

import pytest

from lms.errors import DefinitionError
from lms.programs.definition import Activity, Module, Program, Stage, WindowRule
from lms.programs.rules import read_program, remarks
from lms.programs.services import read_file
from tests.heart.ground import COMING, FILE, KINDS, LECTURES, shipped, whole_road

SMALL = '''\
id = "small"
version = "1"
title = { ja = "小さな研修", en = "Small program" }
source = { ja = "試験", en = "Test" }
planned_kinds = ["certificate"]

[kinds.lecture]
threshold = 0.9

[clauses]
"C1" = { ja = "決まり", en = "Rule" }

[[windows]]
id = "learning"
title = { ja = "講義", en = "Lectures" }
period = "P2M"
clause = "C1"

[[stages]]
id = "learning"
title = { ja = "講義", en = "Lectures" }
window = "learning"

[[modules]]
id = "M"
title = { ja = "区分", en = "Module" }

[[modules]]
id = "N"
title = { ja = "区分", en = "Module" }
requires = ["M"]
clause = "C1"

[[activities]]
id = "M1"
kind = "lecture"
stage = "learning"
module = "M"
title = { ja = "一", en = "One" }
minutes = 60

[[activities]]
id = "M1-test"
kind = "comprehension-test"
of = "M1"
stage = "learning"
gate = "passed"

[[activities]]
id = "N1"
kind = "lecture"
stage = "learning"
module = "N"
title = { ja = "二", en = "Two" }
minutes = 90
parameters = { threshold = 0.8 }
'''


def problems(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        read_program(text, "program.toml", KINDS)
    return refused.value.problems


def line_of(text: str, wanted: str, nth: int = 1) -> int:
    return [n for n, line in enumerate(text.splitlines(), 1) if line == wanted][nth - 1]


def test_a_right_file_is_read() -> None:
    program = read_program(SMALL, "program.toml", KINDS)
    assert [a.id for a in program.activities] == ["M1", "M1-test", "N1"]
    assert program.minutes == 150
    closing = program.activities[1]
    assert (closing.module, closing.title["en"], closing.parameters.items) == ("M", "One", 5)
    assert [a.parameters.threshold for a in program.studied] == [0.9, 0.8]
    assert [a.id for a in program.before(program.activities[2])] == ["M1", "M1-test"]


# One defect a row: what is replaced, by what, the line that must be named (the text of that line, and which of those),
# and what the message must say, with what is allowed.
BROKEN = [
    ("bad TOML", 'version = "1"', 'version = 1.1.1', ("version = 1.1.1", 1), "not TOML"),
    ("a table closed wrongly", "[[windows]]", "[[windows]", ("[[windows]", 1), "not TOML"),
    ("a key twice", "minutes = 60", "minutes = 60\nminutes = 61", ("minutes = 61", 1), "not TOML"),
    ("an unknown key at the top", 'version = "1"', 'version = "1"\ncolour = "red"', ('colour = "red"', 1), "colour: Extra"),
    ("an unknown key of an activity", "minutes = 60", "minuets = 60", ("[[activities]]", 1), "minuets: Extra"),
    ("an unknown key of a window", 'period = "P2M"', 'lenght = "P2M"', ("[[windows]]", 1), "lenght: Extra"),
    ("no version", 'version = "1"\n', "", ('id = "small"', 1), "version: Field required"),
    ("no English title", ', en = "Small program"', "", ('title = { ja = "小さな研修" }', 1), "title.en: Field required"),
    ("a clause in one language", ', en = "Rule"', "", ('"C1" = { ja = "決まり" }', 1), "clauses.C1.en: Field required"),
    ("no title of an activity", 'title = { ja = "一", en = "One" }\n', "", ('id = "M1"', 1), "M1 has no title"),
    ("no title of a stage", 'id = "learning"\ntitle = { ja = "講義", en = "Lectures" }\nwindow', 'id = "learning"\nwindow',
     ("[[stages]]", 1), "title: Field required"),
    ("an id used twice", 'id = "N1"', 'id = "M1-test"', ('id = "M1-test"', 1), "'M1-test' is used twice"),
    ("an activity named as a module", 'id = "N1"', 'id = "M"', ('id = "M"', 2), "'M' is used twice"),
    ("a window twice", "[[stages]]", '[[windows]]\nid = "learning"\ntitle = { ja = "", en = "" }\n\n[[stages]]',
     ('id = "learning"', 1), "'learning' is used twice"),
    ("an unknown kind", 'kind = "comprehension-test"', 'kind = "quiz"', ('id = "M1-test"', 1),
     "unknown kind 'quiz'; allowed: ['certificate', 'comprehension-test', 'lecture', 'review-test']"),
    ("defaults for an unknown kind", "[kinds.lecture]", "[kinds.lectur]", ("[kinds.lectur]", 1),
     "unknown kind 'lectur'; allowed: ['certificate',"),
    ("an unknown stage", 'of = "M1"\nstage = "learning"', 'of = "M1"\nstage = "learn"', ('id = "M1-test"', 1),
     "unknown stage 'learn'; allowed: ['learning']"),
    ("an unknown module", 'module = "M"', 'module = "X"', ('id = "M1"', 1), "unknown module 'X'; allowed: ['M', 'N']"),
    ("an unknown window", 'window = "learning"', 'window = "summer"', ('id = "learning"', 2),
     "names window 'summer'; allowed: ['learning']"),
    ("an unknown whole", 'of = "M1"', 'of = "M9"', ('id = "M1-test"', 1), "closes 'M9', which is no activity"),
    ("an unknown requirement of a module", 'requires = ["M"]', 'requires = ["L"]', ('id = "N"', 1),
     "requires 'L', which is no stage, module or activity; allowed: ['M', 'M1', 'M1-test', 'N', 'N1', 'learning']"),
    ("an unknown requirement of an activity", "minutes = 90", 'minutes = 90\nrequires = ["M9"]', ('id = "N1"', 1),
     "requires 'M9', which is no stage"),
    ("a circle of two", "minutes = 60", 'minutes = 60\nrequires = ["N1"]', ('id = "N1"', 1), "N1 waits for itself in a circle"),
    ("a circle with its own test", "minutes = 60", 'minutes = 60\nrequires = ["M1-test"]', ('id = "M1"', 1),
     "M1 waits for itself in a circle"),
    ("an activity that requires itself", "minutes = 90", 'minutes = 90\nrequires = ["N1"]', ('id = "N1"', 1),
     "N1 waits for itself in a circle"),
    ("an activity that requires its stage", "minutes = 90", 'minutes = 90\nrequires = ["learning"]', ('id = "N1"', 1),
     "N1 waits for itself in a circle"),
    ("a module that requires itself", 'requires = ["M"]', 'requires = ["N"]', ('id = "N1"', 1), "N1 waits for itself"),
    ("a dead stage", "[[modules]]\nid = \"M\"", '[[stages]]\nid = "rest"\ntitle = { ja = "", en = "" }\nwindow = "learning"\n'
     '\n[[modules]]\nid = "M"', ('id = "rest"', 1), "stage rest has no activity; nobody could ever finish it"),
    ("a period in days", 'period = "P2M"', 'period = "P60D"', ('id = "learning"', 1), "'P60D' is not a period of whole years"),
    ("a period in words", 'period = "P2M"', 'period = "two months"', ('id = "learning"', 1), "such as P2M or P3Y"),
    ("a period of nothing", 'period = "P2M"', 'period = "P0M"', ('id = "learning"', 1), "'P0M' is not a period"),
    ("a bad gate", 'gate = "passed"', 'gate = "mastered"', ('id = "M1-test"', 1),
     "the gate 'mastered'; allowed: ['completed', 'passed']"),
    ("negative minutes", "minutes = 60", "minutes = -60", ('id = "M1"', 1), "-60 minutes; 0 or more are allowed"),
    ("minutes in words", "minutes = 60", 'minutes = "an hour"', ("[[activities]]", 1), "minutes: Input should be a valid integer"),
    ("minutes in fractions", "minutes = 60", "minutes = 60.5", ("[[activities]]", 1), "minutes: Input should be a valid integer"),
    ("a parameter of the wrong type", "{ threshold = 0.8 }", '{ threshold = "0.8" }', ('id = "N1"', 1),
     "parameter threshold: Input should be a valid number; known parameters: ['threshold']"),
    ("an unknown parameter", "{ threshold = 0.8 }", "{ treshold = 0.8 }", ('id = "N1"', 1),
     "parameter treshold: Extra inputs are not permitted; known parameters: ['threshold']"),
    ("a clause that is not explained", 'requires = ["M"]\nclause = "C1"', 'requires = ["M"]\nclause = "C2"', ('id = "N"', 1),
     "N cites 'C2', which [clauses] does not explain; allowed: ['C1']"),
    ("a clause of a window not explained", 'period = "P2M"\nclause = "C1"', 'period = "P2M"\nclause = "C9"',
     ('id = "learning"', 1), "learning cites 'C9'"),
    ("a word where a list belongs", '["certificate"]', '"certificate"', ('planned_kinds = "certificate"', 1),
     "planned_kinds: Input should be a valid tuple"),
]


@pytest.mark.parametrize(("old", "new", "place", "says"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_defect_is_named_with_its_line_and_what_is_allowed(
    old: str, new: str, place: tuple[str, int], says: str
) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    found = problems(text)
    assert [p for p in found if p.startswith(f"program.toml:{line_of(text, *place)}: ") and says in p], found


def test_a_wrong_default_is_told_for_each_activity_that_takes_it() -> None:
    found = problems(SMALL.replace("threshold = 0.9", "threshold = true"))
    assert len(found) == 1
    assert "M1: parameter threshold" in found[0]


def test_every_defect_of_a_file_is_told_at_once() -> None:
    text = SMALL.replace('gate = "passed"', 'gate = "mastered"').replace('"P2M"', '"P2W"').replace('module = "M"', 'module = "X"')
    assert len(problems(text)) == 3


@pytest.mark.parametrize("content", [None, b"\x83\x65\x83\x58\x83\x67"], ids=["missing", "CP932"])
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "program.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(DefinitionError, match="cannot be read as UTF-8") as refused:
        read_file(path)
    assert refused.value.problems[0].startswith(f"{path}:1: ")


# The shipped program ------------------------------------------------------------------------------------

# catalogue.json: the hours of the blocks are the seed's (Ref.15-1), their split within blocks is a proposal.
MINUTES = {
    "A1": 240, "B1": 60, "B2": 120, "B3": 120, "B4": 60, "C1": 180, "C2": 180, "D1": 300, "D2": 300, "D3": 240, "D4": 360,
    "D5": 240, "E1": 120, "E2-01": 90, "E2-02": 120, "E2-03": 60, "E2-04": 60, "E2-05": 90, "E2-06": 60, "E2-07": 120,
    "E2-08": 90, "E2-09": 90, "E2-10": 60, "E2-11": 90, "E2-12": 90, "E2-13": 60, "E3": 240,
}


def test_27_lectures_of_64_hours_ship() -> None:
    assert {a.id: a.minutes for a in shipped().studied} == MINUTES
    assert (len(LECTURES), shipped().minutes) == (27, 3840)


@pytest.mark.parametrize(("module", "hours"), [("A", 4), ("B", 6), ("C", 6), ("D", 24), ("E", 24)])
def test_the_hours_of_a_module_are_those_of_the_source(module: str, hours: int) -> None:
    """Ref.15-1."""
    assert sum(a.minutes for a in shipped().studied if a.module == module) == hours * 60


def test_a_lecture_lies_in_the_module_of_its_letter_and_is_closed_by_its_own_test() -> None:
    for lecture in shipped().studied:
        assert lecture.module == lecture.id[0]
        assert [a.id for a in shipped().closing_of(lecture.id)] == [f"{lecture.id}-test"]


def test_the_road_has_seven_stages_in_the_order_of_the_source() -> None:
    assert [s.id for s in shipped().stages] == [
        "lectures", "review", "assignment", "practice", "group-training", "completion", "certification"]


def test_periods_are_fixed_where_the_source_fixes_them() -> None:
    """Two months for lectures and review test (E(b)a), three for practice (E(c))."""
    assert {w.id: w.months for w in shipped().windows if w.months} == {"learning": 2, "practice": 3}


def test_every_rule_cites_a_clause_that_the_file_explains_in_both_languages() -> None:
    program = shipped()
    rules: tuple[WindowRule | Stage | Module | Activity, ...] = (
        *program.windows, *program.stages, *program.activities, *(m for m in program.modules if m.requires))
    for rule in rules:
        assert rule.clause in program.clauses, rule.id
    assert all(clause.text["ja"] and clause.text["en"] for clause in program.clauses.values())


def test_every_title_is_in_both_languages() -> None:
    program = shipped()
    titled: tuple[WindowRule | Stage | Module | Activity, ...] = (
        *program.windows, *program.stages, *program.modules, *program.activities)
    for thing in titled:
        assert thing.title["ja"], thing.id
        assert thing.title["en"], thing.id


def test_only_a_must_be_passed_and_only_a_is_never_exempt() -> None:
    """Rulings A1 and A3."""
    tests = [a for a in shipped().activities if a.kind == "comprehension-test"]
    assert [a.id for a in tests if a.gate == "passed"] == ["A1-test"]
    assert [a.id for a in shipped().studied if not a.exemptible] == ["A1"]


def test_the_numbers_of_the_tests_are_those_of_the_defaults() -> None:
    program = shipped()
    comprehension = {(a.parameters.items, a.parameters.passing_score) for a in program.activities if a.of}
    review = program.members("review-test")[0].parameters
    assert comprehension == {(5, 0.8)}
    assert (review.items, review.minutes, review.passing_score) == (40, 60, 0.7)
    assert sum(review.blueprint.values()) == review.items
    assert set(review.blueprint) == {m.id for m in program.modules}
    assert {a.parameters.threshold for a in program.studied} == {0.95}


def test_what_comes_later_is_declared_inert_and_said_so() -> None:
    inert = [a for a in shipped().activities if a.inert]
    assert [a.kind for a in inert] == list(COMING)
    assert remarks(shipped()) == [f"{a.id} ({a.kind}): declared, inert until a plugin brings this kind" for a in inert]


def test_with_every_kind_installed_nothing_remains_to_remark() -> None:
    assert remarks(whole_road()) == []


@pytest.mark.parametrize("thing", ["N", "N1"])
def test_a_requirement_without_a_clause_is_remarked(thing: str) -> None:
    text = SMALL.replace("minutes = 90", 'minutes = 90\nrequires = ["M"]').replace(
        'requires = ["M"]\nclause = "C1"', 'requires = ["M"]')
    assert f"{thing}: requires ['M'] but cites no clause" in remarks(read_program(text, "program.toml", KINDS))


@pytest.mark.parametrize("read", [shipped, whole_road])
def test_everything_can_be_reached_by_doing_what_stands_open(read: Callable[[], Program]) -> None:
    program, done = read(), set[str]()
    while reachable := [a for a in program.activities if a.id not in done and all(b.id in done for b in program.before(a))]:
        done |= {a.id for a in reachable}
    assert done == {a.id for a in program.activities}


def test_the_file_is_the_one_in_the_catalog() -> None:
    assert FILE.parent.name == shipped().id == "fnsc-training"
