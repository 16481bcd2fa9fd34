"""Naming learners: by form and by file, for the contractor and for the secretariat."""
import io
import re

import pytest
from flask import Flask

from lms.access import Role
from lms.rosters.rules import decoded
from scorm_export.contractors import services
from scorm_export.contractors.rules import learner_rows
from tests.cohorts.conftest import Visit, Visitor, messages
from tests.conftest import MORNING
from tests.scorm_contractors.conftest import OFFICE, Taught, arrived, contracted, somebody, taught_round

CSV = "学習者ID,メールアドレス\r\nh-1,hanako@example.jp\r\nx-9,nobody@example.jp\r\n"


@pytest.fixture(params=["contractor", "office"])
def twin(request: pytest.FixtureRequest, contractor: Taught) -> tuple[Visitor, str]:
    """A visitor and the address of their learners' page."""
    if request.param == "office":
        return request.getfixturevalue("office"), f"{contractor.path}/learners"
    return request.getfixturevalue("ito"), "/contractor/learners"


def test_one_learner_is_named_by_a_form_and_their_results_move(app: Flask, contractor: Taught, twin: tuple[Visitor, str]) -> None:
    visitor, path = twin
    with app.app_context():
        services.decide_credit(contractor.id, True, "契約", OFFICE, MORNING)
        arrived(contractor.id, "H-1")
    assert "だれか分からない学習者IDが 1件" in visitor.get(path).text
    answer = visitor.post(path, {"reference": " Ｈ-1 ", "enrollment_id": contractor.cohort.enrollments[0]})
    page = visitor.get(answer.location).text
    assert "学習者IDを1件登録しました。届いていた結果のうち、1件の扱いが変わりました" in page
    assert "だれか分からない" not in page
    assert re.findall(r'<th scope="row"><strong>(.*?)</strong>', page) == ["h-1"]
    answer = visitor.post(f"{path}/removal", {"reference": "h-1"})
    assert "登録を外しました" in visitor.get(answer.location).text
    assert visitor.post(f"{path}/removal", {"reference": "h-1"}).status_code == 404


def test_an_unknown_id_leads_into_the_form(app: Flask, contractor: Taught, ito: Visitor) -> None:
    with app.app_context():
        arrived(contractor.id, "a&b c")
    page = ito.get("/contractor/learners").text
    address = re.findall(r'<a href="(\?reference=[^"]+)#one">', page)[0]
    assert 'value="a&amp;b c"' in ito.get(f"/contractor/learners{address}").text


@pytest.mark.parametrize(("sent", "fields"), [
    ({}, {"reference", "enrollment_id"}), ({"reference": "a", "enrollment_id": "none"}, {"enrollment_id"}),
    ({"reference": "a" * 255, "enrollment_id": "none"}, {"reference"}),
])
def test_what_is_wrong_stands_at_its_field(sent: dict[str, str], fields: set[str], twin: tuple[Visitor, str]) -> None:
    visitor, path = twin
    answer = visitor.post(path, sent)
    assert (answer.status_code, set(messages(answer.text))) == (422, fields)


def test_a_contractor_sees_and_names_its_own_trainees_only(app: Flask, contractor: Taught, ito: Visitor, visit: Visit) -> None:
    with app.app_context():
        other = contracted("となりの会", taught_round("R9-2", "jiro"), somebody("x@tonari.example"))
        services.name_learners(other.id, {"j": other.cohort.enrollments[0]}, OFFICE, MORNING)
    page = ito.get("/contractor/learners").text
    assert "hanako@example.jp" in page
    assert "jiro" not in page
    assert ito.post("/contractor/learners", {"reference": "j", "enrollment_id": other.cohort.enrollments[0]}).status_code == 422
    assert ito.post("/contractor/learners/removal", {"reference": "j"}).status_code == 404
    assert ito.get(f"{other.path}/learners").status_code == 403


@pytest.mark.parametrize(("data", "there"), [
    (CSV.encode("utf-8-sig"), True), (CSV.encode("cp932"), True), (CSV.encode("utf-16"), False),
], ids=["utf-8-bom", "cp932", "utf-16"])
def test_a_file_is_shown_line_by_line_before_anything_is_done(
    data: bytes, there: bool, app: Flask, contractor: Taught, twin: tuple[Visitor, str],
) -> None:
    visitor, path = twin
    answer = visitor.post(f"{path}/file", {"file": (io.BytesIO(data), "学習者.csv")})
    if not there:
        assert (answer.status_code, list(messages(answer.text))) == (422, ["file"])
        return
    assert "1件を登録できます。まだ、何も登録していません" in answer.text
    assert "この委託先が担当する期の受講者ではありません" in answer.text
    with app.app_context():
        assert services.learners(contractor.id) == []
    carried = re.findall(r'<textarea name="text" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)[0]
    done = visitor.post(f"{path}/file", {"step": "do", "text": carried})
    assert "学習者IDを1件登録しました" in visitor.get(done.location).text
    with app.app_context():
        assert [each.reference for each in services.learners(contractor.id)] == ["h-1"]


def test_a_file_without_anything_new_can_only_be_replaced(contractor: Taught, ito: Visitor) -> None:
    for text, said in (("学習者ID,メールアドレス\nx,y@e.jp", "ファイルを確かめて"), ("x", "見本の1行目と")):
        page = ito.post("/contractor/learners/file", {"text": text}).text
        assert said in page
        assert 'name="step"' not in page
    assert messages(ito.post("/contractor/learners/file", {"text": " "}).text)["file"].startswith("ファイルを選ぶか")


def test_the_example_is_a_file_that_can_be_read(ito: Visitor) -> None:
    rows, errors = learner_rows(decoded(ito.get("/contractor/learners.csv").data)[0])
    assert ([row.reference for row in rows], errors) == (["yamada01"], {})


def test_an_auditor_sees_the_learners_without_the_forms(app: Flask, contractor: Taught, visit: Visit) -> None:
    with app.app_context():
        arrived(contractor.id, "u1")
    page = visit(Role.AUDITOR).get(f"{contractor.path}/learners").text
    assert "u1" in page
    assert "<form" not in page
