"""What must hold whichever database keeps it: who sees whom, who works for whom, and what an end means."""
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from lms.access import Role
from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.invitations import services as invitations
from lms.people import services as people
from lms.people.services import NewPerson
from lms.records import services as records
from scorm_export.contractors import services
from scorm_export.contractors.rules import CASE_STUDY
from scorm_export.contractors.services import NewQualification
from scorm_export.results.services import count_again
from tests.conftest import MORNING
from tests.scorm_contractors.conftest import OFFICE, PROGRAM, Taught, arrived, contracted, somebody, taught_round

GOOD = NewQualification("高橋 正人", ["A", "B1"], "修了証", date(2028, 3, 31))


@pytest.fixture
def house(any_database_app: Flask) -> Iterator[Flask]:
    with any_database_app.app_context():
        yield any_database_app


@pytest.fixture
def manabi(house: Flask) -> Taught:
    return contracted("株式会社まなび", taught_round("R9-1", "hanako", "taro"), somebody())


def refused(error: type[Exception], act: Callable[..., Any], *arguments: Any) -> Any:
    with pytest.raises(error) as caught:
        act(*arguments)
    return getattr(caught.value, "errors", None)


# Contractors ---------------------------------------------------------------------------------------------

def test_a_contractor_needs_a_name_that_can_be_kept(house: Flask) -> None:
    for name in ("", "  ", "あ" * 201, "a\x00b"):
        assert list(refused(Invalid, services.create_contractor, name, OFFICE, MORNING)) == ["name"]


def test_two_contractors_never_share_a_name(house: Flask) -> None:
    services.create_contractor("となりの会", OFFICE, MORNING)
    refused(Conflict, services.create_contractor, " となりの会 ", OFFICE, MORNING)
    assert [each.name for each in services.contractors()] == ["となりの会"]


def test_rounds_and_lectures_are_replaced_as_a_whole(manabi: Taught) -> None:
    services.set_lectures(manabi.id, PROGRAM, ["C1", "C1"])
    services.set_cohorts(manabi.id, [])
    found = services.contractor(manabi.id)
    assert (found.cohorts, found.lectures) == ((), (f"{PROGRAM}/C1",))
    assert services.may_see_cohort(manabi.id, manabi.cohort.id) is False


def test_what_does_not_exist_is_given_to_nobody(manabi: Taught) -> None:
    assert list(refused(Invalid, services.set_cohorts, manabi.id, ["no-such-round"])) == ["cohorts"]
    assert list(refused(Invalid, services.set_lectures, manabi.id, PROGRAM, ["A1", "A99"])) == ["lectures"]
    assert list(refused(Invalid, services.set_lectures, manabi.id, PROGRAM, ["review-test"])) == ["lectures"]
    assert list(refused(Invalid, services.set_lectures, manabi.id, "no-such-program", ["A1"])) == ["lectures"]
    refused(NotFound, services.set_cohorts, "nobody", [])
    assert services.contractor(manabi.id).lectures == (f"{PROGRAM}/A1", f"{PROGRAM}/B1")


CHANGES: tuple[Callable[[Taught], Any], ...] = (
    lambda c: services.set_cohorts(c.id, []), lambda c: services.set_lectures(c.id, PROGRAM, []),
    lambda c: services.decide_credit(c.id, True, "理由", OFFICE, MORNING), lambda c: services.end_contractor(c.id, OFFICE, MORNING),
    lambda c: services.add_member(c.id, c.person, OFFICE, MORNING),
    lambda c: services.add_qualification(c.id, GOOD, OFFICE, MORNING),
    lambda c: services.name_learners(c.id, {"x": c.cohort.enrollments[0]}, OFFICE, MORNING),
    lambda c: services.forget_learner(c.id, "x"),
)


