"""Figures with their intervals, and warnings from them."""
from datetime import date, timedelta

import pytest

from scorm_export.contractors.views import QualificationView
from scorm_export.quality import figures, questionnaire, rules
from scorm_export.quality.figures import Share
from scorm_export.quality.rules import Code
from scorm_export.results.outcome import Outcome
from tests.scorm_results.conftest import NOW

TODAY = date(2027, 6, 10)


def outcome(learner, lecture="A1", minutes=0, **more):
    return Outcome(learner, lecture, NOW + timedelta(minutes=minutes), **more)


def test_a_lecture_counts_who_began_who_finished_and_who_took_the_test():
    found, = figures.by_lecture([
        outcome("a", completed=True, success=True, score=0.9), outcome("b", completed=True, success=False, score=0.5), outcome("c")])
    assert (found.completed, found.passed) == (Share(2, 3), Share(1, 2))
    assert (found.score.mean, found.score.total, found.score.interval) == (pytest.approx(0.7), 2, None)


def test_intervals_are_wide_where_there_are_few():
    few, many = Share(1, 2).interval, Share(500, 1000).interval
    assert few == pytest.approx((0.0945, 0.9055), abs=1e-4)  # Wilson, by hand
    assert many[1] - many[0] < 0.07
    assert Share(0, 0).interval is None
    mean = figures.mean_of([1, 2, 3, 4, 5], 1, 5)
    assert (mean.mean, mean.interval) == (3, pytest.approx((1.0368, 4.9632), abs=1e-3))  # Student, t(4) = 2.776


def test_of_many_items_only_those_are_called_worse_that_chance_does_not_explain():
    there = {f"i{n}": Share(160, 200) for n in range(40)}
    here = {f"i{n}": Share(24, 30) for n in range(40)} | {"i7": Share(9, 30), "i8": Share(20, 30), "new": Share(0, 30)}
    found = figures.by_item(here, there)
    assert [each.item for each in found if each.is_worse] == ["i7"]
    assert found[0].item == "i7"
    assert found[0].difference == pytest.approx(-0.5)
    assert found[0].interval[1] < 0
    assert "new" not in {each.item for each in found}
    assert not any(each.is_worse for each in figures.by_item({"i1": Share(30, 30)}, {"i1": Share(10, 30)}))


def test_a_trainee_is_one_whole_in_the_order_of_coming():
    found = figures.shares_by_learner([
        outcome("b", minutes=5, answers={"x": True}), outcome("a", minutes=1, answers={"x": True, "y": False}),
        outcome("a", "B1", minutes=9, answers={"z": True, "w": True}), outcome("c", minutes=2)])
    assert found == [0.75, 1.0]


def test_old_versions_are_counted_by_lecture():
    outcomes = [outcome("a", version="1"), outcome("b", version="2"), outcome("c"), outcome("d", "Z9", version="1")]
    found = figures.drift(outcomes, {"A1": "2"})
    assert [(each.lecture, each.old) for each in found] == [("A1", Share(1, 2))]
    assert rules.of_drift(found) == []
    assert [w.code for w in rules.of_drift([figures.Drift("A1", Share(3, 10))])] == [Code.OLD_VERSION]


def held(name, subjects, last_day, insight="", experience=""):
    return QualificationView(name, name, tuple(subjects), "書類", insight, experience, last_day)


def test_qualifications_that_ended_end_soon_or_lack_something_are_named():
    register = [held("山田", ["A"], TODAY - timedelta(days=1)), held("佐藤", ["B", "case-study"], TODAY + timedelta(days=10)),
                held("森", ["case-study"], TODAY + timedelta(days=400), "あり", "あり")]
    found = rules.by_weight(rules.of_qualifications(register, {"A1": "A", "B1": "B", "C1": "C"}, TODAY))
    assert [(w.code, w.about) for w in found] == [
        (Code.OVERDUE, "山田"), (Code.UNFIT, "佐藤"), (Code.NOBODY, "A"), (Code.NOBODY, "C"), (Code.ENDING, "佐藤")]


def test_few_completions_and_low_questionnaires_are_named_only_when_sure():
    lecture = figures.LectureFigures("A1", Share(10, 40), Share(0, 0), None)
    assert [w.code for w in rules.of_lectures([lecture])] == [Code.COMPLETION]
    assert rules.of_lectures([figures.LectureFigures("A1", Share(2, 5), Share(0, 0), None)]) == []
    low, unsure = figures.mean_of([1, 2, 2, 1, 2, 1, 2], 1, 5), figures.mean_of([1, 5, 2, 1], 1, 5)
    assert [w.about for w in rules.of_questions({"分かりやすさ": low, "進み方": unsure})] == ["分かりやすさ"]


def test_a_table_of_questionnaires_is_read_line_by_line():
    text = "講義,実施日,設問,１,2,3,4,5\nA1,2027/6/9,分かりやすさ,0,1,2,10,5\n"
    rows, problems = questionnaire.read(text, ["A1"])
    assert (rows, problems) == ([questionnaire.Row("A1", date(2027, 6, 9), "分かりやすさ", (0, 1, 2, 10, 5))], {})
    for line, words in (("Z9,2027-06-09,x,1,1,1,1,1", "講義"), ("A1,6/9,x,1,1,1,1,1", "実施日"), ("A1,2027-02-30,x,1,1,1,1,1", "実施日"),
                        ("A1,2027-06-09,,1,1,1,1,1", "設問"), ("A1,2027-06-09,x,a,1,1,1,1", "人数"), ("A1,2027-06-09,x", "列の数")):
        assert words in questionnaire.read(f"講義,実施日,設問,1,2,3,4,5\n{line}\n", ["A1"])[1][2]
    for text in ("", "a,b\n", "講義,実施日,設問,1,2,3,4,5\n"):
        assert 1 in questionnaire.read(text, ["A1"])[1]
