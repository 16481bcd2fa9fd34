"""The watch on pages and as JSON: a weak contractor stands first, in words; each contractor sees itself alone."""
import io
import time
from datetime import timedelta

import pytest

from assessments.items import services as items
from lms.access import Role
from lms.people import services as people
from lms.web.access import SESSION_COOKIE, csrf_token_of
from scorm_export.contractors import services as contractors
from scorm_export.quality import services
from scorm_export.quality.views import Agency
from scorm_export.quality.watch import Baseline
from tests.bench.queries import counted
from tests.journey.conftest import PASSWORD, join
from tests.scorm_quality.test_watch import RUN
from tests.scorm_results.conftest import NOW, PROGRAM, make_ground, said


@pytest.fixture
def ground(app):
    with app.app_context():
        made = make_ground()
        items.load_shipped(NOW)
    return made


@pytest.fixture
def agency(monkeypatch):
    """Two hundred trainees of the agency's own, without having them take tests."""
    monkeypatch.setattr(services, "_agency", lambda _program: Agency(Baseline(0.8, 0.12, 200), {}, {}))


def weak_results(ground, count=RUN):
    for n in range(count):
        answers = {f"a1-{m:02}": (n + m) % 2 == 0 for m in range(10)}
        ground.send(said(learner=f"k-{n}", completed=True, success=False, score=0.5, answers=answers, at=NOW + timedelta(minutes=n)))


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


def test_a_weak_contractor_stands_first_in_words(app, ground, agency, visitor):
    with app.app_context():
        contractors.create_contractor("あおば", "test", NOW)
        weak_results(ground, 20)
    client, _token = visitor(Role.SECRETARIAT)
    page = client.get("/quality").text
    assert "機関の受講者より低くなっています" in page
    assert page.index("青葉研修センター") < page.index("あおば")
    first = client.get("/api/v1/quality").json[0]
    assert (first["name"], first["trainees"], first["warnings"][0]["code"]) == ("青葉研修センター", 20, "weak")
    assert "講義を見学し" in client.get(f"/contractors/{ground.contractor}/quality").text
    assert client.get(f"/contractors/{ground.contractor}/quality.csv").text.splitlines()[1].startswith('"A1","20","20"')


def test_a_contractor_sees_itself_and_nobody_else(app, ground, visitor):
    with app.app_context():
        other = contractors.create_contractor("別の会社", "test", NOW).id
        weak_results(ground, 9)
    client, _token = visitor(Role.CONTRACTOR, ground.contractor)
    own = client.get("/contractor/quality").location
    page = client.get(own).text
    assert "青葉研修センターの質" in page
    assert "k-1" not in page
    assert client.get("/quality").status_code == 403
    assert client.get(f"/contractors/{other}/quality").status_code == 404
    assert client.get(f"/api/v1/contractors/{other}/quality").status_code == 404


def test_questionnaires_are_shown_and_then_kept_and_corrected(app, ground, visitor):
    client, token = visitor(Role.CONTRACTOR, ground.contractor)
    path = f"/contractors/{ground.contractor}/questionnaires"

    def send(text):
        return client.post(path, data={"csrf_token": token, "table": (io.BytesIO(text.encode()), "q.csv")})

    text = "講義,実施日,設問,1,2,3,4,5\nA1,2027-06-09,分かりやすさ,9,9,1,0,0\n"
    assert "直すところがあります" in send(text.replace("A1", "Z9")).text
    assert "保存する" in send(text).text
    with app.app_context():
        assert services.question_means(ground.contractor) == {}
    for _twice in range(2):
        assert client.post(f"{path}/confirmation", data={"csrf_token": token, "text": text}).status_code == 303
    page = client.get(f"/contractors/{ground.contractor}/quality").text
    assert "アンケート「分かりやすさ」の平均が低くなっています(19名で平均1.6" in page
    assert client.post(f"{path}/confirmation", data={"csrf_token": token, "text": "x"}).status_code == 422


def test_the_overview_of_twenty_contractors_is_quick_and_asks_little(app, ground, agency):
    with app.app_context():
        weak_results(ground, 30)
        with counted(app) as few:
            services.overview(NOW)
        for n in range(19):
            made = contractors.create_contractor(f"委託先{n}", "test", NOW)
            contractors.set_lectures(made.id, PROGRAM, ["A1", "B1"])
        started = time.process_time()
        with counted(app) as many:
            assert len(services.overview(NOW)) == 20
        assert time.process_time() - started < 2
        assert len(many) - len(few) <= 19 * 4
