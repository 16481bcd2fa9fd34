"""Ordering packages: on a page, by command, by JSON; the same bytes twice, what changed, who may, and who took it."""
import hashlib
import re
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from lms.access import Role
from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.people import services as people
from lms.web.access import SESSION_COOKIE, csrf_token_of
from scorm_export.contractors import services as contractors
from scorm_export.packages import services
from scorm_export.packages.models import Export
from tests.bench.queries import counted
from tests.conftest import MORNING
from tests.journey.conftest import PASSWORD, join
from tests.scorm_packages.conftest import PROGRAM, spec, written

FORM = {"preset": "moodle", "scope": f"{PROGRAM}/lecture/A1", "language": "ja", "media": "none", "edition": ""}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def visitor(loaded_app):
    """``visitor(role, contractor_id=None)``: a client that is signed in, and its form token."""

    def enter(role, contractor_id=None):
        email = f"{role}@{contractor_id or 'agency'}.example"
        client = loaded_app.test_client()
        with loaded_app.app_context():
            person = join(email, role)
            if contractor_id:
                contractors.add_member(contractor_id, person, "test", MORNING)
            token = people.sign_in(email, PASSWORD, "127.0.0.1", MORNING)
            client.set_cookie(SESSION_COOKIE, token)
            return client, csrf_token_of(token)

    return enter


@pytest.fixture
def contractor(loaded_app):
    with loaded_app.app_context():
        made = contractors.create_contractor("青葉研修センター", "test", MORNING)
        contractors.set_lectures(made.id, PROGRAM, ["A1", "B1", "B2", "B3", "B4"])
        return made.id


def ready(client, path):
    """Wait for a package to be made."""
    for _ in range(100):
        page = client.get(path).text
        if "パッケージを保存する" in page or "作れませんでした" in page:
            return page
        time.sleep(0.1)
    raise AssertionError(page)


@pytest.mark.parametrize("media", ["none", "audio", "360p"])
def test_two_packages_of_one_version_have_the_same_bytes(loaded_app, tmp_path, media):
    first = written(loaded_app, spec("2004-4", media=media), tmp_path / "1.zip")
    loaded_app.extensions["scorm_export.pages"].clear()  # drawn anew, as another process would
    assert digest(first) == digest(written(loaded_app, spec("2004-4", media=media), tmp_path / "2.zip"))


def test_after_a_change_of_one_lecture_only_its_files_differ(loaded_app, tmp_path):
    before = zipfile.ZipFile(written(loaded_app, spec("1.2", "module", "B"), tmp_path / "before.zip"))
    with loaded_app.app_context():
        from assessments.items import services as items
        from assessments.items.item import Item

        one = next(version.item for version in items.pool(PROGRAM, ["B2"], MORNING.date()))
        fields = {name: getattr(one, name) for name in one.__slots__}
        items.keep(PROGRAM, [Item(**{**fields, "stem": {"ja": "新しい問いです。", "en": "A new question."}})], MORNING)
    after = zipfile.ZipFile(written(loaded_app, spec("1.2", "module", "B"), tmp_path / "after.zip"))
    assert before.namelist() == after.namelist()
    assert [name for name in before.namelist() if before.read(name) != after.read(name)] == ["B2/index.html"]


def test_the_whole_course_asks_the_database_as_often_as_one_lecture(loaded_app, tmp_path):
    asked = {}
    for grain in ("course", "course", "lecture"):  # the second time as every later one
        with loaded_app.app_context(), counted(loaded_app) as statements:
            services.compiled(spec("1.2", grain), MORNING)
        asked[grain] = len(statements)
    assert asked["course"] == asked["lecture"] <= 8


def test_the_secretariat_orders_a_package_and_takes_it(visitor, clock):
    client, token = visitor(Role.SECRETARIAT)
    assert "作ったパッケージはまだありません" in client.get("/packages").text
    answer = client.post("/packages", data={**FORM, "csrf_token": token})
    assert answer.status_code == 303
    page = ready(client, answer.location)
    assert "同じ種類のパッケージは、これが初めてです" in page
    assert "まだだれも受け取っていません" in page
    taken = client.get(f"{answer.location}/file")
    assert re.search(r'filename="?fnsc-training-A1-1\.2-ja-none\.zip', taken.headers["Content-Disposition"])
    assert taken.data[:2] == b"PK"
    assert "佐藤 明里 様" in client.get(answer.location).text
    clock.advance(timedelta(minutes=1))
    again = client.post("/packages", data={**FORM, "csrf_token": token})
    assert "変わったところはありません" in ready(client, again.location)


def test_a_form_that_cannot_be_meant_comes_back_as_it_was(visitor):
    client, token = visitor(Role.SECRETARIAT)
    wrong = (({"edition": "cmi5"}, "取り込めません"), ({"scope": "x"}, "選んでください"), ({"language": "fr"}, "選んでください"))
    for change, words in wrong:
        answer = client.post("/packages", data={**FORM, **change, "csrf_token": token})
        assert answer.status_code == 422
        assert words in answer.text
        assert '<option value="moodle" selected>' in answer.text
    assert client.post("/packages", data={**FORM, "scope": f"{PROGRAM}/lecture/Z9", "csrf_token": token}).status_code == 404


