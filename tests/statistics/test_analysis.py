"""The whole at once."""
import pytest

from assessments.statistics.analysis import analyze
from assessments.statistics.rules import Sheet, last_attempts
from tests.statistics.simulation import GUTTMAN, items_of

AGAIN = Sheet("D", "2027", 2, ("i000", "i001", "i002"), (1.0, 1.0, 1.0), ((0,), (0,), (0,)))


def test_first_attempts_are_analyzed_and_all_are_counted():
    analysis = analyze([*GUTTMAN, AGAIN], items_of(3))
    assert (analysis.scores.n, analysis.scores.mean, analysis.attempts.attempts) == (4, pytest.approx(0.5), 5)
    assert (analysis.attempts.retakers, analysis.attempts.gain) == (1, 1)


def test_last_attempts_are_analyzed_where_asked_for():
    assert analyze([*GUTTMAN, AGAIN], items_of(3), choose=last_attempts).scores.mean == pytest.approx(0.75)


def test_cohorts_are_compared_where_they_are_named():
    sheets = [Sheet(f"{cohort}{n}", cohort, 1, ("i000",), (float(n < right),), ((0,),))
              for cohort, right in (("A", 10), ("B", 30)) for n in range(40)]
    drifted = analyze(sheets, items_of(1), ("A", "B"))
    assert [one.difference for one in drifted.comparisons] == [0.5]
    assert [flag.code for flag in drifted.flags if flag.code == "drift"] == ["drift"]
    assert analyze(sheets, items_of(1)).comparisons == ()


def test_nothing_at_all_can_be_analyzed():
    analysis = analyze([], [])
    assert (analysis.scores.n, analysis.scores.mean, analysis.items, analysis.flags) == (0, None, (), ())
