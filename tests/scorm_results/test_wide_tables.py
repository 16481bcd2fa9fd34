"""Gradebooks of Moodle, Canvas and Blackboard, as they export them: a column for each lecture."""
from datetime import UTC, datetime

import pytest

from scorm_export.results.report_cells import Unreadable, folded
from scorm_export.results.report_table import Reading, guessed, outcome, table
from scorm_export.results.wide_table import unfolded
from tests.scorm_results.conftest import NOW

A1, B1 = "A1 外国人支援コーディネーターの配置の意義", "B1 外国人の在留に関する施策"
LECTURES = {folded(name): title[:2] for title in (A1, B1) for name in (title, title[3:], title[:2])}  # the longest first
PASSING = {"A1": 0.8, "B1": 0.8}
# Activity completion, with the e-mail address as the identity; the last activity is none of ours.
COMPLETION = f'''
,"Email address","{A1}","","{B1}","2027-06-30 00:00:00","News",""
"Sato Akari","akari@example.jp","Completed","2027-06-01 09:57:00","Not completed","","Not completed",""
"Mori Ken","ken@example.jp","Completed (achieved pass grade)","2027-06-02 10:00:00","Completed (set by A)","2027-06-03 10:00:00","",""
'''.lstrip()
MOODLE_GRADES = f"""
First name,ID number,Email address,SCORM package:{A1} (Real),SCORM package:{A1} (Feedback),SCORM package:{B1} (Real),Course total (Real)
Akari,,akari@example.jp,100.00,-,40.00,140.00
Ken,,ken@example.jp,-,-,-,-
""".lstrip()
CANVAS = f"""
Student,ID,SIS User ID,SIS Login ID,Section,{A1} (4711),B1 (4712),Current Score,Final Grade
    Points Possible,,,,,100.00,100.00,(read only),(read only)
"Sato, Akari",12,s-12,akari,Round 1,80.00,,80,B
""".lstrip()
BLACKBOARD = f"""
Last Name\tUsername\tStudent ID\tLast Access\tAvailability\t{A1} [Total Pts: 100 Score] |12345\tB1 [合計点: 100 スコア] |12346
Sato\takari\ts-12\t2027-06-01 09:57:00\tYes\t79.00\t80.00
""".lstrip()


def results(text):
    found = unfolded(table(text), LECTURES)
    reading = Reading(guessed(found), LECTURES, "", PASSING, NOW)
    made = {}
    for line, row in zip(found.lines, found.rows, strict=True):
        try:
            each = outcome(row, reading)
            made[each.learner, each.lecture] = (each.completed, each.success, each.score, each.at)
        except Unreadable as error:
            made[str(line)] = str(error)
    return made


def tokyo(day, hour, minute=0):
    return datetime(2027, 6, day, hour - 9, minute, tzinfo=UTC)


def test_a_report_of_completions_tells_each_lecture_with_its_day():
    assert results(COMPLETION) == {
        ("akari@example.jp", "A1"): (True, None, None, tokyo(1, 9, 57)), ("akari@example.jp", "B1"): (False, None, None, NOW),
        ("ken@example.jp", "A1"): (True, True, None, tokyo(2, 10)), ("ken@example.jp", "B1"): (True, None, None, tokyo(3, 10))}


def test_points_are_judged_by_the_passing_score_and_nothing_is_said_of_who_has_none():
    assert results(MOODLE_GRADES) == {
        ("akari@example.jp", "A1"): (False, True, 1.0, NOW), ("akari@example.jp", "B1"): (False, False, 0.4, NOW)}


def test_the_line_of_possible_points_is_nobodys_result():
    assert results(CANVAS) == {"2": "学習者IDが空です。", ("akari", "A1"): (False, True, 0.8, NOW)}


def test_a_download_with_tabs_and_two_languages():
    assert results(BLACKBOARD) == {
        ("s-12", "A1"): (False, False, 0.79, tokyo(1, 9, 57)), ("s-12", "B1"): (False, True, 0.8, tokyo(1, 9, 57))}


@pytest.mark.parametrize(("points", "success"), [("0", None), ("1", None), ("1 %", False), ("79.9", False), ("80", True), ("1/1", True)])
def test_points_that_say_too_little_judge_nothing(points, success):
    """None may stand for a test that nobody took, a bare one for one of a hundred."""
    found = results(f"Username,{A1}\nk,{points}\n")["k", "A1"]
    assert found[1] is success


def test_a_report_that_tells_its_lecture_stays_as_it_is():
    long = table(f"Username,Lecture,A1 note,Status\nk,{A1},x,passed\n")
    assert unfolded(long, LECTURES) is long
    plain = table("Username,Status\nk,passed\n")
    assert unfolded(plain, LECTURES) is plain


def test_what_cannot_be_read_in_a_lectures_column_is_named_and_too_much_is_refused():
    assert results(f"Username,{A1}\nk,maybe\n") == {"2": "完了や合否の書き方が分かりません。"}
    many = "\n".join(f"k{n},80,90" for n in range(3000))
    with pytest.raises(Unreadable, match="5,000"):
        results(f"Username,{A1},{B1}\n{many}\n")


@pytest.mark.parametrize("text", ["2027年 6月 1日(火曜日) 09:57", "Tuesday, 1 June 2027, 9:57 AM", "2027年6月1日 09:57"])
def test_days_are_read_as_moodle_writes_them(text):
    assert results(f'Username,Lecture,Status,"Last accessed on"\nk,{A1},passed,"{text}"\n')["k", "A1"][3] == tokyo(1, 9, 57)
