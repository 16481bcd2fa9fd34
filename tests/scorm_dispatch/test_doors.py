"""Doors: the key's own routes, the secretariat's pages and JSON, the contractor's page, and the package that each may take."""
import hashlib
import io
import json
import re
import zipfile

import pytest
from lxml import etree

from lms.access import Role
from scorm_export.contractors import services as contractors
from scorm_export.contractors import veils
from scorm_export.dispatch import services
from tests.conftest import MORNING
from tests.journey.conftest import open_round
from tests.scorm_dispatch.conftest import LECTURES, PROGRAM, contractor, key, made
from tests.scorm_packages.test_manifests import check_files, check_identifiers, schema

LEARNER = "k-0012"
FORM = {"program": PROGRAM, "lectures": ["A1", "B1"], "language": "ja", "cap": "30", "last_day-year": "2027", "last_day-month": "12",
        "last_day-day": "20", "origins": "https://LMS.example.jp/course/1\nhttps://lms.example.jp"}
JSON = {"program": PROGRAM, "lectures": ["A1"], "cap": 5, "last_day": "2027-12-20"}


@pytest.fixture
def found(loaded_app, contractor_id):
    return made(loaded_app, contractor_id)


@pytest.fixture
def nobody(loaded_app):
    return loaded_app.test_client()


def launch_of(found, **more):
    return {"lecture": "A1", "learner": veils.digest(found.id, LEARNER), "origin": "https://lms.example.jp", **more}


def report_of(launched, **more):
    return {"registration": launched["registration"], "session": launched["session"], "number": 1, "suspended": "", "completed": True,
            "success": True, "score": 0.8, "seconds": 0, "answers": {"a1-01": True}, **more}


def launched(app, client, found):
    answer = client.post("/api/v1/dispatch/launch", json=launch_of(found), headers={"X-Dispatch-Key": key(app, found.id)})
    assert answer.status_code == 200, answer.text
    return answer.json


# With the key ----------------------------------------------------------------------------------------------

def test_a_lecture_comes_with_its_recording_and_a_report_is_stored(loaded_app, nobody, found):
    opened = launched(loaded_app, nobody, found)
    headers = {"X-Dispatch-Key": key(loaded_app, found.id)}
    video = re.search(r'<video[^>]* src="([^"]+)"', opened["html"])[1].replace("&amp;", "&")
    part = nobody.get(video, headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "video/mp4")
    assert nobody.get(video[:-1] + ("0" if video[-1] != "0" else "1")).status_code == 404
    assert nobody.get(re.search(r'<track[^>]* src="([^"]+)"', opened["html"])[1].replace("&amp;", "&")).data.startswith(b"WEBVTT")
    stored = nobody.put("/api/v1/dispatch/report", json=report_of(opened), headers=headers)
    assert (stored.status_code, stored.json["completed"]) == (200, True)
    late = nobody.put("/api/v1/dispatch/report", json=report_of(opened, session=opened["session"] - 1), headers=headers)
    assert (late.status_code, late.json["type"]) == (409, "/problems/conflict")
    assert not any(answer.headers.get("Set-Cookie") for answer in (part, stored, late))


def test_a_refusal_has_a_code_and_words_in_the_language_asked_for(loaded_app, nobody, found):
    with loaded_app.app_context():
        services.revoke(found.id, "契約の終了", "office", MORNING)
    headers = {"X-Dispatch-Key": key(loaded_app, found.id), "Accept-Language": "en"}
    answer = nobody.post("/api/v1/dispatch/launch", json=launch_of(found), headers=headers)
    assert (answer.status_code, answer.json["reason"]) == (409, "dispatch-revoked")
    assert "no longer offered" in answer.json["detail"]
    assert "契約の終了" not in answer.text  # why is the secretariat's matter


@pytest.mark.parametrize("wrong", ["", "x", "{}", "{}.", "{}.0"])
def test_without_the_key_nothing_is_told(loaded_app, nobody, found, wrong):
    sent = {"X-Dispatch-Key": wrong.format(found.id)}
    for method, path, body in (("post", "launch", launch_of(found)), ("put", "report", report_of({"registration": "x", "session": 1}))):
        answer = getattr(nobody, method)(f"/api/v1/dispatch/{path}", json=body, headers=sent)
        assert (answer.status_code, answer.json["type"]) == (403, "/problems/not-allowed")