def test_what_has_ended_is_changed_no_more(manabi: Taught) -> None:
    services.end_contractor(manabi.id, OFFICE, MORNING)
    for change in CHANGES:
        refused(Conflict, change, manabi)
    assert services.contractor_of(manabi.person) is None


def test_the_latest_decision_holds_and_all_are_kept(manabi: Taught) -> None:
    assert list(refused(Invalid, services.decide_credit, manabi.id, True, " ", OFFICE, MORNING)) == ["reason"]
    assert services.contractor(manabi.id).credits is False
    for allowed, reason in ((True, "契約書を確かめた"), (False, "質に疑いがある"), (True, "是正された")):
        services.decide_credit(manabi.id, allowed, reason, OFFICE, MORNING)
        assert services.contractor(manabi.id).credits is allowed
    assert [each.reason for each in services.credit_decisions(manabi.id)] == ["是正された", "質に疑いがある", "契約書を確かめた"]


def test_of_two_who_decide_at_one_moment_the_second_waits(manabi: Taught, any_database_app: Flask) -> None:
    decided = Event()

    def second() -> None:
        with any_database_app.app_context():
            decided.wait()
            services.decide_credit(manabi.id, False, "二番目", OFFICE, MORNING)

    thread = Thread(target=second)
    thread.start()
    with transaction():
        services.decide_credit(manabi.id, True, "一番目", OFFICE, MORNING)
        decided.set()
        thread.join(0.3)
        assert thread.is_alive(), "until the first has ended"
    thread.join()
    db.session.rollback()
    assert [each.reason for each in services.credit_decisions(manabi.id)] == ["二番目", "一番目"]


# People --------------------------------------------------------------------------------------------------

def test_a_person_works_for_one_contractor_at_a_time(manabi: Taught) -> None:
    other = services.create_contractor("となりの会", OFFICE, MORNING).id
    refused(Conflict, services.add_member, other, manabi.person, OFFICE, MORNING)
    refused(NotFound, services.remove_member, other, manabi.person, OFFICE, MORNING)
    services.end_contractor(manabi.id, OFFICE, MORNING)
    services.add_member(other, manabi.person, OFFICE, MORNING)
    assert [each.person_id for each in services.members(other)] == [manabi.person]
    assert services.member_counts() == {other: 1}
    found = services.contractor_of(manabi.person)
    assert found and found.id == other


def test_nobody_who_does_not_exist_is_added(manabi: Taught) -> None:
    refused(NotFound, services.add_member, manabi.id, "nobody", OFFICE, MORNING)
    refused(NotFound, services.add_member, "nobody", manabi.person, OFFICE, MORNING)
    assert len(services.members(manabi.id)) == 1


def test_the_role_comes_and_goes_with_the_work(manabi: Taught) -> None:
    def roles() -> list[Role]:
        return [each.role for each in people.roles_of(manabi.person)]

    services.add_member(manabi.id, manabi.person, OFFICE, MORNING)
    assert roles() == [Role.CONTRACTOR]
    services.remove_member(manabi.id, manabi.person, OFFICE, MORNING)
    assert (roles(), services.contractor_of(manabi.person)) == ([], None)


def test_somebody_whose_role_was_taken_before_can_still_be_removed(manabi: Taught) -> None:
    people.revoke_role(manabi.person, Role.CONTRACTOR, OFFICE, MORNING)
    services.remove_member(manabi.id, manabi.person, OFFICE, MORNING)
    assert services.members(manabi.id) == []


def test_somebody_new_joins_with_an_invitation_and_somebody_known_without(manabi: Taught) -> None:
    new = services.join(manabi.id, NewPerson("new@contractor.example", "大西", "弘"), OFFICE, MORNING)
    assert new.invitation
    assert invitations.invited_person(new.invitation, MORNING).id == new.person_id
    known = people.create_person(NewPerson("old@contractor.example", "中川", "陽子"), MORNING, "tsunagu to hito wo 12")
    assert services.join(manabi.id, NewPerson("OLD@contractor.example", "中川", "陽子"), OFFICE, MORNING).invitation is None
    assert {each.person_id for each in services.members(manabi.id)} == {manabi.person, new.person_id, known.id}


