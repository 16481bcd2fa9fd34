"""The pages and the JSON of the room, and what a browser is told about the files."""
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from scorm_export.contractors import services as contractors
from scorm_export.foreign import services
from scorm_export.foreign.services.packages import home
from scorm_export.foreign.views import ForeignView
from tests.cohorts.conftest import Visitor, messages, visits
from tests.conftest import MORNING
from tests.courses.school import Trainee
from tests.scorm_foreign import samples
from tests.scorm_foreign.conftest import TITLE, facts, two_parts

Take = Callable[[bytes], ForeignView]
FORM = {"place": "small/A1", "title_ja": TITLE["ja"], "title_en": TITLE["en"]}


def send(office: Visitor, content: bytes, **more: str) -> Any:
    return office.post("/foreign", {"file": (io.BytesIO(content), "教材.zip"), **more})


def frame_of(page: str) -> str:
    """The address that a page frames."""
    found = re.search(r'<iframe[^>]* src="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.fixture
def base(attached: Take, trainee: Visitor) -> str:
    """Of the files that the trainee's page plays, with the script's address beside it."""
    package = attached(samples.package("1.2", bad__php="<?php echo 1 ?>", clip__mp4="0123456789", Bild__css="a{}"))
    return frame_of(trainee.get(f"/lectures/A1/packages/{package.id}").text).removesuffix("index.html")


def test_only_what_never_stood_below_a_lecture_is_removed(office: Visitor, trainee: Visitor, app: Flask) -> None:
    page = send(office, samples.package()).location.partition("?")[0]
    foreign_id = page.rpartition("/")[2]
    with app.app_context():
        files = home() / foreign_id
    assert files.is_dir() and "この教材を消す" in office.get(page).text
    done = office.post(f"{page}/removal", {})
    assert "教材を消しました" in office.get(done.location).text
    assert (office.get(page).status_code, files.exists()) == (404, False)

    assert send(office, samples.package()).location.startswith(page)
    office.post(f"{page}/attachments", FORM)
    assert "この教材を消す" not in office.get(page).text
    refused = office.post(f"{page}/removal", {})
    assert refused.status_code == 409 and "学習の記録がある" in refused.text
    assert files.is_dir()


def test_the_secretariat_takes_a_package_in_and_attaches_it(office: Visitor, trainee: Visitor, app: Flask) -> None:
    with app.app_context():
        contractor = contractors.create_contractor("みどり研修", "test", MORNING)
    answer = send(office, samples.package("2004-3"), contractor=contractor.id)
    page = answer.location.partition("?")[0]
    assert answer.status_code == 303 and "取り込みました" in office.get(answer.location).text
    assert "すでに取り込んであります" in office.get(send(office, samples.package("2004-3")).location).text
    assert "みどり研修" in office.get(page).text
    assert "見本のパッケージ" in office.get("/foreign").text

    done = office.post(f"{page}/attachments", FORM)
    assert done.status_code == 303 and "見せています" in office.get(done.location).text
    assert TITLE["ja"] in trainee.get("/lectures/A1").text
    again = office.post(f"{page}/attachments", FORM)
    assert (again.status_code, messages(again.text)) == (409, {"place": "この講義には、すでに付けてあります。"})
    end = re.findall(rf'action="({page}/attachments/[^"]+/end)"', office.get(page).text)
    assert office.post(end[0]).status_code == 303
    assert TITLE["ja"] not in trainee.get("/lectures/A1").text
    assert office.post(f"{page}/attachments", FORM).status_code == 303, "and it can be attached again"


def test_what_is_refused_is_reported_by_entry_and_nothing_is_kept(office: Visitor, app: Flask) -> None:
    answer = send(office, samples.with_entry("../x<b>"))
    assert answer.status_code == 422
    assert messages(answer.text) == {"file": "このパッケージは取り込めません。「取り込めなかった理由」を確かめてください。"}
    assert re.search(r"<code>\.\./x&lt;b&gt;</code></th><td>名前に「\.\.」があり", answer.text)
    assert "教材.zip" in answer.text
    with app.app_context():
        assert services.packages() == []


@pytest.mark.parametrize(("data", "field"), [({}, "file"), ({"contractor": "nobody", "file": samples.package()}, "contractor")])
def test_a_form_that_lacks_something_says_so(office: Visitor, data: dict[str, Any], field: str) -> None:
    if "file" in data:
        data = {**data, "file": (io.BytesIO(data["file"]), "x.zip")}
    answer = office.post("/foreign", data)
    assert (answer.status_code, list(messages(answer.text))) == (422, [field])


def test_an_attachment_without_lecture_or_titles_is_not_made(office: Visitor, taken: Take, trainee: Visitor) -> None:
    page = f"/foreign/{taken(samples.package()).id}"
    answer = office.post(f"{page}/attachments", {"place": "small/A1-test", "title_ja": " ", "title_en": "x" * 201})
    assert (answer.status_code, set(messages(answer.text))) == (422, {"place", "title_ja", "title_en"})
    assert 'value="' + "x" * 201 in answer.text, "what was typed is kept"


def test_large_packages_are_taken_where_they_belong_and_nowhere_else(office: Visitor, trainee: Visitor) -> None:
    large = samples.zipped({"imsmanifest.xml": samples.manifest(), "index.html": "", "noise.bin": os.urandom(9_000_000)})
    taken = send(office, large)
    assert taken.status_code == 303
    for visitor, path, status in ((office, taken.location.split("?")[0] + "/attachments", 413), (trainee, "/foreign", 403)):
        assert visitor.post(path, {"file": (io.BytesIO(large), "x.zip")}).status_code == status


def test_only_the_secretariat_changes_and_the_audit_reads(app: Flask, clock: FixedClock, taken: Take, sato: Trainee) -> None:
    package, visit = taken(samples.package()).id, visits(app, clock)
    audit, lecturer = visit(Role.AUDITOR), visit(Role.LECTURER)
    with app.app_context():
        cohort = enrollments.enrollment(sato.enrollment_id).cohort_id
    for path in ("/foreign", f"/foreign/{package}", f"/foreign/{package}/preview"):
        assert [visitor.get(path).status_code for visitor in (audit, lecturer)] == [200, 403]
    assert [visit(role, cohort).get("/foreign").status_code for role in (Role.SECRETARIAT, Role.AUDITOR)] == [403, 403], "of one round"
    assert "取り込む</h2>" not in audit.get("/foreign").text
    assert audit.post(f"/foreign/{package}/attachments", FORM).status_code == 403


def test_a_trainee_meets_only_what_stands_below_an_open_lecture(
    office: Visitor, trainee: Visitor, taken: Take, attached: Take, app: Flask,
) -> None:
    shown, other = attached(samples.package()).id, taken(samples.package("2004-2")).id
    with app.app_context():
        services.attach(other, ("small", "B1"), TITLE, "test", MORNING)
    assert trainee.get(f"/lectures/A1/packages/{shown}").status_code == 200
    for path, status in ((f"A1/packages/{other}", 404), (f"B1/packages/{shown}", 409), (f"B1/packages/{other}", 409),
                         (f"A1/packages/{shown}?part=1", 404)):
        assert trainee.get(f"/lectures/{path}").status_code == status, path


def test_an_asset_is_done_when_it_was_opened_and_a_package_when_all_of_it_is(
    app: Flask, attached: Take, trainee: Visitor, sato: Trainee,
) -> None:
    package = attached(two_parts())
    trainee.get(f"/lectures/A1/packages/{package.id}?part=1")
    assert [(each["part"], each["completed"]) for each in trainee.ask(f"/lectures/A1/attachments/{package.id}").json] == [(1, True)]
    assert facts(app, sato) == []
    played = frame_of(trainee.get(f"/lectures/A1/packages/{package.id}").text).removesuffix("files/index.html")
    session = trainee.client.post(f"{played}session", data="{}").json["session"]
    sent = {"session": session, "number": 1, "ended": True, "values": {"cmi.core.lesson_status": "completed"}}
    assert trainee.client.post(f"{played}commit", json=sent).json == {"stored": True}
    assert facts(app, sato) == [("A1", {"completion": True}, f"foreign:{package.id}")]


def test_a_preview_records_nothing(office: Visitor, taken: Take) -> None:
    package = taken(samples.package("2004-4"))
    played = frame_of(office.get(f"/foreign/{package.id}/preview").text).removesuffix("files/index.html")
    session = office.client.post(f"{played}session", data="{}").json
    assert (session["session"], session["given"]["cmi.mode"], session["given"]["cmi.credit"]) == (None, "browse", "no-credit")
    sent = {"session": 0, "number": 1, "ended": False, "values": {}}
    assert office.client.post(f"{played}commit", json=sent).status_code == 404


def test_a_commit_needs_an_open_lecture_the_package_below_it_and_values_that_can_be_said(
    app: Flask, base: str, trainee: Visitor, clock: FixedClock,
) -> None:
    played = base.removesuffix("files/")
    session = trainee.client.post(f"{played}session", data="{}").json["session"]
    sent = {"session": session, "number": 1, "ended": False, "values": {"cmi.suspend_data": "x"}}

    def status(**other: Any) -> int:
        return int(trainee.client.post(f"{played}commit", json={**sent, **other}).status_code)

    assert [status(), status()] == [200, 200], "the same commit again is the same commit"
    assert status(number=30) == 200
    assert status(session=session - 1) == 409
    assert status(values={"cmi.core.student_id": "x"}) == 422
    assert status(values={"cmi.suspend_data": 1}) == 422
    assert status(more=1) == 422
    with app.app_context():
        attached = services.attachments()[0]
        services.detach(attached.foreign_id, attached.id, "test", MORNING)
    assert status(number=31) == 404


def test_files_come_in_their_sandbox_and_as_what_they_are(base: str, trainee: Visitor, app: Flask) -> None:
    nobody = app.test_client()
    page = nobody.get(f"{base}index.html", headers={"Sec-Fetch-Site": "same-origin"})
    folder = f"http://localhost{base.removesuffix('files/')}"
    policy = dict(line.split(" ", 1) for line in page.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": f"{folder} data: blob: 'unsafe-inline' 'unsafe-eval'", "object-src": "'none'", "form-action": folder,
        "base-uri": folder, "sandbox": "allow-scripts allow-forms allow-popups", "frame-ancestors": "'self'"}
    told = [page.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy")]
    assert told == ["text/html", "no-store", "nosniff", "no-referrer"]
    assert f'<script src="{base.removesuffix("files/")}api.js" data-edition="1.2"' in page.text
    assert "Set-Cookie" not in page.headers and "Set-Cookie" not in nobody.get(f"{base}index.html?lang=en").headers
    inside = nobody.get(f"{base}index.html", headers={"Sec-Fetch-Site": "cross-site"})
    assert "frame-ancestors" not in inside.headers["Content-Security-Policy"], "no policy can name a sandbox that frames another"
    kinds = {name: nobody.get(base + name).headers["Content-Type"] for name in ("bad.php", "bild.CSS", "picture.svg", "clip.mp4")}
    assert kinds == {"bad.php": "application/octet-stream", "bild.CSS": "text/css", "picture.svg": "image/svg+xml", "clip.mp4": "video/mp4"}
    part = nobody.get(f"{base}clip.mp4", headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert nobody.get(f"{base}clip.mp4", headers={"Range": "bytes=99-"}).status_code == 416


def test_no_address_leads_anywhere_else(base: str, app: Flask, clock: FixedClock, tmp_path: Path) -> None:
    nobody = app.test_client()
    (tmp_path / "secret").write_text("of the house")  # two folders above the package
    for path in ("nothing.html",
                 "../../../secret", "%2e%2e/%2e%2e/secret", "..%5c..%5csecret", "x/../../../secret", "%00", "a:b", "imsmanifest.xml/x", ""):
        assert nobody.get(base + path).status_code == 404, path
    altered = base.replace(base.split("/")[3], base.split("/")[3][:-1] + "~")
    assert nobody.get(f"{altered}index.html").status_code == 404
    assert nobody.get(f"/packages-of-others/x;y/z{chr(0x3b)}script-src */files/a").status_code == 404
    clock.at = clock.at.replace(day=12)
    assert nobody.get(f"{base}index.html").status_code == 404


def test_the_secretariat_attaches_by_json(office: Visitor, trainee: Visitor, taken: Take) -> None:
    package = taken(samples.package("2004-3"))
    place = f"/lectures/A1/attachments/{package.id}"
    body = {"title_ja": TITLE["ja"], "title_en": TITLE["en"]}
    assert office.send(f"{place}?program=small", body, "PUT").json["title"] == TITLE
    assert office.send(f"{place}?program=small", body, "PUT").status_code == 409
    assert office.send(f"{place}?program=other", body, "PUT").status_code == 422
    assert trainee.ask(place).json == []
    assert trainee.send(f"{place}?program=small", body, "PUT").status_code == 403
    told = office.ask(f"/foreign-packages/{package.id}").json
    assert (told["edition"], told["parts"], [each["until"] for each in told["attachments"]]) == (
        "2004-3", [{"title": "見本の教材", "path": "index.html", "speaks": True, "passing": None}], [None])
    assert office.ask("/foreign-packages").json == [told]
    assert office.send(f"{place}?program=small", None, "DELETE").status_code == 204
    assert office.send(f"{place}?program=small", None, "DELETE").status_code == 404
    assert trainee.ask(place).status_code == 404
