"""Qualifications by the day, learner ids in one spelling, and what a file of them says."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm_export.contractors.rules import (
    CASE_STUDY,
    REFERENCE_LENGTH,
    ROW_LIMIT,
    SOON,
    case_study_fitness,
    currency,
    folded_reference,
    learner_rows,
    problem_of_reference,
    problem_of_words,
)

TODAY = date(2027, 6, 10)
HEADER = "学習者ID,メールアドレス\r\n"


@pytest.mark.parametrize(("last_day", "stands"), [
    (date(2027, 6, 9), "overdue"), (date(2027, 6, 10), "ends-soon"), (date(2027, 8, 9), "ends-soon"),
    (date(2027, 8, 10), "current"), (date(2020, 1, 1), "overdue"),
])
def test_a_qualification_holds_until_the_end_of_its_last_day(last_day, stands):
    assert currency(last_day, TODAY) == stands


@given(st.dates(date(2000, 1, 1), date(2199, 1, 1)), st.integers(0, 1000))
def test_a_later_last_day_is_never_worse(last_day, more):
    order = ["overdue", "ends-soon", "current"]
    assert order.index(currency(last_day + timedelta(days=more), TODAY)) >= order.index(currency(last_day, TODAY))
    assert currency(TODAY + SOON + timedelta(days=more + 1), TODAY) == "current"


@pytest.mark.parametrize(("subjects", "insight", "experience", "fit"), [
    (["A"], "", "", None), ([CASE_STUDY], "", "", False), ([CASE_STUDY, "A"], "見識", "", False),
    ([CASE_STUDY], "", "経験", False), ([CASE_STUDY], "見識", "経験", True),
])
def test_only_lecturers_of_case_studies_need_insight_and_experience(subjects, insight, experience, fit):
    found = case_study_fitness(subjects, insight, experience)
    assert (found and found.fit) is fit


@pytest.mark.parametrize(("written", "folded"), [
    (" Yamada01 ", "yamada01"), ("ＹＡＭＡＤＡ０１", "yamada01"), ("a\tb", "ab"), ("\x00", ""), ("ﾔﾏﾀﾞ", "ヤマダ"), ("　", ""),
])
def test_a_learner_has_one_spelling(written, folded):
    assert folded_reference(written) == folded


@given(st.text(max_size=300))
def test_folding_twice_is_folding_once_for_what_may_be_named(text):
    folded = folded_reference(text)
    assert len(folded) <= REFERENCE_LENGTH
    if problem_of_reference(text) is None:
        assert folded_reference(folded_reference(text.upper())) == folded_reference(text.upper())


@pytest.mark.parametrize(("text", "rows", "errors"), [
    ("", [], {1}), ("学習者ID\r\nx\r\n", [], {1}), (HEADER, [], {1}), ("だれ,どこ\r\nx,y\r\n", [], {1}),
    (HEADER + "a,hanako@example.jp\r\n", [("a", "hanako@example.jp")], set()),
    ("email\tLEARNER_ID\nHANAKO@example.jp\ta\n", [("a", "hanako@example.jp")], set()),
    (HEADER + "a,x@e.jp\r\n\r\nb\r\n", [("a", "x@e.jp"), ("b", "")], set()),
    (HEADER + ",x@e.jp\r\n", [("", "x@e.jp")], {2}),
    (HEADER + "a,x@e.jp\r\nＡ,y@e.jp\r\n", [("a", "x@e.jp"), ("Ａ", "y@e.jp")], {3}),
    (HEADER + "a,x@e.jp\r\na,x@e.jp\r\n", [("a", "x@e.jp"), ("a", "x@e.jp")], set()),
    (HEADER + "a" * 255 + ",x@e.jp\r\n", [("a" * 255, "x@e.jp")], {2}),
    (HEADER + '"a,x@e.jp\r\n', [], {2}), (HEADER + "a\x00,x@e.jp\r\n", [], {1}),
    (HEADER + "a,x@e.jp\r\n" * (ROW_LIMIT + 1), [], {1}),
])
def test_a_file_of_learner_ids_is_read_line_by_line(text, rows, errors):
    found, problems = learner_rows(text)
    assert ([(row.reference, row.email) for row in found], set(problems)) == (rows, errors)


@given(st.text(max_size=200))
def test_no_file_breaks_the_reader(text):
    rows, errors = learner_rows(HEADER + text)
    assert rows or errors
    assert {line for line in errors if line > 1} <= {row.line for row in rows} or not rows


@pytest.mark.parametrize(("words", "fine"), [
    ("一行\r\n二行", True), ("", True), ("a\x00", False), ("あ" * 2000, True), ("あ" * 2001, False),
])
def test_words_may_break_lines_and_nothing_else(words, fine):
    assert (problem_of_words(words) is None) is fine
