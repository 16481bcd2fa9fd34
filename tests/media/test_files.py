"""Taking files in and sending them out, with real videos made by ffmpeg."""
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.errors import Invalid, NotFound, TooLarge
from lms.media import rules, services, store
from lms.people import services as people

PASSWORD = "tsunagu to hito wo 12"
JSON = {"Accept": "application/json"}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(plugins=[])


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of a test picture."""
    path: Path = tmp_path_factory.mktemp("video") / "two-seconds.mp4"
    subprocess.run([store.ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=2:size=64x64:rate=5",
                    "-pix_fmt", "yuv420p", str(path)], check=True)
    return path.read_bytes()


def kept_files(app: Flask) -> list[Path]:
    with app.app_context():
        return [path for path in services.folder().rglob("*") if path.is_file()]


def test_a_video_is_kept_once_with_its_length(app: Flask, video: bytes) -> None:
    with app.app_context():
        first, second = services.add(BytesIO(video)), services.add(BytesIO(video))
        assert first == second == services.media(first.id)
    assert (first.mimetype, first.size, first.seconds) == ("video/mp4", len(video), 2.0)
    assert [path.read_bytes() for path in kept_files(app)] == [video]


@pytest.mark.parametrize("body", [
    b"", b"not a video", b"\x00\x00\x00\x20ftypisom" + b"x" * 500, b"\x1a\x45\xdf\xa3" + b"x" * 500, b"#EXTM3U\n",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"])
def test_a_video_that_is_none_is_refused_at_its_field_and_not_kept(app: Flask, body: bytes) -> None:
    with app.app_context(), pytest.raises(Invalid) as caught:
        services.add(BytesIO(body))
    assert set(caught.value.errors) == {"file"}
    assert kept_files(app) == []


def test_a_video_cut_off_in_the_middle_is_refused(app: Flask, video: bytes) -> None:
    with app.app_context(), pytest.raises(Invalid):
        services.add(BytesIO(video[:len(video) // 2]))


def test_captions_are_kept(app: Flask) -> None:
    with app.app_context():
        assert services.add(BytesIO("WEBVTT\n\n00:00.000 --> 00:01.000\nこんにちは\n".encode())).mimetype == "text/vtt"


def test_a_file_beyond_the_limit_is_refused_and_not_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SIZE_LIMIT", 10)
    with app.app_context(), pytest.raises(TooLarge):
        services.add(BytesIO(b"WEBVTT" + b"x" * 10))
    assert kept_files(app) == []


class Viewer:
    """A signed-in person with an address of the video."""

    def __init__(self, app: Flask, clock: FixedClock, name: str):
        with app.app_context():
            new = people.NewPerson(f"{name}@city.example", name, "明里", "さとう あかり")
            self.id = people.create_person(new, clock.now(), PASSWORD).id
            session = people.sign_in(f"{name}@city.example", PASSWORD, "203.0.113.9", clock.now())
        self.client = app.test_client()
        self.client.set_cookie("tsunagu_session", session)


@pytest.fixture
def sato(app: Flask, clock: FixedClock) -> Viewer:
    return Viewer(app, clock, "sato")


@pytest.fixture
def address(app: Flask, clock: FixedClock, sato: Viewer, video: bytes) -> str:
    with app.test_request_context():
        return services.address(services.add(BytesIO(video)).id, sato.id, clock.now())


def test_a_player_gets_the_ranges_it_asks_for(sato: Viewer, address: str, video: bytes) -> None:
    whole = sato.client.get(address)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, video, "video/mp4")
    assert whole.headers["Cache-Control"].startswith("private")
    part = sato.client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, video[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(video)}"
    assert sato.client.get(address, headers={"Range": "bytes=-50"}).data == video[-50:]
    beyond = sato.client.get(address, headers={"Range": f"bytes={len(video)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(video)}")
    again = sato.client.get(address, headers={"If-None-Match": str(whole.headers["ETag"])})
    assert (again.status_code, again.data) == (304, b"")


def test_an_address_serves_nobody_else(app: Flask, clock: FixedClock, address: str, client: FlaskClient) -> None:
    assert client.get(address, headers=JSON).status_code == 401
    assert Viewer(app, clock, "suzuki").client.get(address, headers=JSON).status_code == 404


@pytest.mark.parametrize("change", [
    ("signature=", "signature=0"), ("until=", "until=9"), ("until=", "until=x"), ("until=", "until=-"), ("/media/", "/media/0"),
    ("until=", "until=99999999999999999999"), ("signature=", "other=")])
def test_an_altered_address_serves_nothing(sato: Viewer, address: str, change: tuple[str, str]) -> None:
    assert sato.client.get(address.replace(*change), headers=JSON).status_code == 404


def test_an_address_ends_with_its_window(app: Flask, clock: FixedClock, sato: Viewer, address: str) -> None:
    with app.test_request_context():
        media_id = address.split("/")[2].split("?")[0]
        soon = services.address(media_id, sato.id, clock.now(), clock.now() + timedelta(minutes=5))
    assert sato.client.get(soon).status_code == 200
    clock.advance(timedelta(minutes=5))
    assert sato.client.get(soon, headers=JSON).status_code == 404
    assert sato.client.get(address).status_code == 200


def test_an_unknown_file_is_not_found(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        services.media(rules.media_id("0" * 64))
