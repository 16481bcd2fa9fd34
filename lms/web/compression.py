"""Text travels compressed: a page for someone on a train is a quarter of its size.

Pages with the token of a form are compressed too. Guessing a secret from the size of answers (BREACH) needs requests
that a stranger's page sends with the reader's cookies, and ``SameSite=Lax`` lets none of those out unseen.
"""
import gzip
from functools import lru_cache
from typing import Any

from flask import Flask, Response, request

TEXT = frozenset({
    "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/vtt", "image/svg+xml",
    "application/json", "application/problem+json", "application/javascript", "application/xml",
})
SMALLEST = 1024  # bytes; below this the saving is lost in the headers
LEVEL = 6


def compress(response: Response) -> Response:
    """A whole text answer of more than ``SMALLEST`` bytes, to a browser that accepts gzip."""
    if response.mimetype not in TEXT or response.status_code == 206 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not accepted() or (response.content_length or SMALLEST) < SMALLEST or (response.is_streamed and not is_static()):
        return response
    return packed(response)


def accepted() -> bool:
    return request.method != "HEAD" and "Range" not in request.headers and request.accept_encodings["gzip"] > 0


def is_static() -> bool:
    return bool(request.endpoint and request.endpoint.endswith("static"))


def packed(response: Response) -> Response:
    response.direct_passthrough = False
    data: Any = response.get_data()
    if len(data) < SMALLEST:
        return response
    response.set_data(kept(data) if is_static() else gzip.compress(data, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # the same file in other bytes
    return response


@lru_cache(maxsize=64)
def kept(data: bytes) -> bytes:
    """Static files are few and do not change: compressed once per process, as small as gzip can."""
    return gzip.compress(data, 9, mtime=0)


def init_app(app: Flask) -> None:
    """First of all, so that it runs last: Flask calls after_request functions in reverse."""
    app.after_request(compress)
