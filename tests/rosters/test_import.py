"""From a file to people in a round: checked first, then all or nothing."""
import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from lms.access import Role
from lms.clock import FixedClock
from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Invalid
from lms.people import services as people
from lms.people.services import NewPerson
from lms.programs import services as programs
from lms.records import services as records
from lms.rosters import services as rosters
from lms.rosters.services import Outcome
from tests.cohorts.conftest import Round, Visit, Visitor, messages
from tests.heart.ground import jst
from tests.heart.rounds import open_round

NOW = jst("06-10 10:00")
NEXT = {"learning": date(2028, 6, 1)}
HEAD = "メールアドレス,姓,名,フリガナ,所属機関\r\n"
NEW = "new@city.example.jp,髙﨑,花子,たかさき はなこ,若松市 外国人相談窓口\r\n"
KNOWN = "known@city.example.jp,山田,一郎,,\r\n"
PRESENT = "hanako@example.jp,緑川,hanako,,\r\n"
BROKEN = "broken,誰,か,,\r\n"


@pytest.fixture
def known(app: Flask) -> str:
    with app.app_context():
        return people.create_person(NewPerson("known@city.example.jp", "山田", "次郎"), NOW, "tsunagu to hito wo 12").id


def outcomes(cohort: Round, text: str) -> list[tuple[int, Outcome]]:
    return [(line.line, line.outcome) for line in rosters.check(cohort.id, text, NOW)]


def test_the_check_says_line_by_line_what_would_happen(app: Flask, cohort: Round, known: str) -> None:
    with app.app_context():
        assert outcomes(cohort, HEAD + NEW + KNOWN + PRESENT + BROKEN) == [
            (2, Outcome.NEW), (3, Outcome.JOINS), (4, Outcome.ALREADY), (5, Outcome.ERROR)]
        assert rosters.check(cohort.id, HEAD + KNOWN, NOW)[0].known_as == "山田 次郎"
        assert enrollments.size_of(cohort.id) == 3


def test_an_import_creates_invites_and_enrolls(app: Flask, cohort: Round, known: str) -> None:
    with app.app_context():
        lines = rosters.import_roster(cohort.id, HEAD + NEW + KNOWN + PRESENT, "office", NOW)
        assert [(line.outcome, bool(line.invitation), bool(line.enrollment_id)) for line in lines] == [
            (Outcome.NEW, True, True), (Outcome.JOINS, False, True), (Outcome.ALREADY, False, False)]
        person = people.find_person_by_email("new@city.example.jp")
        assert person
        assert (person.name, person.kana) == ("髙﨑 花子", "タカサキ ハナコ")
        assert person.organization
        assert person.organization.name == "若松市 外国人相談窓口"
        assert [role.role for role in people.roles_of(person.id)] == [Role.TRAINEE]
        assert enrollments.size_of(cohort.id) == 5
        assert list(records.verify()) == []


def test_a_file_with_any_mistake_imports_nobody(app: Flask, cohort: Round) -> None:
    with app.app_context():
        with pytest.raises(Invalid) as caught:
            rosters.import_roster(cohort.id, HEAD + NEW + BROKEN, "office", NOW)
        assert list(caught.value.members["lines"]) == ["3"]
        assert people.find_person_by_email("new@city.example.jp") is None
        assert enrollments.size_of(cohort.id) == 3


def test_a_failure_in_the_middle_imports_nobody(app: Flask, cohort: Round) -> None:
    """The address passes the roster's own check but not the stricter one of people."""
    with app.app_context():
        bad = "bad@city.example\x85.jp,誰,か,,\r\n"
        with pytest.raises(Invalid):
            rosters.import_roster(cohort.id, HEAD + NEW + bad, "office", NOW)
        assert people.find_person_by_email("new@city.example.jp") is None
        assert enrollments.size_of(cohort.id) == 3


def test_importing_twice_adds_nobody_twice(app: Flask, cohort: Round) -> None:
    with app.app_context():
        rosters.import_roster(cohort.id, HEAD + NEW, "office", NOW)
        again = rosters.import_roster(cohort.id, HEAD + NEW, "office", NOW)
        assert [line.outcome for line in again] == [Outcome.ALREADY]
        assert enrollments.size_of(cohort.id) == 4


def test_the_check_asks_as_often_for_a_long_roster_as_for_a_short_one(app: Flask, cohort: Round) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, u, statement, *rest: asked.append(statement))
        counts = []
        for size in (1, 2, 300):
            asked.clear()
            rosters.check(cohort.id, HEAD + "".join(f"p{n}@example.jp,山田,花子,,\r\n" for n in range(size)), NOW)
            counts.append(len(asked))
    assert counts[1] == counts[2] <= 6  # the first one opens the transaction


