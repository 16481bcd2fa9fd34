"""A client of the JSON API over real HTTP, as somebody else's program would be."""
import http.client
import json
from typing import Any

# Names that tell, or help to guess, what the right answer is.
TELLING = frozenset({"right", "key", "keys", "why", "explanation", "correct", "clause", "section", "score", "passed"})


class Program:
    """Keeps its session. Everything it is told is searched for keys, but results."""

    def __init__(self, url: str):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
        self.headers: dict[str, str] = {}

    def sign_in(self, email: str, password: str) -> None:
        self.headers = {}
        status, answer = self.call("POST", "/sessions", {"email": email, "password": password})
        assert status == 201, answer
        self.headers["X-CSRF-Token"] = answer["csrf_token"]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and content."""
        sent = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1{path}", sent, {**self.headers, **kind})
        answer = self.connection.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie and cookie.startswith("tsunagu_session="):
            self.headers["Cookie"] = cookie.split(";")[0]
        content = answer.read()
        return answer.status, json.loads(content) if content else None

    def get(self, path: str) -> Any:
        return self.expect(200, "GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.expect(201, "POST", path, body)

    def expect(self, status: int, method: str, path: str, body: Any = None) -> Any:
        found, answer = self.call(method, path, body)
        assert found == status, (method, path, found, answer)
        return answer


def telling_names(content: Any) -> set[str]:
    """Names anywhere in a JSON value that must not be there before submission."""
    if isinstance(content, dict):
        return (TELLING & set(content)).union(*map(telling_names, content.values()))
    return set().union(*map(telling_names, content)) if isinstance(content, list) else set()
