"""The secretariat's pages of contractors, and a contractor's own home."""
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.people import services as people
from scorm_export.contractors import services
from scorm_export.contractors.pages import own
from scorm_export.contractors.rules import CASE_STUDY
from scorm_export.contractors.services import NewQualification
from tests.cohorts.conftest import Visit, Visitor, messages
from tests.conftest import MORNING
from tests.scorm_contractors.conftest import OFFICE, PROGRAM, Taught, arrived

STAFF, AGENCY = {Role.SECRETARIAT, Role.AUDITOR}, {Role.SECRETARIAT}
READERS = {
    "/contractors": STAFF, "/contractors/new": AGENCY, "{c}": STAFF, "{c}/learners": STAFF, "{c}/end": AGENCY,
    "/contractor": {Role.CONTRACTOR}, "/contractor/learners": {Role.CONTRACTOR},
    "/contractor/learners.csv": {Role.CONTRACTOR, Role.SECRETARIAT},
    "/contractor/guide": {*STAFF, Role.CONTRACTOR}, "/contractor/guide/moodle": {*STAFF, Role.CONTRACTOR},
}
POSTS = ("/contractors/new", "{c}/cohorts", "{c}/lectures", "{c}/credit", "{c}/end", "{c}/members", "{c}/members/x/removal",
         "{c}/qualifications", "{c}/qualifications/x/removal", "{c}/learners", "{c}/learners/file", "{c}/learners/removal")
OWN_POSTS = ("/contractor/learners", "/contractor/learners/file", "/contractor/learners/removal")
DAY = {"last_day-year": "R10", "last_day-month": "3", "last_day-day": "31"}
FAULTY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("cohorts", {"cohorts": ["none"]}, "担当する期を選ぶ"), ("lectures", {"program": PROGRAM, "lectures": ["none"]}, "渡す講義を選ぶ"),
    ("credit", {"allowed": "1"}, "扱いを変える"), ("members", {"email": "x"}, "担当者を加える"),
    ("qualifications", {"name": ""}, "講師の資格を登録する"),
)
QUALIFICATION = {"name": "高橋 正人", "subjects": ["A", "B1"], "evidence": "修了証", **DAY}


def path_of(pattern: str, contractor: Taught) -> str:
    return pattern.format(c=contractor.path)


def details(page: str) -> list[str]:
    """The summaries of the parts that stand open."""
    return re.findall(r"<details open><summary>(.*?)</summary>", page)


# Who may ---------------------------------------------------------------------------------------------------

def test_each_role_sees_its_pages_and_no_others(contractor: Taught, visit: Visit) -> None:
    visitors = {role: visit(role) for role in (None, *Role)}
    for pattern, readers in READERS.items():
        found = {role: each.get(path_of(pattern, contractor)).status_code for role, each in visitors.items()}
        assert found == {None: 302} | {role: 200 if role in readers else 403 for role in Role}, pattern


def test_nobody_else_changes_anything(contractor: Taught, visit: Visit) -> None:
    """Nor does who looks after single rounds."""
    visitors = {role: visit(role) for role in Role}
    scoped = visit(Role.SECRETARIAT, cohort=contractor.cohort.id)
    for pattern, mine in [*((p, Role.SECRETARIAT) for p in POSTS), *((p, Role.CONTRACTOR) for p in OWN_POSTS)]:
        others = [scoped, *(each for role, each in visitors.items() if role is not mine)]
        assert {each.post(path_of(pattern, contractor)).status_code for each in others} == {403}, pattern


def test_who_looks_after_single_rounds_has_no_say_in_contractors(contractor: Taught, visit: Visit) -> None:
    for visitor in [visit(role, cohort=contractor.cohort.id) for role in STAFF]:
        for pattern in ("/contractors", "{c}", "{c}/learners", "/contractors/new", "{c}/end"):
            assert visitor.get(path_of(pattern, contractor)).status_code == 403, pattern


def test_what_is_not_there_is_not_found(office: Visitor) -> None:
    paths = ("/contractors/none", "/contractors/none/learners", "/contractors/none/end", "/contractor/guide/none")
    assert {office.get(path).status_code for path in paths} == {404}


def test_an_auditor_reads_everything_and_can_press_nothing(contractor: Taught, visit: Visit) -> None:
    for path in ("/contractors", contractor.path, f"{contractor.path}/learners"):
        page = visit(Role.AUDITOR).get(path).text
        assert "株式会社まなび" in page
        assert 'method="post"' not in page


# The list --------------------------------------------------------------------------------------------------

def test_an_empty_list_says_how_it_fills(office: Visitor, visit: Visit) -> None:
    assert "「委託先を登録する」から" in office.get("/contractors").text
    assert "事務局が委託先を登録すると" in visit(Role.AUDITOR).get("/contractors").text


