"""Result files and the reports of other systems: what they say, and why one is not taken."""
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm_export.results import report_table, result_file
from scorm_export.results.outcome import Outcome
from scorm_export.results.report_cells import Unreadable, folded
from scorm_export.results.report_table import Reading, guessed, outcome, table
from tests.scorm_packages import scripts
from tests.scorm_results.conftest import NOW

RESULT = {
    "format": "tsunagu-result", "formatVersion": 1, "program": "fnsc-training", "lecture": "A1", "lectureVersion": "v-1",
    "learner": "k-0012", "completed": True, "success": True, "score": 0.8, "seconds": 3600, "at": "2027-06-10T01:00:00Z",
    "answers": {"a1-02": True, "a1-01": False}}


def signed(**change):
    found = {**RESULT, **change}
    return {**found, "checksum": result_file.checksum(found)}


def as_bytes(found):
    return json.dumps(found).encode()


def test_a_result_file_says_what_was_done():
    program, found = result_file.read(b"\xef\xbb\xbf" + as_bytes(signed()))
    assert program == "fnsc-training"
    assert found == Outcome("k-0012", "A1", datetime(2027, 6, 10, 1, tzinfo=UTC), "v-1", True, True, 0.8, 3600, RESULT["answers"])


@pytest.mark.parametrize(("change", "words"), [
    ({"score": 1.0}, "壊れたか"), ({"learner": "k-0013"}, "壊れたか"), ({"answers": {"a1-01": True}}, "壊れたか"),
    ({"format": "x"}, "結果ファイルでは"), ({"formatVersion": 2}, "この版の"), ({"extra": 1}, "この版の")])
def test_a_file_that_was_altered_or_is_another_one_is_refused(change, words):
    with pytest.raises(result_file.Unreadable, match=words):
        result_file.read(as_bytes({**signed(), **change}))


@pytest.mark.parametrize("change", [
    {"score": 1.5}, {"completed": "yes"}, {"seconds": -1}, {"lecture": "../A1"}, {"success": 1}, {"answers": {"x y": True}},
    {"learner": "a\x00b"}, {"score": True}], ids=str)
def test_strange_values_are_refused_even_with_the_right_checksum(change):
    with pytest.raises(result_file.Unreadable):
        result_file.read(as_bytes(signed(**change)))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 99_000, b"1" * 200_000])
def test_what_is_no_file_of_ours_is_told_so(data):
    with pytest.raises(result_file.Unreadable, match="結果ファイルではありません"):
        result_file.read(data)


CHECKSUM = """(results) => results.map((result) => {
  const answers = Object.entries(result.answers).sort(([a], [b]) => (a < b ? -1 : 1));
  return tsunagu.sha256(JSON.stringify([
    result.format, result.formatVersion, result.program, result.lecture, result.lectureVersion, result.learner, result.completed,
    result.success, result.score === null ? null : Math.round(result.score * 10000), result.seconds, result.at, answers]));
})"""


def test_the_player_and_the_house_make_the_same_checksum():
    names = ("花子 \"x\"", "k\\1", "𠮷")
    results = [signed(score=score, learner=name) for score in (None, 0, 1, 0.33335, 2 / 3, 0.00005) for name in names]
    assert scripts.run(CHECKSUM, results, "sha256.js") == [result["checksum"] for result in results]


# Reports of other systems --------------------------------------------------------------------------------

MOODLE = "氏名,ユーザ名,メールアドレス,ステータス,得点,所要時間,完了日時\n佐藤,k-0012,a@b.jp,合格,90.00 %,1:02:03,2027/06/09 18:00\n"
LECTURES = {folded("A1"): "A1", folded("A1 外国人支援コーディネーターの配置の意義"): "A1", folded("B1"): "B1"}


def read(text, **columns):
    found = table(text)
    return outcome(found.rows[0], Reading({**guessed(found), **columns}, LECTURES, "A1", {}, NOW))


