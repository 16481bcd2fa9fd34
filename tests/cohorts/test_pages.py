"""The secretariat's pages: who may see them, and what they show."""
import csv
import io

import pytest
from flask import Flask
from sqlalchemy import event

from lms.access import Role
from lms.cohorts import services
from lms.db import db
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.records import services as records
from tests.cohorts.conftest import Round, Visit, Visitor, messages
from tests.heart.ground import attended, jst, review, taken
from tests.heart.rounds import enrolled, open_round

READING = ("/cohorts", "/cohorts/{c}", "/cohorts/{c}/schedule", "/cohorts/{c}/decisions", "/enrollments/{e}",
           "/cohorts/{c}/cohort.csv")
CHANGING = ("/cohorts/new", "/cohorts/{c}/enroll", "/cohorts/{c}/extensions", "/cohorts/{c}/roster-template.csv")
POSTING = ("/cohorts/new", "/cohorts/{c}/enroll", "/cohorts/{c}/selection", "/cohorts/{c}/extensions", "/cohorts/{c}/roster",
           "/cohorts/{c}/exemptions", "/cohorts/{c}/invitations.csv", "/enrollments/{e}/exemption-withdrawals",
           "/cohorts/{c}/rosters/some")


def path_of(pattern: str, cohort: Round) -> str:
    return pattern.format(c=cohort.id, e=cohort.enrollments[0])


@pytest.mark.parametrize("pattern", [*READING, *CHANGING])
def test_each_role_sees_its_pages_and_no_others(pattern: str, cohort: Round, visit: Visit) -> None:
    readers = {Role.SECRETARIAT} | ({Role.AUDITOR} if pattern in READING else set())
    found = {role: visit(role).get(path_of(pattern, cohort)).status_code for role in (None, *Role)}
    assert found == {None: 302} | {role: 200 if role in readers else 403 for role in Role}


@pytest.mark.parametrize("pattern", POSTING)
def test_nobody_but_the_secretariat_changes_anything(pattern: str, cohort: Round, visit: Visit) -> None:
    others = [role for role in Role if role is not Role.SECRETARIAT]
    assert {visit(role).post(path_of(pattern, cohort)).status_code for role in others} == {403}


@pytest.mark.parametrize("pattern", [p for p in (*READING, *CHANGING) if "{" in p])
def test_a_round_of_somebody_else_does_not_exist(pattern: str, app: Flask, cohort: Round, visit: Visit) -> None:
    with app.app_context():
        other = open_round("R9-2").id
    assert visit(Role.SECRETARIAT, cohort=other).get(path_of(pattern, cohort)).status_code == 404
    assert visit(Role.SECRETARIAT, cohort=cohort.id).get(path_of(pattern, cohort)).status_code == 200


@pytest.mark.parametrize("path", ["/cohorts/none", "/cohorts/none/schedule", "/cohorts/none/decisions", "/enrollments/none"])
def test_what_is_not_there_is_not_found(path: str, office: Visitor) -> None:
    assert office.get(path).status_code == 404


def test_the_list_shows_only_the_rounds_one_may_see(app: Flask, cohort: Round, visit: Visit) -> None:
    with app.app_context():
        open_round("R9-2")
    page = visit(Role.SECRETARIAT, cohort=cohort.id).get("/cohorts").text
    assert "R9-1" in page
    assert "R9-2" not in page
    assert "期を作る" not in page
    assert "3名" in page


def test_an_empty_list_says_how_it_fills(app: Flask, office: Visitor, visit: Visit) -> None:
    assert "「期を作る」から日程を決めると" in office.get("/cohorts").text
    assert "事務局が期を作ると" in visit(Role.AUDITOR).get("/cohorts").text


def test_an_empty_round_says_how_it_fills(app: Flask, office: Visitor) -> None:
    with app.app_context():
        found = open_round()
    assert "受講者はまだいません" in office.get(f"/cohorts/{found.id}").text


def test_an_auditor_sees_everything_and_can_press_nothing(cohort: Round, visit: Visit) -> None:
    auditor = visit(Role.AUDITOR)
    for pattern in READING[:-1]:
        page = auditor.get(path_of(pattern, cohort)).text
        assert "hanako" in page or "R9-1" in page or "令和9年度" in page
        assert 'method="post"' not in page.replace('method="post" id="list"', "")
    assert 'type="checkbox"' not in auditor.get(f"/cohorts/{cohort.id}").text


def study(app: Flask, enrollment_id: str, *lectures: str, passed: bool = False) -> None:
    with app.app_context():
        for f in [*attended(*lectures, at=jst("06-09 10:00")), *(review("passed", jst("06-10 09:00")) if passed else [])]:
            records.append(enrollment_id, f.verb, f.activity, at=f.at, by="system", result=f.result)


