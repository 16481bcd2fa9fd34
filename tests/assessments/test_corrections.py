"""A faulty item found later (ruling A17): only in favor, as new facts, for every attempt that held it."""
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from assessments.attempts import services
from assessments.attempts.corrections import Correction, corrected, from_json, in_favor, problems_of, to_json, worth
from assessments.attempts.models import Attempt
from assessments.attempts.services import correcting
from assessments.items.answering import POINTS
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound, Refused
from lms.records import services as records
from tests.assessments.conftest import NOW, Trainee, enrolled, right_answers, watched
from tests.assessments.test_accommodations import office
from tests.assessments.test_answering import choices, item
from tests.assessments.test_pages import token_in

__all__ = ["office"]
VOID = Correction("void")


def taken(trainee: Trainee, wrong: int) -> Attempt:
    """A submitted attempt at A1's test of 5 with the first ``wrong`` answers missing."""
    attempt = services.start(trainee.enrollment, "A1-test", NOW)
    for position, right in right_answers(attempt.id).items():
        if position > wrong:
            services.save_answer(attempt.id, trainee.person, position, right, f"c{position}", 0, NOW)
    services.submit(attempt.id, trainee.person, NOW)
    return db.session.get_one(Attempt, attempt.id)


def version_at(row: Attempt, position: int) -> str:
    found: str = row.form[position - 1][0]
    return found


def test_a_void_item_makes_a_pass_of_a_fail_as_a_new_fact(any_database_app: Flask, trainee: Trainee) -> None:
    with any_database_app.app_context():
        row = taken(trainee, wrong=2)  # 3 of 5; 4 pass
        with pytest.raises(Refused):
            enrollments.require_open(trainee.enrollment, "B1", NOW)
        before = services.changes(version_at(row, 1), VOID)
        assert [(c.before.raw, c.after.raw, c.passes_now) for c in before] == [(3, 4, True)]
        services.correct(version_at(row, 1), VOID, "法改正", "office", NOW + timedelta(days=3))
        fact = records.history(trainee.enrollment)[-1].fact
        assert (fact.verb, fact.at, fact.result["score"]["raw"]) == ("passed", NOW, 4)
        assert enrollments.require_open(trainee.enrollment, "B1", NOW).activity.id == "B1"
        assert records.progress_of(trainee.enrollment).of("A1-test").attempts == 1
        result = services.result(row.id, trainee.person, NOW)
        assert (result.passed, result.answers[0].correction, result.answers[0].share) == (True, "void", 1)
        assert list(records.verify()) == []