def test_the_columns_of_known_systems_are_found():
    moodle = table(MOODLE)
    assert [moodle.header[guessed(moodle)[field]] for field in ("learner", "completed", "score", "time", "at")] == [
        "ユーザ名", "ステータス", "得点", "所要時間", "完了日時"]
    canvas = table("Student,SIS User ID,SIS Login ID,Completion Status,Success Status,Score,Total Time\na,,b,c,d,e,f\n")
    assert [canvas.header[guessed(canvas)[field]] for field in ("learner", "completed", "passed", "score", "time")] == [
        "SIS Login ID", "Completion Status", "Success Status", "Score", "Total Time"]
    assert guessed(table("x,y\n1,2\n")) == dict.fromkeys(report_table.FIELDS, -1)


def test_a_column_that_is_empty_all_the_way_down_is_not_proposed():
    moodle = table("ID number,Email address\n,a@b.jp\n,c@d.jp\n")
    assert moodle.header[guessed(moodle)["learner"]] == "Email address"


def test_a_row_of_moodle_is_a_result():
    found = read(MOODLE)
    assert (found.learner, found.completed, found.success, found.score, found.seconds) == ("k-0012", True, True, 0.9, 3723)
    assert found.at == datetime(2027, 6, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize(("column", "text", "expected"), [
    ("score", "80", 0.8), ("score", "80%", 0.8),
    ("score", "８０点", 0.8), ("score", "16/20", 0.8), ("score", "0.8", 0.8),
    ("score", "-", None), ("score", "1", 1.0), ("score", "1%", 0.01),
    ("seconds", "PT1H2M3S", 3723), ("seconds", "0000:05:07.00", 307), ("seconds", "62分", 3720),
    ("seconds", "1時間2分", 3720), ("seconds", "90", 90),
    ("seconds", "", 0), ("completed", "未修了", False), ("completed", "Completed", True),
    ("completed", "〇", True), ("success", "不合格", False), ("success", "", None)])
def test_cells_are_read_as_people_write_them(column, text, expected):
    headings = {"score": "得点", "seconds": "学習時間", "completed": "完了", "success": "合否"}
    assert getattr(read(f"ユーザ名,{headings[column]}\nk,{text}\n"), column) == expected


@pytest.mark.parametrize(("line", "words"), [
    (",合格,1", "学習者ID"), ("k,たぶん,1", "書き方"),
    ("k,合格,百点", "得点が読め"), ("k,合格,30/20", "満点"), ("k,合格,150", "満点")])
def test_a_cell_that_cannot_be_read_is_named(line, words):
    with pytest.raises(Unreadable, match=words):
        read(f"ユーザ名,ステータス,得点\n{line}\n")


def test_a_lecture_is_found_by_code_or_title_and_never_guessed():
    text = "ユーザ名,講義\nk,A1: 外国人支援コーディネーターの配置の意義\n"
    found = table(text)
    assert outcome(found.rows[0], Reading(guessed(found), LECTURES, "", {}, NOW)).lecture == "A1"
    with pytest.raises(Unreadable, match="どの講義"):
        outcome(("k", "別の講義"), Reading(guessed(found), LECTURES, "", {}, NOW))


def test_what_is_no_table_is_refused():
    for text, words in (("", "1行目"), ("a,b\n", "1行目"), ('a,b\n"x', "引用符"), ("a\n" + "x\n" * 5001, "5,000行")):
        with pytest.raises(Unreadable, match=words):
            table(text)


@given(st.lists(st.text(max_size=30), min_size=7, max_size=7))
def test_no_row_is_ever_more_than_a_result_or_a_reason(cells):
    columns = {field: n for n, field in enumerate(report_table.FIELDS)}
    try:
        found = outcome(cells, Reading(columns, LECTURES, "", {"A1": 0.8}, NOW))
    except Unreadable:
        return
    assert found.learner
    assert found.score is None or 0 <= found.score <= 1
