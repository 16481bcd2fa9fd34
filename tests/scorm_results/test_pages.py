"""Sending results on the pages: seen first, then taken; by the secretariat and by the contractor itself, and by nobody else."""
import io
import json
import re

import pytest

from lms.access import Role
from lms.people import services as people
from lms.web.access import SESSION_COOKIE, csrf_token_of
from scorm_export.contractors import services as contractors
from scorm_export.results import result_file, services
from scorm_export.results.services import uploads
from tests.journey.conftest import PASSWORD, join
from tests.scorm_results.conftest import NOW, make_ground, said
from tests.scorm_results.test_files_and_tables import RESULT
from tests.server import serving

TABLE = "ユーザ名,講義,ステータス,得点\nhanako@example.jp,A1,合格,90\nhanako@example.jp,B1,完了,\nk-9,A1,完了,\nx,Z9,完了,\n"


@pytest.fixture
def ground(app):
    with app.app_context():
        made = make_ground()
        made.credit()
    return made


@pytest.fixture
def visitor(app, ground):
    def enter(role, contractor_id=None):
        client = app.test_client()
        with app.app_context():
            person = join(f"{role}-{contractor_id or 'x'}@agency.example", role)
            if contractor_id:
                contractors.add_member(contractor_id, person, "test", NOW)
            token = people.sign_in(people.person(person).email, PASSWORD, "127.0.0.1", NOW)
            client.set_cookie(SESSION_COOKIE, token)
            return client, csrf_token_of(token)

    return enter


def send_table(client, token, ground, text=TABLE, encoding="cp932"):
    return client.post(f"/contractors/{ground.contractor}/results/table", data={
        "csrf_token": token, "table": (io.BytesIO(text.encode(encoding)), "report.csv")})