def test_a_slip_in_an_address_lets_no_stranger_in(manabi: Taught) -> None:
    people.create_person(NewPerson("old@contractor.example", "中川", "陽子"), MORNING)
    refused(Invalid, services.join, manabi.id, NewPerson("old@contractor.example", "大西", "弘"), OFFICE, MORNING)
    assert list(refused(Invalid, services.join, manabi.id, NewPerson("x@contractor.example"), OFFICE, MORNING)) == ["family_name"]
    assert list(refused(Invalid, services.join, manabi.id, NewPerson("none", "大西"), OFFICE, MORNING)) == ["email"]
    assert len(services.members(manabi.id)) == 1
    assert people.find_person_by_email("x@contractor.example") is None


# Lecturers -----------------------------------------------------------------------------------------------

GAPS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"name": " "}, "name"), ({"name": "a\x00"}, "name"), ({"subjects": []}, "subjects"), ({"subjects": ["A", "Z9"]}, "subjects"),
    ({"subjects": ["A B"]}, "subjects"), ({"evidence": " "}, "evidence"), ({"evidence": "a\x00"}, "evidence"),
    ({"insight": "x" * 2001}, "insight"), ({"experience": "\x07"}, "experience"), ({"last_day": None}, "last_day"),
)


def test_the_register_takes_nothing_that_an_auditor_would_miss(manabi: Taught) -> None:
    for change, field in GAPS:
        assert list(refused(Invalid, services.add_qualification, manabi.id, replace(GOOD, **change), OFFICE, MORNING)) == [field]
    assert services.qualifications(manabi.id) == []


def test_the_register_tells_the_first_to_end_first_and_forgets_what_was_removed(manabi: Taught) -> None:
    late = services.add_qualification(manabi.id, replace(GOOD, subjects=["A", "A", CASE_STUDY]), OFFICE, MORNING)
    soon = services.add_qualification(manabi.id, replace(GOOD, name=" 王  偉 ", last_day=date(2027, 7, 1)), OFFICE, MORNING)
    assert [each.id for each in services.qualifications(manabi.id)] == [soon, late]
    assert [(each.name, each.subjects) for each in services.all_qualifications()[manabi.id]] == [
        ("王 偉", ("A", "B1")), ("高橋 正人", ("A", CASE_STUDY))]
    other = services.create_contractor("となりの会", OFFICE, MORNING).id
    refused(NotFound, services.remove_qualification, other, late, OFFICE, MORNING)
    services.remove_qualification(manabi.id, late, OFFICE, MORNING)
    refused(NotFound, services.remove_qualification, manabi.id, late, OFFICE, MORNING)
    assert [each.id for each in services.qualifications(manabi.id)] == [soon]


# Learners ------------------------------------------------------------------------------------------------

def test_a_learner_is_known_by_name_else_by_mail_address(manabi: Taught) -> None:
    hanako, taro = manabi.cohort.enrollments
    assert services.enrollment_of(manabi.id, "HANAKO@example.jp") == hanako
    assert services.enrollment_of(manabi.id, "taro") is None
    services.name_learners(manabi.id, {"ＴＡＲＯ": taro, "hanako@example.jp": taro}, OFFICE, MORNING)
    assert services.enrollment_of(manabi.id, "taro") == taro
    assert services.enrollment_of(manabi.id, "hanako@example.jp") == taro, "what was named goes before the address"
    services.forget_learner(manabi.id, "Hanako@Example.jp")
    assert services.enrollment_of(manabi.id, "hanako@example.jp") == hanako
    refused(NotFound, services.forget_learner, manabi.id, "hanako@example.jp")