def test_the_page_sorts_by_risk_and_counts_finished_lectures_only(app: Flask, cohort: Round, office: Visitor) -> None:
    study(app, cohort.enrollments[1], "A1", "B1")
    page = office.get(f"/cohorts/{cohort.id}").text
    assert page.index("緑川 hanako") < page.index("緑川 taro")
    assert "59時間" in page
    assert "1日前" in page
    assert "修了した講義だけを数え" in page
    assert "あと52日" in page


@pytest.mark.parametrize(("query", "found"), [
    ("", 3), ("q=hanako", 1), ("q=HANAKO", 1), ("q=%00", 3), ("q=いない", 0), ("state=on-time", 3), ("state=at-risk", 0),
    ("state=nonsense", 3), ("last=3", 2), ("last=x", 3), ("org=白浜市", 0), ("page=99", 3), ("page=x", 3), ("sort=name", 3),
    ("sort=x", 3), ("q=" + "あ" * 900, 0),
])
def test_filters_take_whatever_the_address_says(query: str, found: int, app: Flask, cohort: Round, office: Visitor) -> None:
    study(app, cohort.enrollments[0], "A1")
    answer = office.get(f"/cohorts/{cohort.id}?{query}")
    assert answer.status_code == 200
    assert answer.text.count('name="pick"') == found


def test_the_file_has_the_rows_that_the_filters_leave(app: Flask, cohort: Round, office: Visitor) -> None:
    answer = office.get(f"/cohorts/{cohort.id}/cohort.csv?q=taro")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "R9-1.csv" in answer.headers["Content-Disposition"]
    assert lines[1][:3] == ["緑川 taro", "ミドリカワ", "taro@example.jp"]
    assert lines[1][9] == "2027-07-31"
    assert len(lines) == 2


def test_a_file_for_old_spreadsheets_names_what_it_cannot_hold(app: Flask, cohort: Round, office: Visitor) -> None:
    assert office.get(f"/cohorts/{cohort.id}/cohort.csv?encoding=cp932").data.decode("cp932").count("\r\n") == 4
    with app.app_context():
        person = people.create_person(NewPerson("y@example.jp", "𠮷田", "=花子"), jst("06-01"))
        enrollments.enroll(cohort.id, person.id, None, "office", jst("06-01"))
    answer = office.get(f"/cohorts/{cohort.id}/cohort.csv?encoding=cp932")
    assert answer.status_code == 409
    assert "𠮷田 =花子" in answer.text
    assert office.get(f"/cohorts/{cohort.id}/cohort.csv").status_code == 200


def test_the_cohort_page_asks_as_often_for_two_hundred_people_as_for_ten(app: Flask, office: Visitor) -> None:
    with app.app_context():
        small, large = open_round("small").id, open_round("large").id
        for number in range(10):
            enrolled(small, f"s{number}")
        for number in range(200):
            enrolled(large, f"l{number}")
    assert queries_of(app, office, f"/cohorts/{large}") == queries_of(app, office, f"/cohorts/{small}") < 20


def queries_of(app: Flask, visitor: Visitor, path: str) -> int:
    visitor.get(path)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert visitor.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


# One trainee -----------------------------------------------------------------------------------------------

def test_a_trainee_is_shown_with_standing_history_and_decisions(app: Flask, cohort: Round, office: Visitor) -> None:
    study(app, cohort.enrollments[0], "A1", "B1")
    with app.app_context():
        enrollments.grant_exemption(cohort.enrollments[0], "C1", "資格", "登録証", office.person_id, jst("06-10 10:00"))
    page = office.get(f"/enrollments/{cohort.enrollments[0]}").text
    for words in ("緑川 hanako", "A1 理解度確認テスト に合格しました", "C1 多文化共生入門 が免除されました", "登録証", "林 直子",
                  "この期に登録されました", "最高 80点(100点満点)", "B1 理解度確認テスト を受けました(合格基準には届いていません)"):
        assert words in page, words
    assert "不合格" not in page


def test_a_test_that_was_taken_but_not_passed_is_not_told_as_untaken(app: Flask, cohort: Round, office: Visitor) -> None:
    with app.app_context():
        for f in taken("A1", jst("06-09 10:00")):
            records.append(cohort.enrollments[0], f.verb, f.activity, at=f.at, by="system", result=f.result)
    page = office.get(f"/enrollments/{cohort.enrollments[0]}").text
    assert "受験 1回" in page
    assert "テスト未合格" in page
    assert "テスト未受験" not in page


def test_no_trainee_sees_the_offices_view_of_themselves_or_others(cohort: Round, visit: Visit) -> None:
    hanako = visit(Role.TRAINEE, person=cohort.persons[0])
    assert {hanako.get(f"/enrollments/{i}").status_code for i in cohort.enrollments} == {403}


