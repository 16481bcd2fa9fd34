"""A block's own files: those in its public folder and no others."""
import pytest
from flask.testing import FlaskClient

from lms.blocks.markup import is_own_static

JSON = {"Accept": "application/json"}


def test_a_declared_file_is_served_and_kept_by_its_content(client: FlaskClient) -> None:
    plain = client.get("/blocks/resources/counter/public/counter.js")
    assert (plain.status_code, plain.mimetype) == (200, "text/javascript")
    assert "immutable" not in plain.headers["Cache-Control"]
    digest = plain.get_etag()[0]
    named = client.get(f"/blocks/resources/counter/public/counter.js?v={digest}")
    assert "immutable" in named.headers["Cache-Control"]
    again = client.get("/blocks/resources/counter/public/counter.js", headers={"If-None-Match": f'"{digest}"'})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", [
    "counter/samples.py", "counter/public/../samples.py", "counter/public/..%2fsamples.py",
    "counter/public/%2e%2e/samples.py", "counter/public/..%5csamples.py", "counter/public%2f..%2fsamples.py",
    "counter/public//etc/passwd", "counter//etc/passwd", "counter/public/.hidden.js", "counter/public/page.html",
    "counter/public/absent.js", "counter/public", "counter/public/counter.js%00.css", "absent/public/counter.js",
    "problem/public/problem.js",
])
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/blocks/resources/{path}", headers=JSON, follow_redirects=True).status_code == 404


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(("url", "ours"), [
    ("/static/tsunagu.css?v=1", True), ("/blocks/static/blocks.js", True),
    ("/blocks/resources/counter/public/counter.js", True), ("/files/uploaded.js", False), ("/", False),
    ("https://elsewhere.example/static/x.js", False), ("//elsewhere.example/static/x.js", False),
    ("javascript:alert(1)", False), ("static/x.js", False), ("/\\elsewhere.example/static/x.js", False),
    ("data:text/javascript,alert(1)", False),
])
def test_only_files_that_we_ship_are_ours(url: str, ours: bool) -> None:
    assert is_own_static(url) is ours