def test_many_wrong_keys_are_told_to_stop_and_a_right_one_is_not(loaded_app, nobody, found):
    answers = [nobody.post("/api/v1/dispatch/launch", json=launch_of(found), headers={"X-Dispatch-Key": f"{n}"}) for n in range(52)]
    assert [answer.status_code for answer in answers] == [403] * 50 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert launched(loaded_app, nobody, found)["registration"]


@pytest.mark.parametrize("change", [
    {"learner": "k-0012"}, {"learner": "A" * 64}, {"mode": "other"}, {"origin": ""}, {"name": "Sato"}, {"lecture": "../A1"}])
def test_a_launch_of_another_shape_is_refused(loaded_app, nobody, found, change):
    headers = {"X-Dispatch-Key": key(loaded_app, found.id)}
    assert nobody.post("/api/v1/dispatch/launch", json=launch_of(found, **change), headers=headers).status_code == 422


@pytest.mark.parametrize("change", [
    {"score": 1.1}, {"suspended": "あ"}, {"suspended": "x" * 4001}, {"seconds": -1}, {"completed": "true"}, {"answers": {"a": 1}}])
def test_a_report_of_another_shape_is_refused(loaded_app, nobody, found, change):
    sent = report_of(launched(loaded_app, nobody, found), **change)
    assert nobody.put("/api/v1/dispatch/report", json=sent, headers={"X-Dispatch-Key": key(loaded_app, found.id)}).status_code == 422


# The package -------------------------------------------------------------------------------------------------

def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("edition", ["1.2", "2004-3", "2004-4"])
@pytest.mark.parametrize("lecture", ["", "B1"])
def test_a_thin_package_is_what_its_standard_asks_and_the_same_each_time(visitor, found, edition, lecture):
    client, _token = visitor(Role.SECRETARIAT)
    first, second = (client.get(f"/dispatches/{found.id}/package?edition={edition}&lecture={lecture}") for _ in range(2))
    assert hashlib.sha256(first.data).digest() == hashlib.sha256(second.data).digest()
    files = files_of(first.data)
    assert next(iter(files)) == "imsmanifest.xml"
    root = etree.fromstring(files["imsmanifest.xml"])
    schema(edition).assertValid(root)
    check_files(root, files, edition)
    check_identifiers(root)
    assert len(root.findall(".//{*}resource[@href]")) == (1 if lecture else 2)
    assert sum(map(len, files.values())) < 600_000


def test_the_package_holds_the_key_and_nothing_of_the_content(loaded_app, visitor, found):
    client, _token = visitor(Role.SECRETARIAT)
    files = files_of(client.get(f"/dispatches/{found.id}/package?edition=1.2").data)
    page = files["A1/index.html"].decode()
    island = json.loads(re.search(r'<script type="application/json" id="dispatch">(.*?)</script>', page, re.S)[1])
    assert island["key"] == key(loaded_app, found.id)
    assert (island["center"], island["lecture"], sorted(island["words"])) == ("http://localhost", "A1", ["en", "ja"])
    assert "読みました" not in page
    own = b"".join(data for name, data in files.items() if name.endswith((".js", ".css")))
    assert b"http://" not in own
    assert b"https://" not in own


def test_who_may_take_the_package(loaded_app, visitor, found):
    other = contractor(loaded_app, "別の委託先")
    path = f"/dispatches/{found.id}/package?edition=1.2"
    codes = {name: visitor(*who)[0].get(path).status_code for name, who in {
        "office": (Role.SECRETARIAT,), "own": (Role.CONTRACTOR, found.contractor_id), "other": (Role.CONTRACTOR, other),
        "auditor": (Role.AUDITOR,), "trainee": (Role.TRAINEE,)}.items()}
    assert codes == {"office": 200, "own": 200, "other": 404, "auditor": 403, "trainee": 403}
    with loaded_app.app_context():
        assert [each.edition for each in services.taken_of(found.id)] == ["1.2", "1.2"]