# Decisions -------------------------------------------------------------------------------------------------

def extension(cohort: Round, **more: object) -> dict[str, object]:
    return {"pick": cohort.enrollments[:2], "window": "learning", "until-year": "令和9", "until-month": "8", "until-day": "5",
            "reason": "入院", "evidence": "在院証明", "step": "check", **more}


def test_an_extension_is_asked_for_checked_and_done(app: Flask, cohort: Round, office: Visitor) -> None:
    path = f"/cohorts/{cohort.id}/extensions"
    form = office.post(f"/cohorts/{cohort.id}/selection", {"pick": cohort.enrollments[:2], "do": "extend"})
    assert (form.status_code, form.text.count('name="pick"')) == (200, 2)
    check = office.post(path, extension(cohort))
    assert "2名の期限を延長しますか" in check.text
    assert "8月5日(木) 24時まで" in check.text
    assert closes(app, cohort) == {jst("08-01")}
    done = office.post(path, extension(cohort, step="do"), follow_redirects=True)
    assert "期限を延長しました(2名)" in done.text
    assert closes(app, cohort) == {jst("08-06"), jst("08-01")}


def closes(app: Flask, cohort: Round) -> set[object]:
    with app.app_context():
        return {enrollments.window_of(i, "A1").closes for i in cohort.enrollments}


@pytest.mark.parametrize(("wrong", "fields"), [
    ({"reason": " "}, {"reason"}), ({"reason": "x" * 2001}, {"reason"}), ({"reason": "\x07"}, {"reason"}),
    ({"until-year": ""}, {"until"}), ({"until-month": "13"}, {"until"}), ({"until-year": "x"}, {"until"}),
    ({"until-month": "7", "until-day": "31"}, {"until"}),  # not later than now
    ({"until-day": "10"}, {"until"}),  # practice begins (ruling A14)
    ({"until-year": "2028"}, {"until"}),
    ({"window": "nonsense"}, {"window"}),
    ({"window": "completion-test", "until-month": "12", "until-day": "1"}, {"until"}),  # longer than half a year
    ({"reason": "", "until-year": ""}, {"reason", "until"}),
])
@pytest.mark.parametrize("step", ["check", "do"])
def test_a_wrong_extension_comes_back_with_messages_and_what_was_typed(
    wrong: dict[str, str], fields: set[str], step: str, app: Flask, cohort: Round, office: Visitor
) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/extensions", extension(cohort, step=step, **wrong))
    assert answer.status_code == 422
    assert set(messages(answer.text)) == fields
    assert "在院証明" in answer.text
    assert answer.text.count('name="pick"') == 2
    assert closes(app, cohort) == {jst("08-01")}


def test_an_extension_for_nobody_is_refused(cohort: Round, office: Visitor) -> None:
    assert office.post(f"/cohorts/{cohort.id}/extensions", extension(cohort, pick=[])).status_code == 422
    answer = office.post(f"/cohorts/{cohort.id}/selection", {"do": "extend"}, follow_redirects=True)
    assert "受講者を選んでから" in answer.text


def test_nobody_of_another_round_can_be_slipped_in(app: Flask, cohort: Round, office: Visitor) -> None:
    with app.app_context():
        stranger = enrolled(open_round("R9-2").id, "stranger")
    for path, data in (("extensions", extension(cohort)), ("exemptions", exemption(cohort)), ("selection", {})):
        answer = office.post(f"/cohorts/{cohort.id}/{path}", {**data, "pick": [cohort.enrollments[0], stranger], "step": "do"})
        assert answer.status_code == 404, path


def test_an_extension_reaches_all_or_nobody(app: Flask, cohort: Round, office: Visitor) -> None:
    office.post(f"/cohorts/{cohort.id}/extensions", extension(cohort, pick=cohort.enrollments[:1], step="do"))
    answer = office.post(f"/cohorts/{cohort.id}/extensions", extension(cohort, step="do"))
    assert (answer.status_code, set(messages(answer.text))) == (422, {"until"})
    assert closes(app, cohort) == {jst("08-06"), jst("08-01")}


def test_a_whole_round_is_extended_with_its_reach_said_before(app: Flask, cohort: Round, office: Visitor) -> None:
    path, whole = f"/cohorts/{cohort.id}/extensions", extension(cohort, pick=[], whole="1", reason="7月1日の停止")
    assert "この期の受講者 3名が対象です" in office.get(path).text
    office.post(path, extension(cohort, pick=cohort.enrollments[:1], step="do"))
    assert "2名の期限を延長しますか" in office.post(path, {**whole, "until-day": "3"}).text
    page = office.post(path, {**whole, "until-day": "3", "step": "do"}, follow_redirects=True).text
    assert "期限を延長しました(2名)" in page
    assert "7月1日の停止" in page
    assert "8月3日(火) 24時まで" in office.get(f"/cohorts/{cohort.id}").text
    assert "延長 8月3日(火) 24時まで" in office.get(f"/cohorts/{cohort.id}/schedule").text