# By the pages ----------------------------------------------------------------------------------------------

def send(office: Visitor, cohort: Round, data: bytes) -> str:
    """The address of the check."""
    answer = office.post(f"/cohorts/{cohort.id}/roster", {"file": (io.BytesIO(data), "名簿.csv")},
                         content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@pytest.mark.parametrize(("codec", "words"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8(BOM付き)"), ("cp932", "CP932(Shift_JIS)")])
def test_a_file_is_checked_confirmed_and_answered_row_by_row(
    codec: str, words: str, app: Flask, cohort: Round, office: Visitor, known: str
) -> None:
    place = send(office, cohort, (HEAD + NEW + KNOWN + PRESENT).encode(codec))
    check = office.get(place).text
    assert f"文字コード：{words}" in check
    for outcome in ("新しく登録", "登録済みの方を追加", "すでにこの期にいます", "登録されている氏名は「山田 次郎」です"):
        assert outcome in check
    with app.app_context():
        assert enrollments.size_of(cohort.id) == 3
    result = office.post(place)
    assert result.status_code == 201
    assert result.headers["Cache-Control"] == "no-store"
    assert "2名を登録しました" in result.text
    assert len(re.findall(r"/welcome/[\w-]{43}", result.text)) == 1
    assert office.post(place).status_code == 404
    assert office.get(place).status_code == 404


def test_a_check_with_mistakes_has_no_button_and_imports_nothing(app: Flask, cohort: Round, office: Visitor) -> None:
    place = send(office, cohort, (HEAD + NEW + BROKEN).encode())
    page = office.get(place).text
    assert "1件の誤りがあります" in page
    assert "名を登録する</button>" not in page
    assert office.post(place).status_code == 422
    with app.app_context():
        assert enrollments.size_of(cohort.id) == 3


def test_what_is_pasted_from_a_spreadsheet_is_a_roster_too(cohort: Round, office: Visitor) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/roster", {"pasted": (HEAD + NEW).replace(",", "\t")}, follow_redirects=True)
    assert "1名を登録できます" in answer.text


@pytest.mark.parametrize("data", [b"", HEAD.encode("utf-16"), (HEAD + "a\x00b").encode()])
def test_what_cannot_be_read_comes_back_to_the_form(data: bytes, cohort: Round, office: Visitor) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/roster", {"file": (io.BytesIO(data), "x.csv")}, content_type="multipart/form-data")
    assert (answer.status_code, set(messages(answer.text))) == (422, {"file"})


def test_a_roster_is_not_kept_longer_than_a_day(cohort: Round, office: Visitor, clock: FixedClock, app: Flask) -> None:
    with app.app_context():
        kept = rosters.keep_upload(cohort.id, HEAD + NEW, "utf-8", "office", clock.now() - rosters.LIFE)
        rosters.keep_upload(cohort.id, HEAD + KNOWN, "utf-8", "office", clock.now())
    assert office.get(f"/cohorts/{cohort.id}/rosters/{kept.id}").status_code == 404


def test_the_sample_can_be_sent_back_as_it_is(cohort: Round, office: Visitor) -> None:
    sample = office.get(f"/cohorts/{cohort.id}/roster-template.csv").data
    assert sample.startswith(b"\xef\xbb\xbf")
    assert "1名を登録できます" in office.get(send(office, cohort, sample)).text


# One person by a form ----------------------------------------------------------------------------------------

def one(**more: str) -> dict[str, str]:
    return {"email": "One@City.example.jp", "family_name": "佐藤", "given_name": "明里", "kana": "さとう あかり",
            "organization": "緑川市 多文化共生課", **more}


def test_one_person_is_registered_by_a_form(app: Flask, cohort: Round, office: Visitor) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/enroll", one())
    assert answer.status_code == 201
    assert "/welcome/" in answer.text
    assert "佐藤 明里" in office.get(f"/cohorts/{cohort.id}").text


def test_a_known_person_joins_without_a_link(cohort: Round, office: Visitor, known: str) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/enroll", one(email="known@city.example.jp", family_name="山田", given_name="次郎"))
    assert answer.status_code == 303


@pytest.mark.parametrize(("wrong", "fields"), [
    ({"email": ""}, {"email"}), ({"email": "x"}, {"email"}), ({"email": "a@b c.jp"}, {"email"}), ({"email": "a\x00@b.jp"}, {"email"}),
    ({"family_name": "", "given_name": ""}, {"family_name"}), ({"family_name": "あ" * 201}, {"family_name"}),
    ({"kana": "\x07"}, {"kana"}), ({"organization": "あ" * 201}, {"organization"}),
    ({"email": "known@city.example.jp"}, {"email"}),  # somebody else's
    ({"email": "", "kana": "\x07"}, {"email", "kana"}),
])
def test_a_wrong_form_comes_back_with_messages_and_what_was_typed(
    wrong: dict[str, str], fields: set[str], app: Flask, cohort: Round, office: Visitor, known: str
) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/enroll", one(**wrong))
    assert (answer.status_code, set(messages(answer.text))) == (422, fields)
    assert "佐藤" in answer.text or "family_name" in wrong
    with app.app_context():
        assert enrollments.size_of(cohort.id) == 3


def test_nobody_gets_the_invitation_of_another_rounds_trainee(app: Flask, cohort: Round, office: Visitor) -> None:
    """The link opens an account; whoever enrolled the person first has it."""
    text = "メールアドレス,氏名\nboth@city.example.jp,山田 花子\n"
    with app.app_context():
        first = rosters.import_roster(cohort.id, text, office.person_id, NOW)
        other = enrollments.create_cohort("R9-9", "fnsc-training", {"ja": "次の期", "en": "Next"}, NEXT, {}, NOW).id
        second = rosters.import_roster(other, text, office.person_id, jst("12-01"))  # the first only waits for its result
    assert [bool(lines[0].invitation) for lines in (first, second)] == [True, False]


def test_who_is_in_the_round_already_is_a_conflict_at_the_address(app: Flask, cohort: Round, office: Visitor) -> None:
    hanako = one(email="hanako@example.jp", family_name="緑川", given_name="hanako")
    answer = office.post(f"/cohorts/{cohort.id}/enroll", hanako)
    assert (answer.status_code, set(messages(answer.text))) == (409, {"email"})
    with app.app_context():
        assert enrollments.size_of(cohort.id) == 3


# People of other rounds --------------------------------------------------------------------------------------

def test_who_is_at_work_in_another_round_is_a_mistake_of_the_roster(app: Flask, cohort: Round, office: Visitor) -> None:
    """Ruling A41."""
    with app.app_context():
        later = enrollments.create_cohort("R10-1", "fnsc-training", {"ja": "次の期", "en": "Next"}, NEXT, {}, NOW).id
        lines = rosters.check(later, HEAD + NEW + PRESENT, NOW)
        assert [(line.outcome, "別の期を受講中" in line.message) for line in lines] == [(Outcome.NEW, False), (Outcome.ERROR, True)]
        assert [line.outcome for line in rosters.check(later, HEAD + PRESENT, jst("12-01"))] == [Outcome.JOINS]
        with pytest.raises(Invalid) as caught:
            rosters.import_roster(later, HEAD + NEW + PRESENT, "office", NOW)
        assert list(caught.value.members["lines"]) == ["3"]
    hanako = one(email="hanako@example.jp", family_name="緑川", given_name="hanako")
    answer = office.post(f"/cohorts/{later}/enroll", hanako)
    assert (answer.status_code, "別の期を受講中" in messages(answer.text)["email"]) == (409, True)


def test_a_round_is_no_way_into_the_accounts_of_another_one(app: Flask, cohort: Round, visit: Visit) -> None:
    """Whoever looks after one round enrolls somebody of another, and somebody of the staff: no link for either."""
    with app.app_context():
        programs.load(NOW)
        later = enrollments.create_cohort("R10-1", "fnsc-training", {"ja": "次の期", "en": "Next"}, NEXT, {}, NOW).id
        staff = people.create_person(NewPerson("staff@agency.example", "林", "直子"), NOW)
        people.grant_role(staff.id, Role.SECRETARIAT, "test", NOW)
        mine = people.create_person(NewPerson("mine@agency.example", "佐藤", "明里"), NOW)
    scoped, whole = visit(Role.SECRETARIAT, cohort=later), visit(Role.SECRETARIAT)
    text = HEAD + "staff@agency.example,林,直子,,\r\nmine@agency.example,佐藤,明里,,\r\n" + PRESENT
    at = jst("12-01")
    with app.app_context():
        lines = rosters.import_roster(later, text, scoped.person_id, at)
        assert [bool(line.invitation) for line in lines] == [False, True, False]
        assert set(rosters.invite_cohort(later, scoped.person_id, at)) == {mine.id}
        assert set(rosters.invite_cohort(later, whole.person_id, at)) == {mine.id, staff.id, cohort.persons[0]}


def test_an_address_no_database_can_hold_is_a_mistake_of_its_line(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        opened = open_round().id
        [line] = rosters.check(opened, HEAD + "a\x00@city.example.jp,山田,花子,,\r\n", NOW)
        assert (line.line, line.outcome) == (2, Outcome.ERROR)