def test_the_list_warns_of_qualifications(app: Flask, contractor: Taught, office: Visitor) -> None:
    with app.app_context():
        for day, subject in ((date(2027, 6, 9), "A"), (date(2027, 6, 30), "A"), (date(2029, 1, 1), CASE_STUDY)):
            services.add_qualification(contractor.id, NewQualification("林", [subject], "証", day), OFFICE, MORNING)
        services.end_contractor(services.create_contractor("あかつき", OFFICE, MORNING).id, OFFICE, MORNING)
    page = office.get("/contractors").text
    assert all(words in page for words in ("期限切れ 1件", "まもなく期限 1件", "有効 1件", "事例検討の条件が未確認 1件", "研修に数えない"))
    assert page.index("株式会社まなび") < page.index("あかつき"), "what has ended comes last"
    assert "委託終了" in page


def test_a_new_contractor_has_a_page_of_its_own(office: Visitor) -> None:
    answer = office.post("/contractors/new", {"name": "となりの会"})
    assert answer.status_code == 303
    assert "次は、担当する期と、渡す講義を" in office.get(answer.location).text
    again = office.post("/contractors/new", {"name": "となりの会"})
    assert (again.status_code, messages(again.text)) == (409, {"name": "この名前の委託先は、すでにあります。"})
    assert 'value="となりの会"' in again.text
    assert list(messages(office.post("/contractors/new", {"name": ""}).text)) == ["name"]


# What it teaches and takes ---------------------------------------------------------------------------------

def test_rounds_and_lectures_are_chosen_on_the_page(app: Flask, contractor: Taught, office: Visitor) -> None:
    page = office.get(contractor.path).text
    assert re.findall(r'name="lectures" value="(\w+)" checked', page) == ["A1", "B1"]
    assert office.post(f"{contractor.path}/lectures", {"program": PROGRAM, "lectures": ["C1", "C2"]}).status_code == 303
    assert office.post(f"{contractor.path}/cohorts", {"cohorts": []}).status_code == 303
    with app.app_context():
        found = services.contractor(contractor.id)
    assert (found.codes(PROGRAM), found.cohorts) == (["C1", "C2"], ())
    office.post(f"{contractor.path}/lectures", {"program": PROGRAM, "do": "all"})
    assert "すべての講義(1)" in office.get(contractor.path).text
    with app.app_context():
        assert len(services.contractor(contractor.id).lectures) == 27


def test_a_form_with_an_error_comes_back_open(contractor: Taught, office: Visitor) -> None:
    for form, sent, part in FAULTY:
        answer = office.post(f"{contractor.path}/{form}", sent)
        assert (answer.status_code, details(answer.text)) == (422, [part])
        summary = re.findall(r'<li><a href="#(f-[^"]+)">', answer.text)
        assert summary
        assert all(f'id="{anchor}"' in answer.text for anchor in summary), "each message leads to a field"


# Whether results count -------------------------------------------------------------------------------------

def test_allowing_credit_counts_what_has_come_and_leaves_a_trace(app: Flask, contractor: Taught, office: Visitor) -> None:
    with app.app_context():
        assert arrived(contractor.id, "hanako@example.jp") == "not-credited"
    answer = office.post(f"{contractor.path}/credit", {"allowed": "1", "reason": "契約書<第5条>"})
    page = office.get(answer.location).text
    assert "1件の扱いが変わりました" in page
    assert "契約書&lt;第5条&gt;" in page
    assert "林 直子" in page
    assert 'name="allowed"' not in page, "the next decision can only be the other one"
    office.post(f"{contractor.path}/credit", {"reason": "質に疑い"})
    with app.app_context():
        assert [each.allowed for each in services.credit_decisions(contractor.id)] == [False, True]


def test_ending_is_confirmed_and_closes_every_form(contractor: Taught, office: Visitor, ito: Visitor) -> None:
    assert "元に戻せません" in office.get(f"{contractor.path}/end").text
    assert "株式会社まなび" in ito.get("/contractor").text
    answer = office.post(f"{contractor.path}/end")
    page = office.get(answer.location).text
    assert "委託を終えました" in page
    assert 'method="post"' not in page
    assert office.post(f"{contractor.path}/end").status_code == 409
    assert "まだ登録されていません" in ito.get("/contractor").text
    assert "すでに終わっています" in office.get(f"{contractor.path}/end").text


# People ----------------------------------------------------------------------------------------------------