def test_whoever_submits_while_an_item_is_corrected_is_judged_by_the_correction(
    any_database_app: Flask, trainee: Trainee, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with any_database_app.app_context():
        running = services.start(trainee.enrollment, "A1-test", NOW).id
        version = version_at(db.session.get_one(Attempt, running), 1)
        submitting = threading.Thread(target=submit_beside, args=(any_database_app, running, trainee))

        def meanwhile(rows: Any) -> list[Attempt]:
            submitting.start()
            submitting.join(0.5)
            return submitted(rows)

        submitted = correcting._submitted
        monkeypatch.setattr(correcting, "_submitted", meanwhile)
        services.correct(version, VOID, "法改正", "office", NOW)
        submitting.join()
        assert services.result(running, trainee.person, NOW).answers[0].share == 1


def submit_beside(app: Flask, attempt_id: str, trainee: Trainee) -> None:
    with app.app_context():
        services.submit(attempt_id, trainee.person, NOW)


def test_a_new_key_never_takes_a_pass_back(inside: Trainee) -> None:
    row = taken(inside, wrong=1)  # 4 of 5: passed, question 2 was right
    version = services.item_to_correct(version_at(row, 2))
    other = next(n for n in range(len(version.item.choices)) if n not in version.item.key)
    key = (other,) if version.item.kind != "multiple" else tuple({*version.item.key, other})
    facts = len(records.history(inside.enrollment))
    changed = services.correct(version.id, Correction("rekey", key), "誤り", "office", NOW)
    assert [(c.raised, c.after.passed) for c in changed] == [(False, True)]
    assert len(records.history(inside.enrollment)) == facts


def test_correcting_twice_changes_nothing_more(inside: Trainee) -> None:
    row = taken(inside, wrong=2)
    services.correct(version_at(row, 1), VOID, "誤り", "office", NOW)
    facts = len(records.history(inside.enrollment))
    assert not any(c.raised for c in services.correct(version_at(row, 1), VOID, "誤り", "office", NOW))
    assert len(records.history(inside.enrollment)) == facts


def test_a_faulty_item_is_drawn_no_more_and_counts_in_a_running_attempt(inside: Trainee, ground: str) -> None:
    second = enrolled(ground, "second")
    watched(second, "A1")
    running = services.start(second.enrollment, "A1-test", NOW)
    faulty = db.session.get_one(Attempt, running.id).form[0][0]
    services.correct(faulty, VOID, "誤り", "office", NOW)
    assert services.submit(running.id, second.person, NOW).score.raw == 1
    for _ in range(3):
        again = services.start(second.enrollment, "A1-test", NOW)
        assert faulty not in [version for version, *_ in db.session.get_one(Attempt, again.id).form]
        services.submit(again.id, second.person, NOW)


@pytest.mark.parametrize(("asked", "field"), [
    (Correction("other"), "kind"), (Correction("rekey"), "key"), (Correction("rekey", (0, 1)), "key"), (Correction("rekey", (9,)), "key"),
    (Correction("rekey", (2,)), "key"), (Correction("rekey", (-1,)), "key"), (Correction("rekey", (4,)), "key")])
def test_a_correction_that_does_not_fit_is_told_by_field(asked: Correction, field: str) -> None:
    assert set(problems_of(asked, item("single", choices(4, {2})))) == {field}


@pytest.mark.parametrize(("key", "fields"), [
    ((0,), set()), ((0, 3), set()), ((1, 2, 3), set()), ((1, 1), {"key"}), ((1, 2), {"key"}), ((), {"key"})])
def test_several_choices_may_become_right(key: tuple[int, ...], fields: set[str]) -> None:
    assert set(problems_of(Correction("rekey", key), item("multiple", choices(4, {1, 2})))) == fields


def test_under_a_new_key_the_new_choice_is_worth_everything_and_the_old_one_nothing() -> None:
    asked, new, order = item("single", choices(3, {1})), Correction("rekey", (0,)), (2, 0, 1)
    assert problems_of(new, asked) == {}
    assert corrected(asked, new).key == {0}
    assert [worth(asked, new, order, [place]) for place in range(3)] == [0, POINTS, 0]
    assert worth(asked, new, order, None) == 0


def test_a_written_answer_may_be_accepted_too() -> None:
    asked = item("text", accepted={"ja": ("甲",)})
    more = Correction("rekey", accepted=("乙",))
    assert (problems_of(more, asked), worth(asked, more, (), "乙"), worth(asked, None, (), "乙")) == ({}, POINTS, 0)
    assert set(problems_of(Correction("rekey", accepted=("約3",)), item("numeric", accepted={"ja": ("3",)}))) == {"accepted"}
    assert set(problems_of(Correction("rekey", (0,)), item("ordering", choices(3, {0, 1, 2})))) == {"kind"}


@given(st.lists(st.integers(0, POINTS), min_size=1, max_size=8), st.dictionaries(st.integers(0, 7), st.integers(0, POINTS)))
def test_no_correction_lowers_any_mark(marks: list[int], new: dict[int, int]) -> None:
    after = in_favor(marks, new)
    assert all(a >= b for a, b in zip(after, marks, strict=True))
    assert in_favor(after, new) == after


def test_points_rise_at_their_own_question_only() -> None:
    assert in_favor([0, 5, 7, 0], {0: 3, 1: 2, 2: 9}) == [3, 5, 9, 0]


def test_a_correction_survives_being_kept_as_json() -> None:
    asked = Correction("rekey", (0, 2), ("乙", "丙"))
    assert to_json(asked) == {"kind": "rekey", "key": [0, 2], "accepted": ["乙", "丙"]}
    assert from_json(to_json(asked)) == asked


def test_a_void_item_keeps_its_own_key_for_those_who_read_it() -> None:
    asked = item("single", choices(3, {1}))
    assert corrected(asked, VOID) == asked
    assert worth(asked, VOID, (0, 1, 2), None) == POINTS


def test_an_unknown_version_or_an_empty_reason_is_refused(inside: Trainee) -> None:
    row = taken(inside, wrong=2)
    with pytest.raises(NotFound):
        services.changes("nothing", VOID)
    with pytest.raises(Invalid) as caught:
        services.correct(version_at(row, 1), VOID, " ", "office", NOW)
    assert set(caught.value.errors) == {"reason"}
    assert services.history_of(version_at(row, 1)) == []


def test_the_secretariat_looks_first_then_corrects(app: Flask, trainee: Trainee, office: FlaskClient) -> None:
    with app.app_context():
        version = version_at(taken(trainee, wrong=2), 1)
    path = f"/items/versions/{version}/correction"
    data = {"csrf_token": token_in(office.get(path).text), "kind": "void", "reason": "法改正"}
    look = office.post(path, data={**data, "step": "check"})
    assert ("新しく合格になるのは1件" in look.text, "緑川 akari" in look.text) == (True, True)
    with app.app_context():
        assert services.history_of(version) == []
    done = office.post(path, data={**data, "step": "do"}, follow_redirects=True)
    assert ("採点し直しました" in done.text, "法改正" in done.text) == (True, True)
    wrong = office.post(path, data={**data, "kind": "rekey", "step": "do"})
    assert (wrong.status_code, "正しい選択肢を選んでください" in wrong.text, "法改正</textarea>" in wrong.text) == (422, True, True)