@pytest.mark.parametrize("query", ["", "edition=cmi5", "edition=1.2&lecture=C1", "edition=x"])
def test_a_package_that_is_none_is_not_found(visitor, found, query):
    assert visitor(Role.SECRETARIAT)[0].get(f"/dispatches/{found.id}/package?{query}").status_code == 404


# Pages ---------------------------------------------------------------------------------------------------------

def test_the_secretariat_makes_changes_and_revokes_a_dispatch(visitor, contractor_id):
    client, token = visitor(Role.SECRETARIAT)
    assert "配信はまだありません" in client.get("/dispatches").text
    form = client.get(f"/dispatches/new?contractor={contractor_id}", follow_redirects=True).text
    assert form.count(' checked>') == len(LECTURES)
    made_ = client.post(f"/contractors/{contractor_id}/dispatches/new", data={**FORM, "csrf_token": token})
    assert made_.status_code == 303
    page = client.get(made_.location).text
    assert "配信を作りました" in page
    assert page.count("<code>https://lms.example.jp</code>") == 1
    path = made_.location.partition("?")[0]
    assert client.post(f"{path}/terms", data={**FORM, "cap": "7", "csrf_token": token}).status_code == 303
    assert "上限 7名" in client.get(path).text
    wrong = client.post(f"{path}/terms", data={"cap": "many", "csrf_token": token})
    assert (wrong.status_code, 'value="many"' in wrong.text) == (422, True)
    assert "取り消しますか" in client.get(f"{path}/revocation").text
    assert client.post(f"{path}/revocation", data={"reason": " ", "csrf_token": token}).status_code == 422
    assert client.post(f"{path}/revocation", data={"reason": "契約の終了", "csrf_token": token}).status_code == 303
    assert "理由：契約の終了" in client.get(path).text
    assert "取り消し済み" in client.get("/dispatches").text


@pytest.mark.parametrize(("change", "words"), [
    ({"lectures": []}, "1つ以上選んでください"), ({"cap": "0"}, "1 から 10000"), ({"last_day-year": "x"}, "年・月・日を数字で"),
    ({"last_day-year": "2026"}, "今日か、それより後"), ({"origins": "lms.example.jp"}, "https:// で始まる"),
    ({"language": "fr"}, "ja か en")])
def test_a_form_that_cannot_be_meant_comes_back_as_it_was(visitor, contractor_id, change, words):
    client, token = visitor(Role.SECRETARIAT)
    answer = client.post(f"/contractors/{contractor_id}/dispatches/new", data={**FORM, **change, "csrf_token": token})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{({**FORM, **change})["cap"]}"' in answer.text


def test_the_switch_asks_first_and_says_so_everywhere(visitor, found):
    client, token = visitor(Role.SECRETARIAT)
    assert "すべての配信を止めますか" in client.get("/dispatches/stop").text
    assert client.post("/dispatches/stop", data={"reason": "", "csrf_token": token}).status_code == 422
    assert client.post("/dispatches/stop", data={"reason": "講義の誤り", "csrf_token": token}).status_code == 303
    pages = [client.get(path).text for path in ("/dispatches", f"/dispatches/{found.id}", "/dispatches/stop")]
    assert all("理由：講義の誤り" in page for page in pages)
    assert "全体停止中" in pages[0]
    assert client.post("/dispatches/stop/lifting", data={"csrf_token": token}).status_code == 303
    assert "配信中" in client.get("/dispatches").text
    assert "講義の誤り" in client.get("/dispatches/stop").text