def test_a_contractor_takes_its_own_lectures_and_sees_its_own_packages(visitor, contractor, loaded_app):
    office, office_token = visitor(Role.SECRETARIAT)
    theirs = office.post("/packages", data={**FORM, "csrf_token": office_token}).location
    client, token = visitor(Role.CONTRACTOR, contractor)
    page = client.get("/packages").text
    assert f"{PROGRAM}/module/B" in page
    assert f"{PROGRAM}/lecture/C1" not in page
    assert f"{PROGRAM}/course" not in page
    assert client.get(theirs).status_code == client.get(f"{theirs}/file").status_code == 404
    assert client.post("/packages", data={**FORM, "scope": f"{PROGRAM}/lecture/C1", "csrf_token": token}).status_code == 403
    assert client.post("/packages", data={**FORM, "scope": f"{PROGRAM}/course/*", "csrf_token": token}).status_code == 403
    own = client.post("/packages", data={**FORM, "scope": f"{PROGRAM}/module/B", "csrf_token": token}).location
    ready(client, own)
    assert client.get(f"{own}/file").status_code == 200
    assert office.get(own).status_code == 200
    with loaded_app.app_context():
        contractors.end_contractor(contractor, "test", MORNING)
    assert client.get(own).status_code == client.get("/packages").status_code == 404


def test_the_audit_reads_and_orders_nothing(visitor):
    client, token = visitor(Role.AUDITOR)
    assert "パッケージを作る" not in client.get("/packages").text
    assert client.post("/packages", data={**FORM, "csrf_token": token}).status_code == 403
    trainee, _ = visitor(Role.TRAINEE)
    assert trainee.get("/packages").status_code == 403


def test_a_package_is_ordered_by_json(visitor):
    client, token = visitor(Role.SECRETARIAT)
    wanted = {"program": PROGRAM, "preset": "scorm-cloud", "grain": "lecture", "part": "C2", "language": "en"}
    answer = client.post("/api/v1/packages", json=wanted, headers={"X-CSRF-Token": token})
    assert answer.status_code == 202
    assert answer.json["edition"] == "2004-4"
    ready(client, f"/packages/{answer.json['id']}")
    made = client.get(f"/api/v1/packages/{answer.json['id']}").json
    assert list(made["lectures"]) == ["C2"]
    assert made["files"]["C2/index.html"]
    assert client.get(made["file"]).status_code == 200
    assert [each["id"] for each in client.get("/api/v1/packages").json] == [made["id"]]


def test_the_command_writes_one_file_or_one_for_each_part(loaded_app, tmp_path, clock):
    def run(*given):
        return loaded_app.test_cli_runner().invoke(args=["scorm", "export", PROGRAM, *map(str, given)])

    one = run("--grain", "lecture", "--part", "A1", "--output", tmp_path / "a1.zip")
    assert one.exit_code == 0, one.output
    assert zipfile.is_zipfile(tmp_path / "a1.zip")
    many = run("--grain", "module", "--edition", "2004-3", "--lang", "en", "--output", tmp_path)
    assert many.exit_code == 0, many.output
    assert sorted(path.name for path in tmp_path.glob("*-en-none.zip")) == [f"{PROGRAM}-{module}-2004-3-en-none.zip" for module in "ABCDE"]
    clock.advance(timedelta(minutes=1))
    again = run("--grain", "lecture", "--part", "A1", "--output", tmp_path / "again.zip")
    assert "nothing changed" in again.output
    refused = run("--preset", "moodle", "--edition", "cmi5", "--output", tmp_path / "x.zip")
    assert refused.exit_code == 1
    assert not (tmp_path / "x.zip").exists()


def test_a_package_whose_maker_was_stopped_is_made_anew_by_whoever_looks(loaded_app, visitor):
    client, _token = visitor(Role.SECRETARIAT)
    with loaded_app.app_context():
        stopped = services.order(spec(), None, "test", MORNING - timedelta(minutes=5)).id
        fresh = services.order(spec(part="B1"), None, "test", MORNING).id
    assert "作っています" in client.get(f"/packages/{fresh}").text
    ready(client, f"/packages/{stopped}")
    assert "作っています" in client.get(f"/packages/{fresh}").text  # its maker is at work: nobody disturbs it


def test_a_failure_is_told_and_leaves_no_half_file(loaded_app, visitor, monkeypatch):
    from scorm_export.packages.services import exporting

    def broken(*_given):
        raise OSError("no space left")

    monkeypatch.setattr(exporting.archive, "write", broken)
    client, token = visitor(Role.SECRETARIAT)
    answer = client.post("/packages", data={**FORM, "csrf_token": token})
    assert "システムに問題が起きました" in ready(client, answer.location)
    folder = loaded_app.extensions["lms.settings"].instance / "packages"
    assert [path.name for path in folder.glob("*") if answer.location.rpartition("/")[2] in path.name] == []


def test_old_files_are_tidied_away_and_what_lay_in_them_stays(loaded_app, visitor):
    client, token = visitor(Role.SECRETARIAT)
    path = client.post("/packages", data={**FORM, "csrf_token": token}).location
    ready(client, path)
    with loaded_app.app_context():
        services.remove_old(MORNING + timedelta(days=29))
        assert services.export(path.rpartition("/")[2]).there
        services.remove_old(MORNING + timedelta(days=31))
        with pytest.raises(NotFound):
            services.take(path.rpartition("/")[2], "x", MORNING)
    page = client.get(path).text
    assert "ファイルは片付けました" in page
    assert "SHA-256" in page


def test_what_cannot_be_meant_is_refused_before_anything_is_kept(loaded_app):
    with loaded_app.app_context():
        with pytest.raises(Invalid):
            services.order(spec("1.2", "course", language="fr"), None, "test", MORNING)
        with transaction():
            assert db.session.query(Export).count() == 0
        with pytest.raises(NotFound):
            services.compiled(spec(part="Z9"), MORNING)
