"""What every page promises in a browser: no script error, nothing blocked, no other server asked."""
from typing import Any
from urllib.parse import urlsplit


class Watch:
    """Collects broken promises of a page; ``problems`` stays empty on a good one."""

    def __init__(self, page: Any, host: str):
        self.problems: list[str] = []
        self.host = host
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("console", self.heard)
        page.on("request", self.asked)

    def heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(f"blocked by the policy: {message.text}")

    def asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != self.host:
            self.problems.append(f"asked another server: {request.url}")
