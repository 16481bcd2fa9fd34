"""The same by JSON."""
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.enrollments import services as enrollments
from lms.programs import services as programs
from lms.records import services as records
from tests.cohorts.conftest import Round, Visit, Visitor
from tests.heart.ground import DATES, attended, jst
from tests.heart.rounds import enrolled, open_round

ROUND = {
    "code": "R9-2", "program": "fnsc-training", "title_ja": "令和9年度 第2期", "title_en": "FY2027 round 2",
    "starts": {"learning": "2027-06-01", "assignment": "2027-08-03", "practice": "2027-08-10", "group-training": "2027-11-25"},
    "ends": {"assignment": "2027-08-09", "group-training": "2027-11-26"},
}
CSV = "email,family_name,given_name\nnew@city.example.jp,髙﨑,花子\n"


@pytest.fixture
def trainee(cohort: Round, visit: Visit) -> Visitor:
    return visit(Role.TRAINEE, person=cohort.persons[0])


def test_a_round_is_made_listed_and_read(app: Flask, office: Visitor) -> None:
    with app.app_context():
        programs.load(jst("05-01"))
    made = office.send("/cohorts", ROUND)
    assert made.status_code == 201
    assert made.json["windows"]["learning"]["last_day"] == "2027-07-31"
    assert made.json["windows"]["learning"]["closes_at"] == "2027-07-31T15:00:00Z"
    assert office.ask("/cohorts").json["items"] == [made.json]
    assert office.ask(f"/cohorts/{made.json['id']}").json == made.json
    assert office.send("/cohorts", ROUND).status_code == 409


@pytest.mark.parametrize(("wrong", "fields"), [
    ({"code": "第2期"}, {"code"}), ({"title_ja": ""}, {"title_ja"}), ({"starts": {}}, {"learning"}),
    ({"starts": {"learning": "2027-02-30"}}, {"starts.learning"}), ({"starts": {"learning": 1}}, {"starts.learning"}),
    ({"starts": {"learning": "0001-01-01"}}, {"starts.learning"}), ({"starts": {"learning": "2027-06-01T00:00:00"}}, {"starts.learning"}),
    ({"starts": {**ROUND["starts"], "summer": "2027-08-01"}}, {"summer"}), ({"ends": {"learning": "2027-08-31"}}, {"learning-end"}),  # type: ignore[dict-item]
    ({"starts": {**ROUND["starts"], "practice": "2027-09-10"}}, {"starts"}), ({"more": 1}, {"more"}), ({"code": 1}, {"code"}),  # type: ignore[dict-item]
])
def test_a_wrong_round_is_refused_by_field(wrong: dict[str, Any], fields: set[str], app: Flask, office: Visitor) -> None:
    with app.app_context():
        programs.load(jst("05-01"))
    late: dict[str, Any] = {"ends": {}} if wrong.get("starts") == {} else {}
    if wrong.get("starts", {}).get("practice"):
        late = {"ends": {**ROUND["ends"], "group-training": "2027-12-20"}}  # type: ignore[dict-item]
    answer = office.send("/cohorts", {**ROUND, **late, **wrong})
    assert (answer.status_code, set(answer.json["errors"])) == (422, fields)
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_program_is_not_found(office: Visitor) -> None:
    assert office.send("/cohorts", {**ROUND, "program": "nonsense"}).status_code == 404


def test_the_people_of_a_round_come_in_parts_by_risk(cohort: Round, office: Visitor) -> None:
    path = f"/cohorts/{cohort.id}/enrollments"
    whole = office.ask(path).json
    assert (whole["total"], len(whole["items"])) == (3, 3)
    assert whole["items"][0]["last_day"] == "2027-07-31"
    assert office.ask(f"{path}?limit=1&offset=1").json["items"] == whole["items"][1:2]
    wrong = ("limit=0", "limit=501", "offset=-1", "limit=x", "x=1", "limit=1&limit=2")
    assert {office.ask(f"{path}?{q}").status_code for q in wrong} == {422}


def test_one_person_is_enrolled_and_invited(cohort: Round, office: Visitor) -> None:
    answer = office.send(f"/cohorts/{cohort.id}/enrollments", {"email": "a@city.example.jp", "family_name": "佐藤"})
    assert answer.status_code == 201
    assert answer.json["outcome"] == "new"
    assert office.get(answer.json["invitation"].removeprefix("http://localhost")).status_code == 200
    again = office.send(f"/cohorts/{cohort.id}/enrollments", {"email": "a@city.example.jp", "family_name": "佐藤"})
    assert again.status_code == 409


