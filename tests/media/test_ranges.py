"""Byte ranges as RFC 9110 (14.1.2, 14.2) has them: what is not understood is ignored, not refused."""
from io import BytesIO

import pytest
from flask import Flask

from lms.clock import FixedClock
from lms.media import services
from tests.media.test_files import Viewer, app, sato  # noqa: F401 - fixtures

WHOLE = b"WEBVTT\n\n" + bytes(range(97, 107)) * 10


@pytest.fixture
def address(app: Flask, clock: FixedClock, sato: Viewer) -> str:  # noqa: F811
    with app.test_request_context():
        return services.address(services.add(BytesIO(WHOLE)).id, sato.id, clock.now())


@pytest.mark.parametrize(("method", "asked", "status", "body"), [
    ("GET", None, 200, WHOLE),
    ("GET", "bytes=0-9", 206, WHOLE[:10]),
    ("GET", "bytes=100-", 206, WHOLE[100:]),
    ("GET", "bytes=100-99999", 206, WHOLE[100:]),
    ("GET", "bytes=-8", 206, WHOLE[-8:]),
    ("GET", "bytes=-99999", 206, WHOLE),
    ("GET", "BYTES=0-0", 206, WHOLE[:1]),
    ("GET", "bytes=99999-", 416, None),
    ("GET", "bytes=-0", 416, None),
    ("GET", "items=0-9", 200, WHOLE),
    ("GET", "bytes=abc", 200, WHOLE),
    ("GET", "bytes=-", 200, WHOLE),
    ("GET", "bytes=9-3", 200, WHOLE),
    ("GET", "bytes=0-1,5-6", 200, WHOLE),
    ("GET", "bytes=٠-٩", 200, WHOLE),
    ("HEAD", "bytes=0-9", 200, b""),
    ("HEAD", "bytes=99999-", 200, b""),
])
def test_a_range_is_obeyed_ignored_or_beyond_the_end(  # noqa: PLR0913
    sato: Viewer, address: str, method: str, asked: str | None, status: int, body: bytes | None  # noqa: F811
) -> None:
    headers = [] if asked is None else [("Range", asked.encode().decode("latin-1"))]
    answer = sato.client.open(address, method=method, headers=headers)
    assert answer.status_code == status
    if body is not None:
        assert answer.data == body
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(WHOLE)}"


@pytest.mark.parametrize(("tag", "status"), [("its own", 206), ('"another"', 200)])
def test_a_range_of_a_changed_file_is_the_whole_file(sato: Viewer, address: str, tag: str, status: int) -> None:  # noqa: F811
    own = str(sato.client.get(address).headers["ETag"])
    headers = {"Range": "bytes=0-9", "If-Range": own if tag == "its own" else tag}
    assert sato.client.get(address, headers=headers).status_code == status
