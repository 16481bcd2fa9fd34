"""Requests that nobody should send get a clear answer with the right status and problem code."""
import pytest

from lms.access import Role

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(house):
    client = house.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {house.visitors[Role.TRAINEE].token}"
    return client


@pytest.mark.parametrize(("body", "status", "slug"), [
    (b"", 400, "malformed"),
    (b"{", 400, "malformed"),
    (b"\xff\xfe", 400, "malformed"),
    (b"[" * 100_000, 400, "malformed"),
    (b'{"label": "a", "label": "b"}', 400, "malformed"),
    (b'{"label": "a", "days": NaN}', 400, "malformed"),
    (b'{"label": "\\ud800"}', 400, "malformed"),
    (b'{"label": "a\\u0000b"}', 422, "invalid"),
    (b'{"label": 1}', 422, "invalid"),
    (b'{"label": "a", "days": "30"}', 422, "invalid"),
    (b'{"label": "a", "days": true}', 422, "invalid"),
    (b'{"label": "a", "other": 1}', 422, "invalid"),
    (b'{"days": 30}', 422, "invalid"),
    (b"[]", 422, "invalid"),
    (b"null", 422, "invalid"),
    (b'{"label": "%s"}' % (b"a" * 301), 422, "invalid"),
    (b'{"label": "%s"}' % (b"a" * 9_000_000), 413, "too-large"),
])
def test_a_body_that_does_not_fit(client, body, status, slug):
    answer = client.post("/api/v1/me/tokens", data=body, headers=JSON)
    assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{slug}")
    assert answer.mimetype == "application/problem+json"


def test_a_body_of_another_kind(client):
    answer = client.post("/api/v1/me/tokens", data={"label": "a"})
    assert (answer.status_code, answer.json["type"]) == (415, "/problems/unsupported-media-type")


def test_the_message_stands_at_the_field(client):
    answer = client.post("/api/v1/me/tokens", json={"label": "a", "days": 0}, headers={"Accept-Language": "ja"})
    assert answer.json["errors"] == {"days": "小さすぎます。"}


@pytest.mark.parametrize("path", [
    "/api/v1/nothing", "/api/v1/programs/nothing", "/api/v1/programs/%00", "/api/v1/programs/%ED%A0%80",
    "/api/v1/programs/%FF", "/api/v1/programs/%", "/api/v1/programs/%E5%85%89", "/api/v1/programs/" + "a" * 65,
    "/api/v1/programs/a%2Fb", "/api/v1/programs/a%0A", "/api/v1/",
])
def test_what_is_not_there_is_not_found(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), answer.text


@pytest.mark.parametrize("query", ["x=1", "x=%00", "x=%FF", "%ED%A0%80=1", "lang=en", "x=1&x=2"])
def test_a_query_that_is_not_declared_is_refused(client, query):
    answer = client.get(f"/api/v1/me?{query}")
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY", "BREW"])
def test_a_method_that_does_not_exist_here_names_those_that_do(client, method):
    answer = client.open("/api/v1/me/tokens", method=method)
    assert answer.status_code == 405
    assert answer.json["type"] == "/problems/method-not-allowed"
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_token_that_does_not_work_is_refused_everywhere(client):
    answer = client.get("/api/v1/openapi.json", headers={"Authorization": "Bearer nothing"})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_the_problem_speaks_the_language_of_the_request(client):
    titles = {language: client.get("/api/v1/nothing", headers={"Accept-Language": language}).json["title"]
              for language in ("ja", "fr")}
    assert titles == {"ja": "見つかりません", "fr": "見つかりません"}
