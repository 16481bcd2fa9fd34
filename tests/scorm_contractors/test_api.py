"""Contractors as JSON: the same things and the same rules as on the pages."""
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from scorm_export.contractors import services
from tests.cohorts.conftest import Visit, Visitor
from tests.conftest import MORNING
from tests.scorm_contractors.conftest import OFFICE, PROGRAM, Taught, arrived, contracted, somebody, taught_round

QUALIFICATION = {"name": "高橋 正人", "subjects": ["A", "case-study"], "evidence": "修了証", "last_day": "2028-03-31"}
PERSON = {"email": "new@contractor.example", "family_name": "大西"}
OWN = ("{c}", "{c}/qualifications", "{c}/learners")
SENT: list[tuple[str, str, Any]] = [
    ("POST", "/contractors", {"name": "となりの会"}), ("PUT", "{c}/cohorts", {"cohorts": []}),
    ("PUT", "{c}/lectures", {"program": PROGRAM, "lectures": []}), ("POST", "{c}/credit-decisions", {"allowed": True, "reason": "契約"}),
    ("POST", "{c}/qualifications", QUALIFICATION), ("DELETE", "{c}/qualifications/x", None), ("POST", "{c}/members", PERSON),
    ("DELETE", "{c}/members/x", None),
]


@pytest.fixture
def other(app: Flask, contractor: Taught) -> Taught:
    with app.app_context():
        return contracted("となりの会", taught_round("R9-2", "jiro"), somebody("x@tonari.example"))


def test_the_office_makes_a_contractor_from_nothing(app: Flask, contractor: Taught, office: Visitor) -> None:
    made = office.send("/contractors", {"name": "となりの会"})
    assert made.status_code == 201
    path = f"/contractors/{made.json['id']}"
    assert office.send(f"{path}/cohorts", {"cohorts": [contractor.cohort.id]}, "PUT").json["cohorts"] == [contractor.cohort.id]
    assert office.send(f"{path}/lectures", {"program": PROGRAM, "lectures": ["A1"]}, "PUT").json["lectures"] == [f"{PROGRAM}/A1"]
    joined = office.send(f"{path}/members", PERSON)
    assert "/welcome/" in joined.json["invitation"]
    assert [each["name"] for each in office.ask(f"{path}/members").json["items"]] == ["大西"]
    register = office.send(f"{path}/qualifications", QUALIFICATION).json["items"]
    assert [each["last_day"] for each in register] == ["2028-03-31"]
    assert office.send(f"{path}/qualifications/{register[0]['id']}", None, "DELETE").status_code == 204
    assert office.send(f"{path}/members/{joined.json['person_id']}", None, "DELETE").status_code == 204
    assert office.ask(f"{path}/qualifications").json == office.ask(f"{path}/members").json == {"items": []}
    assert [each["name"] for each in office.ask("/contractors").json["items"]] == ["となりの会", "株式会社まなび"]


def test_a_decision_and_a_name_count_what_has_come(app: Flask, contractor: Taught, office: Visitor, ito: Visitor) -> None:
    with app.app_context():
        arrived(contractor.id, "hanako@example.jp")
        arrived(contractor.id, "t-2")
    decided = office.send(f"{contractor.path}/credit-decisions", {"allowed": True, "reason": "契約"}).json
    assert (decided["moved"], [each["reason"] for each in decided["decisions"]]) == (1, ["契約"])
    named = ito.send(f"{contractor.path}/learners", {"items": [{"reference": "T-2", "email": "TARO@example.jp"}]}, "PUT")
    assert (named.status_code, named.json["moved"], named.json["items"][0]["reference"]) == (200, 1, "t-2")
    assert {each["email"] for each in ito.ask(f"{contractor.path}/learners").json["trainees"]} == {"hanako@example.jp", "taro@example.jp"}


def test_names_are_taken_all_or_none(app: Flask, contractor: Taught, ito: Visitor) -> None:
    items = [{"reference": "a", "email": "hanako@example.jp"}, {"reference": " ", "email": "jiro@example.jp"}]
    answer = ito.send(f"{contractor.path}/learners", {"items": items}, "PUT")
    assert (answer.status_code, set(answer.json["errors"])) == (422, {"items.1.reference", "items.1.email"})
    assert ito.ask(f"{contractor.path}/learners").json["items"] == []


def test_a_contractor_reads_its_own_and_no_other_exists(contractor: Taught, other: Taught, ito: Visitor) -> None:
    assert [each["id"] for each in ito.ask("/contractors").json["items"]] == [contractor.id]
    assert {ito.ask(pattern.format(c=contractor.path)).status_code for pattern in OWN} == {200}
    assert {ito.ask(pattern.format(c=other.path)).status_code for pattern in (*OWN, "/contractors/none")} == {404}
    assert ito.send(f"{other.path}/learners", {"items": []}, "PUT").status_code == 404
    assert ito.ask(f"{contractor.path}/members").status_code == 403


def test_once_it_has_ended_nothing_exists_for_its_people(app: Flask, contractor: Taught, ito: Visitor, office: Visitor) -> None:
    with app.app_context():
        services.end_contractor(contractor.id, OFFICE, MORNING)
    assert ito.ask("/contractors").json == {"items": []}
    assert {ito.ask(pattern.format(c=contractor.path)).status_code for pattern in OWN} == {404}
    assert office.send(f"{contractor.path}/learners", {"items": []}, "PUT").status_code == 409


def test_only_the_office_of_all_rounds_changes_a_contractor(contractor: Taught, visit: Visit) -> None:
    others = [visit(role) for role in Role if role is not Role.SECRETARIAT]
    others.append(visit(Role.SECRETARIAT, cohort=contractor.cohort.id))
    for method, pattern, body in SENT:
        assert {each.send(pattern.format(c=contractor.path), body, method).status_code for each in others} == {403}, pattern


def test_staff_of_single_rounds_read_nothing_and_an_auditor_everything(contractor: Taught, visit: Visit) -> None:
    paths = ["/contractors", contractor.path, f"{contractor.path}/learners", f"{contractor.path}/members"]
    assert {visit(Role.AUDITOR).ask(path).status_code for path in paths} == {200}
    assert {visit(Role.AUDITOR, cohort=contractor.cohort.id).ask(path).status_code for path in paths} == {403}
    assert visit(Role.TRAINEE).ask("/contractors").status_code == 403


def test_who_reads_all_and_works_for_one_names_the_learners_of_that_one_only(contractor: Taught, other: Taught, visit: Visit) -> None:
    both = visit(Role.AUDITOR, person=contractor.person)
    assert both.ask(f"{other.path}/learners").status_code == 200
    assert both.send(f"{other.path}/learners", {"items": []}, "PUT").status_code == 403
    assert both.send(f"{contractor.path}/learners", {"items": []}, "PUT").status_code == 200