def test_a_report_is_shown_row_by_row_before_it_is_taken(app, ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    page = client.get(send_table(client, token, ground).location).text
    assert "まだ何も保存していません。4件のうち3件を受け取れます" in page
    for words in ("研修に数えます", "まだ数えられません", "だれの結果か分かりません", "どの講義か分かりません。"):
        assert words in page
    with app.app_context():
        assert services.results_of(ground.contractor) == []


def test_it_is_taken_whole_and_once_and_says_who_vouches(app, ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    place = send_table(client, token, ground).location
    done = client.post(f"{place}/application", data={"csrf_token": token})
    assert "3件の結果を新しく受け取りました" in client.get(done.location).text
    again = client.post(f"{place}/application", data={"csrf_token": token})
    assert again.location == f"/contractors/{ground.contractor}/results"
    with app.app_context():
        assert ground.facts() == [("completed", "A1"), ("passed", "A1-test"), ("completed", "B1")]
        result = next(each for each in services.results_of(ground.contractor) if each.outcome.lecture == "A1")
    assert "佐藤 明里 様" in client.get(f"/contractors/{ground.contractor}/results/{result.id}").text


def test_what_was_interrupted_goes_on_where_it_was(app, ground, visitor, monkeypatch):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    place = send_table(client, token, ground).location
    monkeypatch.setattr(uploads, "LOT", 2)
    lots = []

    def failing(*arguments):
        lots.append(arguments)
        if len(lots) == 2:
            raise RuntimeError("the power went")
        return receive_all(*arguments)

    receive_all = uploads.receive_all
    monkeypatch.setattr(uploads, "receive_all", failing)
    assert client.post(f"{place}/application", data={"csrf_token": token}).status_code == 500
    assert "4件のうち、はじめの2件まで受け取りました" in client.get(place).text
    done = client.post(f"{place}/application", data={"csrf_token": token})
    assert "3件の結果を新しく受け取りました" in client.get(done.location).text
    assert len(lots) == 3


def test_a_long_report_is_taken_a_part_at_a_time_and_says_how_far_it_is(ground, visitor, monkeypatch):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    place = send_table(client, token, ground).location
    monkeypatch.setattr(uploads, "LOT", 1)
    monkeypatch.setattr(uploads, "LOTS", 3)
    on_its_way = client.post(f"{place}/application", data={"csrf_token": token})
    assert on_its_way.location == f"{place}/taking"
    assert "4件のうち、3件まで受け取りました" in client.get(on_its_way.location).text
    sending = f"/contractors/{ground.contractor}/results/sending"
    assert f'href="{place}"' in client.get(sending).text
    assert client.post(f"{place}/columns", data={"csrf_token": token, "learner": "0"}).status_code == 409
    done = client.post(f"{place}/application", data={"csrf_token": token})
    assert "3件の結果を新しく受け取りました" in client.get(done.location).text
    assert client.get(on_its_way.location).location == f"/contractors/{ground.contractor}/results"


def test_the_page_asks_for_the_next_part_by_itself(loaded_app, new_page, monkeypatch):
    monkeypatch.setattr(uploads, "LOT", 1)
    monkeypatch.setattr(uploads, "LOTS", 1)
    with loaded_app.app_context():
        ground = make_ground()
        person = join("contractor@example.jp", Role.CONTRACTOR)
        contractors.add_member(ground.contractor, person, "test", NOW)
    with serving(loaded_app) as server:
        page = new_page(server)
        page.goto(f"/sign-in?next=/contractors/{ground.contractor}/results/sending")
        page.fill("[name=email]", "contractor@example.jp")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.set_input_files("[name=table]", {"name": "report.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
        page.click("form[action$='/table'] button")
        page.click("form[action$='/application'] button")
        page.wait_for_url("**/results?taken=3")


def test_rows_are_told_by_their_line_in_the_file(ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    text = '\nユーザ名,講義,ステータス\n"k\n1",A1,完了\n\n\n,A1,完了\n'
    page = client.get(send_table(client, token, ground, text).location).text
    assert re.findall(r'<th scope="row">([^<]+)</th>', page) == ["7", "3"]


GRADEBOOK = ""","Email address","A1 配置の意義","","B1 現状","","お知らせ",""
"花子","hanako@example.jp","Completed","2027-06-09 09:57:00","Not completed","","Not completed",""
"だれか","x@example.jp","Completed","2027-06-09 10:00:00","Not completed","","Not completed",""
"""


@pytest.mark.parametrize(("mark", "encoding"), [(",", "utf-8"), ("\t", "utf-16")])  # the second is what Moodle makes for Excel
def test_a_gradebook_is_taken_as_it_is(app, ground, visitor, mark, encoding):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    address = send_table(client, token, ground, GRADEBOOK.replace(",", mark), encoding).location
    page = client.get(address).text
    assert "4件のうち2件を受け取れます" in page
    for words in (">2 A1</th>", ">3 B1</th>", "列の名前にある講義", "講義の隣の列にある日時", "1列目", "だれの結果か分かりません"):
        assert words in page
    client.post(f"{address}/application", data={"csrf_token": token})
    points = "Username,SCORM package:A1 (Real)\nhanako@example.jp,90.00\n"
    client.post(f"{send_table(client, token, ground, points).location}/application", data={"csrf_token": token})
    with app.app_context():
        assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]
        known, = [each.outcome for each in services.results_of(ground.contractor) if each.enrollment_id]
        assert (known.completed, known.success, known.score) == (True, True, 0.9)


def test_the_list_is_filtered_and_paged(app, ground, visitor):
    with app.app_context():
        for n in range(103):
            ground.send(said("A1", f"k-{n:03}", completed=True))
        ground.send(said("B1", "k-000", completed=True))
    client, _token = visitor(Role.SECRETARIAT)
    base = f"/contractors/{ground.contractor}/results"
    assert "結果 104件" in client.get(base).text
    rows = [client.get(f"{base}?{query}").text.count("<tr><th scope=\"row\">")
            for query in ("lecture=A1", "lecture=A1&page=2", "lecture=B1", "standing=counted", "standing=unknown-learner&page=2")]
    assert rows == [100, 3, 1, 0, 4]


def test_columns_can_be_chosen_and_one_lecture_given_for_all_rows(ground, visitor):
    client, token = visitor(Role.SECRETARIAT)
    place = send_table(client, token, ground, "だれ,どう\nhanako@example.jp,完了\n", "utf-8").location
    assert "4件" not in client.get(place).text
    assert "学習者IDが空です" in client.get(place).text
    client.post(f"{place}/columns", data={"csrf_token": token, "learner": "0", "completed": "1", "fixed": "A1"})
    page = client.get(place).text
    assert "1件のうち1件を受け取れます" in page
    assert '<option value="A1" selected>' in page


def test_result_files_are_taken_together_and_broken_ones_named(app, ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    good = {**RESULT, "learner": "hanako@example.jp"}
    files = [json.dumps({**good, "checksum": result_file.checksum(good)}).encode(), b"{}"]
    place = client.post(f"/contractors/{ground.contractor}/results/files", data={
        "csrf_token": token, "files": [(io.BytesIO(data), f"{n}.json") for n, data in enumerate(files)]}).location
    page = client.get(place).text
    assert "2件のうち1件を受け取れます" in page
    assert "講義の結果ファイルではありません" in page
    client.post(f"{place}/application", data={"csrf_token": token})
    with app.app_context():
        assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]


def test_nothing_chosen_or_no_table_is_told_on_the_page(ground, visitor):
    client, token = visitor(Role.SECRETARIAT)
    base = f"/contractors/{ground.contractor}/results"
    for path, data, words in (
            ("table", {}, "CSVファイルを選んでください"), ("files", {}, "200個まで"),
            ("table", {"table": (io.BytesIO(b"a,b\n"), "x.csv")}, "1行目に項目名"),
            ("table", {"table": (io.BytesIO(b"\x81\x20\xff"), "x.csv")}, "文字コード"), ("credentials", {"label": ""}, "100文字以内")):
        answer = client.post(f"{base}/{path}", data={"csrf_token": token, **data})
        assert (answer.status_code, words in answer.text) == (422, True), path


def test_others_see_nothing_and_the_audit_sends_nothing(app, ground, visitor):
    base = f"/contractors/{ground.contractor}/results"
    with app.app_context():
        other = contractors.create_contractor("別の会社", "test", NOW).id
    stranger, token = visitor(Role.CONTRACTOR, other)
    assert stranger.get(base).status_code == stranger.get(f"{base}.csv").status_code == 404
    assert send_table(stranger, token, ground).status_code == 404
    assert stranger.get(f"/api/v1/contractors/{ground.contractor}/results").status_code == 404
    assert stranger.get("/contractor/results").location.endswith(f"/contractors/{other}/results")
    auditor, audit_token = visitor(Role.AUDITOR)
    assert auditor.get(base).status_code == 200
    assert "結果を送る" not in auditor.get(base).text
    assert auditor.get(f"{base}/sending").status_code == auditor.get(f"{base}/systems").status_code == 403
    assert send_table(auditor, audit_token, ground).status_code == 403
    own, own_token = visitor(Role.CONTRACTOR, ground.contractor)
    assert "結果を送る" in own.get(base).text
    assert own.get(f"{base}/systems").status_code == 403
    assert own.post(f"{base}/credentials", data={"csrf_token": own_token, "label": "x"}).status_code == 403
    assert own.post(f"{base}/count", data={"csrf_token": own_token}).status_code == 403


def test_the_connection_of_a_system_is_shown_once(client, ground, visitor):
    office, token = visitor(Role.SECRETARIAT)
    base = f"/contractors/{ground.contractor}/results"
    page = office.post(f"{base}/credentials", data={"csrf_token": token, "label": "本社の Moodle"}).text
    assert "二度と見られません" in page
    again = office.get(f"{base}/systems").text
    assert ("本社の Moodle" in again, "二度と見られません" in again) == (True, False)
    ended = re.search(r"/credentials/[^/]+/end", again)[0]
    after = office.post(f"{base}{ended}", data={"csrf_token": token})
    assert "接続を止めました" in office.get(after.location).text
    assert ended not in office.get(f"{base}/systems").text


def test_a_result_is_sent_and_read_by_json(app, ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    path = f"/api/v1/contractors/{ground.contractor}/results"
    body = {"program": "fnsc-training", "lecture": "A1", "learner": "hanako@example.jp", "completed": True,
            "at": "2027-06-09T18:00:00+09:00"}
    sent = client.post(path, json=body, headers={"X-CSRF-Token": token})
    assert (sent.status_code, sent.json["standing"]) == (200, "counted")
    assert [each["id"] for each in client.get(path).json] == [sent.json["id"]]
    assert client.post(path, json={**body, "lecture": "C1"}, headers={"X-CSRF-Token": token}).status_code == 403
    assert client.post(path, json={**body, "score": 2}, headers={"X-CSRF-Token": token}).status_code == 422


def test_the_csv_runs_no_formula(app, ground, visitor):
    with app.app_context():
        ground.send(said(learner="=1+1", completed=True))
    client, _token = visitor(Role.SECRETARIAT)
    assert "'=1+1" in client.get(f"/contractors/{ground.contractor}/results.csv").text


def test_the_secretariat_of_one_round_has_no_say_in_contractors(app, ground):
    client = app.test_client()
    with app.app_context():
        person = join("one-round@agency.example", Role.TRAINEE)
        people.grant_role(person, Role.SECRETARIAT, "test", NOW, cohort=ground.cohort)
        token = people.sign_in("one-round@agency.example", PASSWORD, "127.0.0.1", NOW)
        client.set_cookie(SESSION_COOKIE, token)
        form = csrf_token_of(token)
    base = f"/contractors/{ground.contractor}"
    for path in (f"{base}/results", f"{base}/results.csv", f"{base}/quality", "/quality", "/packages", f"/api/v1{base}/results"):
        assert client.get(path).status_code == 403, path
    assert send_table(client, form, ground).status_code == 403
