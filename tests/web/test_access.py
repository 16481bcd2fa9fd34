"""Every route, as everyone: what a route declares is what it does, and nothing is open by accident."""
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from lms.access import Access, Role
from lms.people import services as people
from lms.web.access import SAFE, SESSION_COOKIE, declared
from tests.conftest import MORNING
from tests.web.conftest import PASSWORD

OUTSIDE = re.compile(r"""(?:href|src|action|poster|srcset|data)=["']?\s*(?:[a-z]+:)?//""", re.IGNORECASE)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|<[^>]+\s(?:style|on[a-z]+)=", re.IGNORECASE)


def routes(app: Any) -> Iterator[tuple[str, str, Access]]:
    """Method, a path and the declared access of every route but static files."""
    with app.app_context():
        for rule in app.url_map.iter_rules():
            access = declared(rule.endpoint)
            assert access is not None, f"{rule} declares no access"
            if not rule.endpoint.endswith("static"):
                yield from ((method, path_of(app, rule), access) for method in rule.methods - {"HEAD", "OPTIONS"})


def path_of(app: Any, rule: Rule) -> str:
    values = {name: 1 if "Integer" in type(converter).__name__ else uuid.UUID(int=1) if "UUID" in type(converter).__name__
              else "nothing" for name, converter in rule._converters.items()}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods)))


def browser_of(house, role: Role | None):
    """A browser that is signed in, and has no token of any form."""
    client = house.app.test_client()
    if role is not None:
        with house.app.app_context():
            token = people.sign_in(house.visitors[role].email, PASSWORD, "127.0.0.1", MORNING)
        client.set_cookie(SESSION_COOKIE, token)
    return client


def slug(answer: Any) -> str:
    """The problem code of a refusal, from its document or its page; empty for any other answer."""
    if answer.mimetype == "application/problem+json":
        return str(answer.json["type"].rpartition("/")[2])
    return (re.findall(r"問い合わせ番号：([a-z-]+)", answer.text) or [""])[0]


def test_nobody_enters_where_it_is_not_public(house):
    client, doors = house.app.test_client(), [r for r in routes(house.app) if not r[2].public]
    assert doors
    for method, path, _ in doors:
        answer = client.open(path, method=method)
        to_sign_in = answer.status_code == 302 and answer.location.startswith("/sign-in?")
        assert to_sign_in or answer.status_code == 401, f"{method} {path}: {answer.status_code}"


def test_public_pages_are_public(house):
    client = house.app.test_client()
    for method, path, access in routes(house.app):
        if access.public and not access.keyed and method == "GET":
            assert client.get(path).status_code in (200, 302, 404), path


@pytest.mark.parametrize("role", [None, *Role])
def test_a_door_with_a_key_of_its_own_asks_everyone_for_it(house, role):
    client, doors = browser_of(house, role), [r for r in routes(house.app) if r[2].keyed]
    assert doors
    for method, path, _ in doors:
        assert client.open(path, method=method).status_code in (401, 404), f"{method} {path}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_where_it_is_declared_and_nowhere_else(house, role):
    client = browser_of(house, role)
    for method, path, access in routes(house.app):
        if access.keyed or (access.public and method not in SAFE):
            continue  # see the tests of doors with a key, and of forged requests
        answer = client.open(path, method=method)
        if access.public or not access.roles or role in access.roles:
            expected = "forged-request" if method not in SAFE else None
            assert answer.status_code != 401, f"{method} {path}"
            assert expected in (None, slug(answer)), f"{method} {path}: {answer.status_code}"
        else:
            assert (answer.status_code, slug(answer)) == (403, "not-allowed"), f"{method} {path}"


@pytest.mark.parametrize("role", [None, Role.SECRETARIAT])
def test_a_write_that_nobody_meant_is_refused(house, role):
    client = browser_of(house, role)
    for method, path, access in routes(house.app):
        if method not in SAFE and not access.keyed and (access.public or role and (not access.roles or role in access.roles)):
            for token in ("", "0" * 64):
                answer = client.open(path, method=method, data={"csrf_token": token})
                assert (answer.status_code, slug(answer)) == (403, "forged-request"), f"{method} {path}"


def test_a_browser_s_writes_from_another_site_are_refused_even_as_json(house):
    client = house.app.test_client()
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/api/v1/sessions", json={"email": "", "password": ""}, headers=headers)
        assert slug(answer) == "forged-request"


@pytest.mark.parametrize("role", [None, *Role])
def test_every_answer_carries_the_policy_and_no_page_reaches_outside(house, role):
    client = browser_of(house, role)
    for method, path, _ in routes(house.app):
        answer = client.open(path, method=method)
        policy = answer.headers["Content-Security-Policy"]
        if path.startswith("/packages-of-others/"):  # what others wrote has a policy of its own: it is shut away as a whole
            assert "sandbox allow-scripts" in policy
            assert "allow-same-origin" not in policy
        else:
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "text/html":
            assert OUTSIDE.findall(answer.text) == [], path
            assert INLINE.findall(answer.text) == [], path


def test_answers_to_the_signed_in_are_not_kept_by_anyone(house):
    client = browser_of(house, Role.TRAINEE)
    assert client.get("/account").headers["Cache-Control"] == "no-store"