def test_the_list_of_rounds_tells_an_end_that_was_moved_for_everybody(cohort: Round, office: Visitor) -> None:
    longer = extension(cohort, pick=[], whole="1", window="completion-test", step="do",
                       **{"until-month": "11", "until-day": "30"})
    assert "11月30日" not in office.get("/cohorts").text
    office.post(f"/cohorts/{cohort.id}/extensions", longer)
    assert "11月30日" in office.get("/cohorts").text


def test_who_joins_after_a_whole_round_was_extended_has_the_later_end_too(app: Flask, cohort: Round, office: Visitor) -> None:
    office.post(f"/cohorts/{cohort.id}/extensions", extension(cohort, pick=[], whole="1", step="do"))
    with app.app_context():
        late = enrolled(cohort.id, "late")
        assert enrollments.window_of(late, "A1").closes == jst("08-06")
        assert list(records.verify()) == []


def exemption(cohort: Round, **more: object) -> dict[str, object]:
    return {"pick": cohort.enrollments[:2], "activity": "C1", "reason": "資格", "evidence": "登録証 第1号", "step": "check", **more}


def test_an_exemption_is_checked_done_and_taken_back(app: Flask, cohort: Round, office: Visitor) -> None:
    path, one = f"/cohorts/{cohort.id}/exemptions", exemption(cohort, pick=cohort.enrollments[:1])
    assert "1名の免除を登録しますか" in office.post(path, one).text
    done = office.post(path, {**one, "step": "do"}, follow_redirects=True).text
    assert "免除を登録しました(1名)" in done
    trainee = f"/enrollments/{cohort.enrollments[0]}"
    assert "免除を取り消す" in office.get(trainee).text
    bad = office.post(f"{trainee}/exemption-withdrawals", {"activity": "C1", "reason": ""})
    assert (bad.status_code, set(messages(bad.text))) == (422, {"withdrawal-reason"})
    good = office.post(f"{trainee}/exemption-withdrawals", {"activity": "C1", "reason": "誤り"}, follow_redirects=True)
    assert "免除を取り消しました" in good.text
    with app.app_context():
        assert [d.kind for d in enrollments.decisions_of(cohort.enrollments[0])] in (["unwaived", "waived"], ["waived", "unwaived"])


@pytest.mark.parametrize(("wrong", "fields"), [
    ({"reason": ""}, {"reason"}), ({"evidence": " "}, {"evidence"}), ({"activity": ""}, {"activity"}),
    ({"activity": "A1"}, {"activity"}), ({"activity": "Z9"}, {"activity"}), ({"activity": "C1-test"}, {"activity"}),
    ({"activity": "", "reason": "", "evidence": ""}, {"activity", "reason", "evidence"}),
])
def test_a_wrong_exemption_comes_back_with_messages(
    wrong: dict[str, str], fields: set[str], cohort: Round, office: Visitor
) -> None:
    answer = office.post(f"/cohorts/{cohort.id}/exemptions", exemption(cohort, **wrong))
    assert (answer.status_code, set(messages(answer.text))) == (422, fields)


def test_a_decision_taken_for_many_is_shown_once(app: Flask, cohort: Round, office: Visitor) -> None:
    office.post(f"/cohorts/{cohort.id}/exemptions", exemption(cohort, step="do"))
    with app.app_context():
        groups = services.decision_groups(enrollments.decisions_in(cohort.id), services.names_in(cohort.id, jst("06-10")))
        assert [(len(g.names), g.by) for g in groups] == [(2, "林 直子")]
    page = office.get(f"/cohorts/{cohort.id}/decisions").text
    assert "緑川 hanako" in page
    assert "登録証 第1号" in page


def test_a_name_in_a_message_is_a_name_and_no_markup(app: Flask, office: Visitor, cohort: Round) -> None:
    with app.app_context():
        people.create_person(NewPerson("known@city.example.jp", "<i>山田</i>", "葵", "ヤマダ アオイ"), jst("05-20 10:00"))
    page = office.post(f"/cohorts/{cohort.id}/enroll", {
        "email": "known@city.example.jp", "family_name": "佐藤", "given_name": "葵", "kana": "サトウ アオイ"}).text
    assert ("&lt;i&gt;山田&lt;/i&gt;" in page, "<i>山田" in page) == (True, False)
