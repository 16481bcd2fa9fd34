"""``/xapi`` through an independent client (tincan) over a real server, and what the specification asks of an endpoint."""
import base64
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from tincan import Activity, Agent, AgentAccount, RemoteLRS, Result, Score, Statement, Verb

from scorm_export.contractors import services as contractors
from scorm_export.results import services
from scorm_export.results.outcome import Outcome
from scorm_export.results.statements import Malformed, check, outcome, seconds
from tests.scorm_results.conftest import NOW, PROGRAM, make_ground

VERBS = "http://adlnet.gov/expapi/verbs/"
UNITS = f"urn:x-tsunagu:{PROGRAM}"
HEADERS = {"X-Experience-API-Version": "1.0.3"}


@pytest.fixture
def ground(app):
    with app.app_context():
        made = make_ground()
        made.credit()
    return made


@pytest.fixture
def secret(app, ground):
    with app.app_context():
        return services.make_credential(ground.contractor, "本社の LRS", "test", NOW)


def lecture(base: str = "https://center.example", item: str = "") -> str:
    whole = f"{base}/xapi/activities/{PROGRAM}/A1"
    return f"{whole}/items/{item}" if item else whole


def basic(secret):
    return {**HEADERS, "Authorization": f"Basic {base64.b64encode(':'.join(secret).encode()).decode()}"}


def plain(verb: str = "completed", **more):
    return {"actor": {"mbox": "mailto:hanako@example.jp"}, "verb": {"id": VERBS + verb}, "object": {"id": lecture()}, **more}


def test_an_independent_client_saves_and_reads_and_the_lecture_counts(server, ground, secret, app):
    lrs = RemoteLRS(version="1.0.3", endpoint=f"{server.url}/xapi/", username=secret[0], password=secret[1])
    assert lrs.about().success
    agent = Agent(account=AgentAccount(home_page="https://lms.example", name="hanako@example.jp"))
    done = [Statement(id=str(uuid.uuid4()), actor=agent, verb=Verb(id=VERBS + "completed"), object=Activity(id=lecture(server.url))),
            Statement(id=str(uuid.uuid4()), actor=agent, verb=Verb(id=VERBS + "passed"), object=Activity(id=lecture(server.url)),
                      result=Result(score=Score(scaled=0.9), success=True, duration="PT1H"))]
    saved = lrs.save_statements(done)
    assert saved.success, saved.data
    assert lrs.save_statement(done[0]).success  # again: harmless
    read = lrs.retrieve_statement(str(done[1].id))
    assert read.content.result.score.scaled == 0.9
    found = lrs.query_statements({"verb": Verb(id=VERBS + "passed"), "agent": agent, "limit": 5})
    assert [str(each.id) for each in found.content.statements] == [str(done[1].id)]
    with app.app_context():
        assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]
        result, = services.results_of(ground.contractor)
        assert (result.outcome.score, result.outcome.seconds) == (0.9, 3600)


def test_pages_of_statements_lead_on_until_there_are_no_more(client, secret):
    for n in range(5):
        begun = plain("initialized", result={"response": str(n)})
        assert client.post("/xapi/statements", json=begun, headers=basic(secret)).status_code == 200
    seen, path = [], "/xapi/statements?limit=2&ascending=true"
    while path:
        page = client.get(path, headers=basic(secret)).json
        seen += [statement["result"]["response"] for statement in page["statements"]]
        path = page["more"]
    assert seen == ["0", "1", "2", "3", "4"]


def test_who_is_not_known_or_names_no_version_gets_nothing(client, secret, app, ground):
    assert client.get("/xapi/statements", headers=HEADERS).status_code == 401
    assert client.get("/xapi/statements", headers=basic((secret[0], "wrong"))).status_code == 401
    assert client.get("/xapi/statements", headers={**basic(secret), "X-Experience-API-Version": "2.0"}).status_code == 400
    answer = client.get("/xapi/statements", headers=basic(secret))
    assert (answer.status_code, answer.headers["X-Experience-API-Version"]) == (200, "1.0.3")
    assert answer.headers["X-Experience-API-Consistent-Through"]
    with app.app_context():
        services.end_credential(ground.contractor, secret[0], "test", NOW)
    assert client.get("/xapi/statements", headers=basic(secret)).status_code == 401


def test_a_known_id_with_other_content_is_a_conflict_and_the_batch_is_all_or_nothing(client, secret, app, ground):
    key = str(uuid.uuid4())
    path = f"/xapi/statements?statementId={key}"
    assert client.put(path, json=plain(), headers=basic(secret)).status_code == 204
    assert client.put(path, json=plain(), headers=basic(secret)).status_code == 204
    assert client.put(path, json=plain("passed"), headers=basic(secret)).status_code == 409
    batch = [plain("passed", result={"score": {"scaled": 1}}), {**plain("failed"), "id": key}]
    assert client.post("/xapi/statements", json=batch, headers=basic(secret)).status_code == 409
    assert len(client.get("/xapi/statements", headers=basic(secret)).json["statements"]) == 1
    with app.app_context():
        assert ground.facts() == [("completed", "A1")]