def test_a_contractor_knows_the_trainees_of_its_own_rounds_only(manabi: Taught) -> None:
    other = taught_round("R9-2", "jiro")
    assert {each.email for each in services.taught(manabi.id)} == {"hanako@example.jp", "taro@example.jp"}
    assert services.enrollment_of(manabi.id, "jiro@example.jp") is None
    refused(Invalid, services.name_learners, manabi.id, {"j": other.enrollments[0]}, OFFICE, MORNING)
    refused(Invalid, services.name_learners, manabi.id, {" ": manabi.cohort.enrollments[0]}, OFFICE, MORNING)
    assert services.learners(manabi.id) == []


def test_with_a_round_go_the_names_of_its_trainees(manabi: Taught) -> None:
    services.name_learners(manabi.id, {"h": manabi.cohort.enrollments[0]}, OFFICE, MORNING)
    services.set_cohorts(manabi.id, [])
    assert (services.taught(manabi.id), services.learners(manabi.id), services.trainees(manabi.id)) == ([], [], {})
    assert (services.enrollment_of(manabi.id, "h"), services.enrollment_of(manabi.id, "hanako@example.jp")) == (None, None)
    services.set_cohorts(manabi.id, [manabi.cohort.id])
    assert [each.reference for each in services.learners(manabi.id)] == ["h"]


def test_the_number_of_queries_does_not_grow_with_the_round(manabi: Taught) -> None:
    services.name_learners(manabi.id, {name: manabi.cohort.enrollments[0] for name in "abcdefgh"}, OFFICE, MORNING)
    db.session.remove()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    assert len(services.learners(manabi.id)) == 8
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) < 16




def test_a_file_is_checked_and_then_done_without_its_wrong_lines(manabi: Taught) -> None:
    hanako, taro = manabi.cohort.enrollments
    services.name_learners(manabi.id, {"a": hanako, "b": hanako}, OFFICE, MORNING)
    text = ("学習者ID,メールアドレス\r\na,hanako@example.jp\r\nb,taro@example.jp\r\nc,TARO@example.jp\r\n"
            "d,nobody@example.jp\r\n,taro@example.jp\r\n")
    told = [("already", "緑川 hanako"), ("changes", "緑川 taro"), ("new", "緑川 taro"), ("error", ""), ("error", "")]
    assert [(str(line.outcome), line.name) for line in services.check_learners(manabi.id, text)] == told
    assert services.enrollment_of(manabi.id, "b") == hanako, "a check changes nothing"
    assert [(str(line.outcome), line.name) for line in services.import_learners(manabi.id, text, OFFICE, MORNING)] == told
    assert [services.enrollment_of(manabi.id, name) for name in "abcd"] == [hanako, taro, taro, None]
    assert [str(line.outcome) for line in services.check_learners(manabi.id, "x")] == ["error"]


def test_a_wrong_name_is_put_right_before_its_results_count(manabi: Taught) -> None:
    """Else the wrong trainee would be credited once the contractor's results count."""
    hanako, taro = manabi.cohort.enrollments
    services.name_learners(manabi.id, {"x": hanako}, OFFICE, MORNING)
    assert arrived(manabi.id, "x") == "not-credited"
    services.name_learners(manabi.id, {"x": taro}, OFFICE, MORNING)
    services.decide_credit(manabi.id, True, "契約", OFFICE, MORNING)
    assert count_again(manabi.id, OFFICE, MORNING) == 1
    done = {key: records.progress_of(key).of("A1").completed_at is not None for key in (hanako, taro)}
    assert done == {hanako: False, taro: True}
    services.name_learners(manabi.id, {"x": hanako}, OFFICE, MORNING)
    assert count_again(manabi.id, OFFICE, MORNING) == 0, "what counts stays"


def test_nothing_is_received_for_what_has_ended(manabi: Taught) -> None:
    services.end_contractor(manabi.id, OFFICE, MORNING)
    refused(NotAllowed, arrived, manabi.id, "x")