@pytest.mark.parametrize(("body", "field"), [
    ({"email": "x", "family_name": "佐藤"}, "email"), ({"email": "a@city.example.jp"}, "family_name"),
    ({"email": "a@city.example.jp", "family_name": "あ" * 201}, "family_name"), ({"family_name": "佐藤"}, "email"),
    ({"email": "a@city.example.jp", "family_name": "\x00"}, "family_name"),
])
def test_a_wrong_person_is_refused_by_field(body: dict[str, str], field: str, cohort: Round, office: Visitor) -> None:
    answer = office.send(f"/cohorts/{cohort.id}/enrollments", body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_roster_is_checked_and_imported(app: Flask, cohort: Round, office: Visitor) -> None:
    check = office.send(f"/cohorts/{cohort.id}/roster-checks", {"csv": CSV + "bad,誰,か\n"}).json
    assert (check["errors"], [line["outcome"] for line in check["lines"]]) == (1, ["new", "error"])
    refused = office.send(f"/cohorts/{cohort.id}/rosters", {"csv": CSV + "bad,誰,か\n"})
    assert (refused.status_code, list(refused.json["lines"])) == (422, ["3"])
    done = office.send(f"/cohorts/{cohort.id}/rosters", {"csv": CSV})
    assert (done.status_code, done.json["lines"][0]["outcome"]) == (201, "new")
    with app.app_context():
        assert enrollments.size_of(cohort.id) == 4


def test_decisions_about_one_person(cohort: Round, office: Visitor) -> None:
    path = f"/enrollments/{cohort.enrollments[0]}"
    waived = office.send(f"{path}/exemptions", {"activity": "C1", "reason": "資格", "evidence": "登録証"})
    assert (waived.status_code, waived.json["kind"], waived.json["by"]) == (201, "waived", office.person_id)
    stands = {a["id"]: a for a in office.ask(f"{path}/standing").json["activities"]}
    assert stands["C1"]["state"] == "exempt"
    assert office.send(f"{path}/exemption-withdrawals", {"activity": "C1", "reason": "誤り"}).json["kind"] == "unwaived"
    longer = office.send(f"{path}/extensions", {"window": "learning", "until": "2027-08-05", "reason": "入院", "evidence": "診断書"})
    assert (longer.status_code, longer.json["closes_at"]) == (201, "2027-08-05T15:00:00Z")
    longest = office.send(f"{path}/extensions", {"window": "learning", "until": "2027-08-06", "reason": "入院", "evidence": "診断書"})
    assert longest.json["closes_at"] == "2027-08-06T15:00:00Z"  # of two decisions at one moment, the one just taken
    verbs = [fact["verb"] for fact in office.ask(f"{path}/facts").json["items"]]
    assert verbs == ["registered", "waived", "unwaived", "extended", "extended"]


@pytest.mark.parametrize(("path", "body", "field"), [
    ("exemptions", {"activity": "A1", "reason": "資格", "evidence": "登録証"}, "activity"),
    ("exemptions", {"activity": "C1", "reason": "", "evidence": "登録証"}, "reason"),
    ("exemptions", {"activity": "C1", "reason": "資格", "evidence": " "}, "evidence"),
    ("exemption-withdrawals", {"activity": "C1", "reason": "誤り"}, "activity"),
    ("extensions", {"window": "learning", "until": "2027-07-31", "reason": "入院", "evidence": "診断書"}, "until"),
    ("extensions", {"window": "nonsense", "until": "2027-08-05", "reason": "入院", "evidence": "診断書"}, "until"),
    ("extensions", {"window": "learning", "until": "2027-08-05", "reason": "\x00", "evidence": "診断書"}, "reason"),
    ("extensions", {"window": "learning", "until": "2027-08-05", "reason": "入院", "evidence": " "}, "evidence"),
])
def test_a_wrong_decision_is_refused_by_field(path: str, body: dict[str, str], field: str, cohort: Round, office: Visitor) -> None:
    answer = office.send(f"/enrollments/{cohort.enrollments[0]}/{path}", body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_whole_round_is_extended(cohort: Round, office: Visitor) -> None:
    body = {"window": "learning", "until": "2027-08-02", "reason": "停止"}
    assert office.send(f"/cohorts/{cohort.id}/extensions", body).json == {"reached": 3}
    assert office.ask(f"/cohorts/{cohort.id}").json["windows"]["learning"]["last_day"] == "2027-08-02"
    one = office.ask(f"/enrollments/{cohort.enrollments[0]}").json
    assert one["windows"]["learning"]["last_day"] == "2027-08-02"
    assert office.send(f"/cohorts/{cohort.id}/extensions", body).status_code == 422


def test_a_trainee_reads_their_own_standing(app: Flask, cohort: Round, trainee: Visitor) -> None:
    with app.app_context():
        for f in attended("A1", at=jst("06-09 10:00")):
            records.append(cohort.enrollments[0], f.verb, f.activity, at=f.at, by="system", result=f.result)
    mine = trainee.ask("/me/enrollment").json
    assert mine["id"] == cohort.enrollments[0]
    standing = trainee.ask("/me/standing").json
    assert (standing["stage"], standing["next"], standing["minutes_done"]) == ("lectures", "B1", 240)
    assert datetime.fromisoformat(standing["deadline"]) == DATES["learning"].closes
    review = next(a for a in standing["activities"] if a["id"] == "review-test")
    assert review["refusal"]["reason"] == "requirement-unmet"
    assert "B1" in review["refusal"]["opens_when"]
    for tail in ("", "/standing", "/facts"):
        assert trainee.ask(f"/enrollments/{mine['id']}{tail}").status_code == 200


@pytest.mark.parametrize("tail", ["", "/standing", "/facts"])
def test_another_persons_enrollment_does_not_exist(tail: str, cohort: Round, trainee: Visitor) -> None:
    assert trainee.ask(f"/enrollments/{cohort.enrollments[1]}{tail}").status_code == 404
    assert trainee.ask(f"/enrollments/none{tail}").status_code == 404


def test_whoever_is_not_enrolled_has_no_enrollment(office: Visitor) -> None:
    assert office.ask("/me/enrollment").status_code == 404
    assert office.ask("/me/standing").status_code == 404


READS = ("/cohorts", "/cohorts/{c}", "/cohorts/{c}/enrollments")
WRITES = ("/cohorts", "/cohorts/{c}/enrollments", "/cohorts/{c}/roster-checks", "/cohorts/{c}/rosters", "/cohorts/{c}/extensions",
          "/enrollments/{e}/exemptions", "/enrollments/{e}/exemption-withdrawals", "/enrollments/{e}/extensions")


def test_each_role_is_admitted_as_declared(cohort: Round, visit: Visit) -> None:
    for role in (None, *Role):
        visitor = visit(role)
        reads = {visitor.ask(p.format(c=cohort.id, e=cohort.enrollments[0])).status_code for p in READS}
        assert reads == {401 if role is None else 200 if role in (Role.SECRETARIAT, Role.AUDITOR) else 403}, role
        writes = {visitor.send(p.format(c=cohort.id, e=cohort.enrollments[0]), {}).status_code for p in WRITES}
        assert writes == {401 if role is None else 422 if role is Role.SECRETARIAT else 403}, role


def test_a_round_of_somebody_else_does_not_exist(app: Flask, cohort: Round, visit: Visit) -> None:
    with app.app_context():
        other = open_round("R9-3").id
        stranger = enrolled(other, "stranger")
    office = visit(Role.SECRETARIAT, cohort=cohort.id)
    assert [item["id"] for item in office.ask("/cohorts").json["items"]] == [cohort.id]
    bodies: dict[str, dict[str, str]] = {
        f"/cohorts/{other}/enrollments": {"email": "a@city.example.jp", "family_name": "佐藤"},
        f"/cohorts/{other}/roster-checks": {"csv": CSV}, f"/cohorts/{other}/rosters": {"csv": CSV},
        f"/cohorts/{other}/extensions": {"window": "learning", "until": "2027-08-02", "reason": "停止"},
        f"/enrollments/{stranger}/exemptions": {"activity": "C1", "reason": "資格", "evidence": "登録証"},
        f"/enrollments/{stranger}/extensions": {"window": "learning", "until": "2027-08-02", "reason": "停止", "evidence": "書類"},
    }
    assert {path: office.send(path, body).status_code for path, body in bodies.items()} == dict.fromkeys(bodies, 404)
    assert office.send("/cohorts", ROUND).status_code == 403


def test_an_auditor_of_the_round_cannot_write_as_somebody_elses_secretariat(app: Flask, cohort: Round, visit: Visit) -> None:
    """Roles do not add up across rounds: auditor of all rounds and secretariat of another one."""
    with app.app_context():
        other = open_round("R9-3").id
    mixed = visit(Role.AUDITOR)
    mixed = visit(Role.SECRETARIAT, cohort=other, person=mixed.person_id)
    assert mixed.ask(f"/cohorts/{cohort.id}").status_code == 200
    assert mixed.send(f"/cohorts/{cohort.id}/rosters", {"csv": CSV}).status_code == 403
    assert mixed.get(f"/cohorts/{cohort.id}/enroll").status_code == 403
    assert "受講者を登録する" not in mixed.get(f"/cohorts/{cohort.id}").text