def test_answers_come_home_item_by_item_and_strangers_statements_are_kept_only(client, secret, app, ground):
    answered = {**plain("answered", result={"success": False}), "object": {"id": lecture(item="a1-03")}}
    strange = {**plain(), "object": {"id": "https://lms.example/courses/7"}}
    assert client.post("/xapi/statements", json=[answered, strange], headers=basic(secret)).status_code == 200
    with app.app_context():
        result, = services.results_of(ground.contractor)
        assert result.outcome.answers == {"a1-03": False}
    assert len(client.get("/xapi/statements", headers=basic(secret)).json["statements"]) == 2


@pytest.mark.parametrize("change", [
    {"actor": {}}, {"actor": {"mbox": "hanako"}}, {"actor": {"mbox": "mailto:a@b.jp", "openid": "x"}}, {"verb": {}},
    {"verb": {"id": "no iri"}}, {"object": {"id": "x"}}, {"object": None}, {"result": {"score": {"scaled": 2}}},
    {"result": {"duration": "1h"}}, {"result": {"success": "yes"}},
    {"result": {"points": 3}}, {"id": "7"}, {"timestamp": "yesterday"}, {"version": "0.9"}, {"attachments": [{}]}, {"extra": 1}], ids=str)
def test_a_malformed_statement_is_refused_whole_with_a_reason(client, secret, change):
    answer = client.post("/xapi/statements", json=[plain(), {**plain(), **change}], headers=basic(secret))
    assert answer.status_code == 400
    assert answer.json["error"]
    assert client.get("/xapi/statements", headers=basic(secret)).json["statements"] == []


@pytest.mark.parametrize(("method", "path"), [("PATCH", "statements"), ("DELETE", "statements"), ("GET", "activities/state")])
def test_what_is_not_here_is_said_in_json(client, secret, method, path):
    answer = client.open(f"/xapi/{path}", method=method, headers=basic(secret))
    assert answer.status_code == 404
    assert "only about and statements are here" in answer.json["error"]


def test_what_is_no_json_or_asks_strange_things_is_refused(client, secret):
    assert client.post("/xapi/statements", data="{", content_type="application/json", headers=basic(secret)).status_code == 400
    assert client.post("/xapi/statements", data="a=1", headers={**basic(secret), "X-CSRF-Token": "x"}).status_code in (400, 403)
    for query in ("colour=red", "limit=-1", "agent={", "agent={}", "since=now", "registration=x", "related_agents=true", "format=ids",
                  f"statementId={uuid.uuid4()}&verb=x:y"):
        assert client.get(f"/xapi/statements?{query}", headers=basic(secret)).status_code == 400, query
    assert client.get(f"/xapi/statements?statementId={uuid.uuid4()}", headers=basic(secret)).status_code == 404
    assert client.put("/xapi/statements?statementId=7", json=plain(), headers=basic(secret)).status_code == 400


UNKEEPABLE = {
    "no number": '{"result": {"score": {"scaled": NaN}}}', "endless": '{"result": {"score": {"raw": 1e400}}}',
    "huge": f'{{"result": {{"score": {{"raw": {"9" * 400}}}}}}}', "huge inside": f'{{"context": {{"extensions": {{"x:y": {"9" * 400}}}}}}}',
    "nul": '{"verb": {"id": "x:a\\u0000"}}', "nul in a name": '{"actor": {"account": {"homePage": "x:y", "name": "a\\u0000"}}}',
    "half a character": '{"result": {"response": "\\ud800"}}', "half in a key": '{"context": {"extensions": {"\\udfff": 1}}}',
    "deep": f'{{"context": {{"extensions": {"[" * 60}{"]" * 60}}}}}', "deeper": f'{{"context": {{"extensions": {"[" * 90_000}}}}}',
    "far": '{"timestamp": "0001-01-01T00:00:00+14:00"}', "long": f'{{"result": {{"duration": "PT{"9" * 400}S"}}}}',
    "grouped": '{"context": {"contextActivities": {"grouping": ["x"]}}}', "context": '{"context": 3}',
}


@pytest.mark.parametrize("name", UNKEEPABLE)
def test_what_no_database_keeps_is_refused_and_breaks_nothing(client, secret, name):
    whole = json.dumps(plain())[:-1] + ", " + UNKEEPABLE[name][1:]
    answer = client.post("/xapi/statements", data=whole, content_type="application/json", headers=basic(secret))
    assert (answer.status_code, bool(answer.json["error"])) == (400, True)