def test_a_new_person_gets_a_link_that_is_shown_once(app: Flask, contractor: Taught, office: Visitor) -> None:
    answer = office.post(f"{contractor.path}/members", {"email": "new@contractor.example", "family_name": "大西", "given_name": "弘"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    links = re.findall(r"<code>(http\S+/welcome/\S+)</code>", answer.text)
    assert len(links) == 1
    assert "大西 弘" in office.client.application.test_client().get(links[0]).text
    assert "welcome/" not in office.get(contractor.path).text


def test_a_known_person_is_added_by_their_address_and_removed_again(app: Flask, contractor: Taught, office: Visitor, visit: Visit) -> None:
    known = visit(Role.LECTURER)
    with app.app_context():
        email = people.person(known.person_id).email
    answer = office.post(f"{contractor.path}/members", {"email": email})
    assert "担当者を加えました" in office.get(answer.location).text
    assert known.get("/contractor").status_code == 200
    answer = office.post(f"{contractor.path}/members/{known.person_id}/removal")
    assert "担当者を外しました" in office.get(answer.location).text
    assert known.get("/contractor").status_code == 403
    assert office.post(f"{contractor.path}/members/{known.person_id}/removal").status_code == 404


def test_an_address_of_somebody_else_is_named(contractor: Taught, office: Visitor) -> None:
    answer = office.post(f"{contractor.path}/members", {"email": "hanako@example.jp", "family_name": "大西"})
    assert "「緑川 hanako」様のものです" in messages(answer.text)["email"]
    assert 'value="大西"' in answer.text
    other = office.get(office.post("/contractors/new", {"name": "となりの会"}).location.split("?")[0])
    path = re.findall(r'action="(/contractors/[^"]+/members)"', other.text)[0]
    assert messages(office.post(path, {"email": "k.ito@contractor.example"}).text) == {"email": "この方は、ほかの委託先の担当者です。"}


# The register ----------------------------------------------------------------------------------------------

def test_a_qualification_is_registered_and_removed(app: Flask, contractor: Taught, office: Visitor) -> None:
    answer = office.post(f"{contractor.path}/qualifications", QUALIFICATION)
    page = office.get(answer.location).text
    assert all(words in page for words in ("高橋 正人", "区分A", "B1", "修了証", "2028年3月31日", "有効"))
    with app.app_context():
        found = services.qualifications(contractor.id)[0]
    assert found.last_day == date(2028, 3, 31)
    answer = office.post(f"{contractor.path}/qualifications/{found.id}/removal")
    assert "高橋 正人" not in office.get(answer.location).text


def test_what_was_typed_into_the_register_stays(contractor: Taught, office: Visitor) -> None:
    answer = office.post(f"{contractor.path}/qualifications", {**QUALIFICATION, "last_day-month": "13", "evidence": ""})
    assert set(messages(answer.text)) == {"last_day", "evidence"}
    assert "年・月・日を数字で" in messages(answer.text)["last_day"]
    assert 'value="高橋 正人"' in answer.text
    assert re.findall(r'name="subjects" value="([^"]+)" checked', answer.text) == ["A", "B1"]


def test_a_lecturer_of_case_studies_without_insight_and_experience_is_flagged(contractor: Taught, office: Visitor, ito: Visitor) -> None:
    for more, flagged in (({"insight": "見識", "experience": "8年"}, 0), ({}, 1), ({"insight": "見識"}, 2)):
        office.post(f"{contractor.path}/qualifications", {**QUALIFICATION, "subjects": [CASE_STUDY], **more})
        for page in (office.get(contractor.path).text, ito.get("/contractor").text):
            assert page.count("事例検討の条件を確かめていません") == flagged


# A contractor's own home -----------------------------------------------------------------------------------

def test_a_contractor_lands_on_its_own_home(ito: Visitor, office: Visitor) -> None:
    assert ito.get("/").location == "/contractor"
    assert office.get("/").location == "/cohorts"


def test_the_home_tells_rounds_lectures_and_what_waits(app: Flask, contractor: Taught, ito: Visitor) -> None:
    assert "まだ届いていません" in ito.get("/contractor").text
    with app.app_context():
        arrived(contractor.id, "hanako@example.jp")
        for learner in ("u1", "u2"):
            arrived(contractor.id, learner)
    page = re.sub(r"<[^>]+>", "", ito.get("/contractor").text)
    assert all(words in page for words in (
        "令和9年度 第1期", "受講者 2名", "4講義のうち 1：B1", "2件 だれの結果か分かりません", "1件 数える決定を待っています",
        "研修に数えない決まり"))


def test_somebody_with_the_role_but_no_contractor_is_met_kindly(visit: Visit) -> None:
    nobody = visit(Role.CONTRACTOR)
    for path in ("/contractor", "/contractor/learners"):
        assert "まだ登録されていません" in nobody.get(path).text
    assert {nobody.post(path).status_code for path in OWN_POSTS} == {404}


def test_pages_of_other_rooms_are_linked_to_once_they_are_there(app: Flask, ito: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ">届いた結果</a>" not in ito.get("/contractor").text
    monkeypatch.setattr(own, "ELSEWHERE", (("people.account", "届いた結果", "使い道"), ("none.such", "配信", "")))
    page = unescape(ito.get("/contractor").text)
    assert re.findall(r'<a href="(/account)">届いた結果</a>', page) == ["/account"]
    assert ">配信</a>" not in page