def test_the_audit_reads_and_changes_nothing(visitor, found):
    client, token = visitor(Role.AUDITOR)
    for path in ("/dispatches", f"/dispatches/{found.id}", "/dispatches/stop"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<form" not in page.text
    for path in (f"/dispatches/{found.id}/terms", f"/dispatches/{found.id}/revocation", "/dispatches/stop", "/dispatches/stop/lifting",
                 f"/contractors/{found.contractor_id}/dispatches/new"):
        assert client.post(path, data={"reason": "x", "csrf_token": token}).status_code == 403


def test_a_contractor_sees_its_own_dispatches_and_nothing_of_the_secretariats(loaded_app, visitor, found):
    theirs = made(loaded_app, contractor(loaded_app, "別の委託先"))
    client, _token = visitor(Role.CONTRACTOR, found.contractor_id)
    page = client.get("/contractor/dispatches").text
    assert found.id in page
    assert theirs.id not in page
    for path in ("/dispatches", f"/dispatches/{found.id}", "/dispatches/stop"):
        assert client.get(path).status_code == 403
    with loaded_app.app_context():
        contractors.end_contractor(found.contractor_id, "office", MORNING)
    assert client.get("/contractor/dispatches").status_code == 404


def test_a_name_stands_on_the_page_once_the_contractor_has_said_whom_it_means(loaded_app, nobody, visitor, found):
    studying = open_round(loaded_app)
    launched(loaded_app, nobody, found)
    client, _token = visitor(Role.SECRETARIAT)
    page = client.get(f"/dispatches/{found.id}").text
    assert veils.digest(found.id, LEARNER)[:8] in page
    assert "佐藤 明里 様" not in page.partition("受け取りの記録")[0].partition("<main")[2]
    with loaded_app.app_context():
        contractors.set_cohorts(found.contractor_id, [studying.cohort])
        contractors.name_learners(found.contractor_id, {LEARNER: studying.enrollment}, "office", MORNING)
    assert "佐藤 明里 様" in client.get(f"/dispatches/{found.id}").text.partition("<main")[2]


def test_a_veil_is_no_learner_id_to_be_named_and_reads_short_among_the_results(loaded_app, nobody, visitor, found):
    opened = launched(loaded_app, nobody, found)
    nobody.put("/api/v1/dispatch/report", json=report_of(opened), headers={"X-Dispatch-Key": key(loaded_app, found.id)})
    digest = veils.digest(found.id, LEARNER)
    client, _token = visitor(Role.CONTRACTOR, found.contractor_id)
    assert digest not in client.get("/contractor/learners").text
    results = client.get(f"/contractors/{found.contractor_id}/results").text
    assert f"配信の学習者 {digest[:8]}" in results
    result = re.search(r'href="(/contractors/[^"]+/results/[^"]+)">配信の学習者', results)[1]
    assert f"<h1>配信の学習者 {digest[:8]}" in client.get(result).text


# JSON ------------------------------------------------------------------------------------------------------------

def test_the_secretariat_does_the_same_by_json(visitor, contractor_id):
    client, token = visitor(Role.SECRETARIAT)
    csrf = {"X-CSRF-Token": token}
    answer = client.post("/api/v1/dispatches", json={**JSON, "contractor_id": contractor_id}, headers=csrf)
    assert (answer.status_code, answer.json["state"], answer.json["figures"]["learners"]) == (201, "running", 0)
    path = f"/api/v1/dispatches/{answer.json['id']}"
    assert client.put(f"{path}/terms", json={"cap": 9, "last_day": "2027-12-31"}, headers=csrf).json["cap"] == 9
    assert client.put("/api/v1/dispatch/stop", json={"reason": "講義の誤り"}, headers=csrf).json["stop"]["reason"] == "講義の誤り"
    assert client.get("/api/v1/dispatches").json[0]["state"] == "stopped"
    assert client.delete("/api/v1/dispatch/stop", headers=csrf).status_code == 204
    assert client.get("/api/v1/dispatch/stop").json == {"stop": None}
    assert client.post(f"{path}/revocation", json={"reason": "契約の終了"}, headers=csrf).json["state"] == "revoked"
    assert client.get(path).json["dispatch"]["revoked_reason"] == "契約の終了"
    for wrong in ({"lectures": ["C1"]}, {"last_day": "2020-01-01"}, {"cap": 0}, {"origins": ["lms"]}):
        sent = {**JSON, "contractor_id": contractor_id, **wrong}
        assert client.post("/api/v1/dispatches", json=sent, headers=csrf).status_code == 422


def test_auditors_read_by_json_and_others_do_not(visitor, found):
    for role, expected in ((Role.AUDITOR, 200), (Role.TRAINEE, 403), (Role.LECTURER, 403)):
        client, token = visitor(role)
        assert client.get("/api/v1/dispatches").status_code == expected
        assert client.put("/api/v1/dispatch/stop", json={"reason": "x"}, headers={"X-CSRF-Token": token}).status_code == 403