def test_the_longest_duration_is_kept_as_four_months(client, secret, app, ground):
    assert client.post("/xapi/statements", json=plain(result={"duration": "PT99999999999S"}), headers=basic(secret)).status_code == 200
    with app.app_context():
        assert services.results_of(ground.contractor)[0].outcome.seconds == 10_000_000


def test_what_was_read_here_may_be_sent_again(client, secret):
    sent = [plain(), plain("passed", timestamp="2027-06-09T01:02:03Z")]
    ids = client.post("/xapi/statements", json=sent, headers=basic(secret)).json
    read = [client.get(f"/xapi/statements?statementId={each}", headers=basic(secret)).json for each in ids]
    assert client.post("/xapi/statements", json=read, headers=basic(secret)).json == ids
    again = [{**statement, "id": key} for statement, key in zip(sent, ids, strict=True)]
    assert client.post("/xapi/statements", json=again, headers=basic(secret)).json == ids
    moved = {**read[1], "timestamp": "2027-06-09T01:02:04Z"}
    assert client.post("/xapi/statements", json=moved, headers=basic(secret)).status_code == 409
    assert len(client.get("/xapi/statements", headers=basic(secret)).json["statements"]) == 2


def test_two_who_send_one_statement_at_once_are_both_answered(any_database_app):
    app = any_database_app
    with app.app_context():
        ground = make_ground()
        ground.credit()
        other = contractors.create_contractor("別の会社", "test", NOW).id
        secrets = [services.make_credential(each, "x", "test", NOW) for each in (ground.contractor, other)]
    key = str(uuid.uuid4())

    def send(n):
        client = app.test_client()
        return client.post("/xapi/statements", json=plain("initialized", id=key), headers=basic(secrets[n % 2])).status_code

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(send, range(6)))
    assert sorted(found) == [200, 200, 200, 409, 409, 409]


@pytest.mark.parametrize(("verb", "result", "expected"), [
    ("completed", {}, (True, None, None)), ("completed", {"completion": False}, None),
    ("completed", {"success": True, "score": {"scaled": 0.9}}, (True, True, 0.9)),
    ("passed", {"completion": True, "score": {"raw": 18, "max": 20}}, (True, True, 0.9)),
    ("passed", {"success": False}, (False, False, None)), ("failed", {"success": True}, (False, False, None)),
    ("failed", {"score": {"scaled": -0.5}}, (False, False, 0.0)), ("passed", {"score": {"raw": 3}}, (False, True, None)),
    ("passed", {"score": {"raw": 15, "min": 10, "max": 20}}, (False, True, 0.5)), ("experienced", {"completion": True}, None)])
def test_the_result_goes_before_the_verb(verb, result, expected):
    found = outcome(plain(verb, result=result), NOW)
    said = found and found[1]
    assert (said and said.says_something and (said.completed, said.success, said.score) or None) == expected


def test_an_item_that_is_completed_completes_no_lecture():
    assert outcome({**plain("completed"), "object": {"id": lecture(item="a1-03")}}, NOW) is None


def test_a_unit_of_cmi5_is_known_by_the_group_it_stands_in():
    group = {"contextActivities": {"grouping": [{"id": "https://lms.example/c/3"}, {"id": f"{UNITS}/A1"}]}}
    done = {**plain("completed", context=group), "object": {"id": "https://lms.example/au/77"}}
    assert outcome(done, NOW) == (PROGRAM, Outcome("hanako@example.jp", "A1", NOW, completed=True))
    answered = {**plain("answered", context=group, result={"success": True}), "object": {"id": "https://lms.example/au/77/items/a1-03"}}
    assert outcome(answered, NOW)[1].answers == {"a1-03": True}
    assert outcome({**done, "context": {}}, NOW) is None
    assert outcome({**plain(), "object": {"id": f"{UNITS}/B1"}}, NOW)[1].lecture == "B1"


def test_a_lecture_that_was_not_given_is_refused(client, secret):
    answer = client.post("/xapi/statements", json={**plain(), "object": {"id": lecture().replace("A1", "C1")}}, headers=basic(secret))
    assert answer.status_code == 403
    assert json.loads(answer.data)["lecture"] == "C1"


def test_one_contractor_never_reads_another_ones_statements(client, secret, app):
    client.post("/xapi/statements", json=plain(), headers=basic(secret))
    with app.app_context():
        other = contractors.create_contractor("別の会社", "test", NOW)
        theirs = services.make_credential(other.id, "x", "test", NOW)
    assert client.get("/xapi/statements", headers=basic(theirs)).json["statements"] == []


def test_durations_of_iso_8601():
    table = {"PT1H30M": 5400, "PT5.7S": 5, "P1DT1S": 86401, "P2W": 1209600, "PT0S": 0}
    assert {text: seconds(text) for text in table} == table
    for wrong in ("", "P", "PT", "1H", "PT1H1", None):
        with pytest.raises(Malformed):
            seconds(wrong)
    with pytest.raises(Malformed):
        check([])
