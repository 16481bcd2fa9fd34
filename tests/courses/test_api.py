"""Lectures by JSON: what a program, an app or a forger sends."""
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.clock import FixedClock
from lms.db import db
from lms.people import services as people
from tests.courses.school import Trainee, client_of, csrf_of

A1 = "/api/v1/lectures/A1"


class Visitor:
    """A trainee's page script: the session's cookie and its token."""

    def __init__(self, app: Flask, who: Trainee):
        self.client, self.headers = client_of(app, who), dict(csrf_of(app, who))

    def get(self, path: str, headers: dict[str, str] | None = None) -> Any:
        return self.client.get(path, headers=headers)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(path, json=body, headers=self.headers)

    def put(self, path: str) -> Any:
        return self.client.put(path, headers=self.headers)

    def lease(self) -> str:
        answer = self.post(f"{A1}/lease")
        assert answer.status_code == 201
        lease: str = answer.json["lease"]
        return lease

    def watch(self, spans: Any, lease: str, position: Any = 0) -> Any:
        return self.post(f"{A1}/watch", {"lease": lease, "spans": spans, "position": position})


@pytest.fixture
def visitor(app: Flask, sato: Trainee) -> Visitor:
    return Visitor(app, sato)


def test_a_lecture_tells_all_that_a_client_needs(visitor: Visitor) -> None:
    found = visitor.get(A1).json
    assert (found["code"], found["title"], found["minutes"], found["is_sample"]) == ("A1", "見本の講義", 60, False)
    assert [(s["id"], s["read"]) for s in found["sections"]] == [("first", False), ("second", False)]
    assert found["watch"] | {"threshold": 0} == {
        "seconds": 100, "spans": [], "missing": [[0, 100]], "position": 0, "coverage": 0.0, "threshold": 0,
        "sections_read": [], "attended": False}
    assert visitor.get(found["video"]).status_code == 200
    assert visitor.get(f"{A1}?lang=en").status_code == 422
    english = visitor.get(A1, {"Accept-Language": "en"}).json
    assert (english["title"], english["sections"][0]["text"]) == ("A sample lecture", "Check the status.")


def test_watching_by_json_until_attended(visitor: Visitor, clock: FixedClock) -> None:
    visitor.get(A1)
    lease = visitor.lease()
    clock.advance(timedelta(seconds=50))
    watched = visitor.watch([[0, 60], [60, 100]], lease, 99).json
    assert (watched["spans"], watched["attended"], watched["position"]) == ([[0, 100]], True, 99)
    assert visitor.get(A1).json["watch"] == watched


FORGED: dict[str, Any] = {
    "negative": [[-5, 10]], "floats": [[0.5, 10]], "texts": [["0", "10"]],
    "truth values": [[True, False]], "beyond all videos": [[0, 10**30]], "three numbers": [[0, 1, 2]], "one number": [[0]],
    "not a list": "0-10", "nothing": None, "nested": [[[0, 1]]], "a thousand": [[0, 1]] * 1000,
}


def test_spans_of_a_wrong_form_are_refused_whole(visitor: Visitor, clock: FixedClock) -> None:
    visitor.get(A1)
    lease = visitor.lease()
    clock.advance(timedelta(seconds=50))
    answers = {name: visitor.watch(spans, lease) for name, spans in FORGED.items()}
    assert {name: (a.status_code, a.mimetype) for name, a in answers.items()} == dict.fromkeys(
        FORGED, (422, "application/problem+json"))
    assert visitor.get(A1).json["watch"]["spans"] == []


MEANINGLESS: tuple[list[list[int]], ...] = ([[10, 5]], [[7, 7]], [[500, 600]], [])


def test_spans_that_mean_nothing_earn_nothing(visitor: Visitor, clock: FixedClock) -> None:
    visitor.get(A1)
    lease = visitor.lease()
    clock.advance(timedelta(hours=10))
    for spans in MEANINGLESS:
        assert visitor.watch(spans, lease, 100_000).json["spans"] == []
    assert visitor.watch([[0, 10], [0, 10]], lease).json["spans"] == [[0, 10]]
    assert visitor.watch([[20, 21]] * 200, lease).json["spans"] == [[0, 10], [20, 21]]
    assert visitor.watch([[90, 100_000]], lease, 100_000).json["spans"] == [[0, 10], [20, 21], [90, 100]]
    assert visitor.get(A1).json["watch"]["position"] == 100


MISSHAPEN: tuple[Any, ...] = (
    {}, {"lease": "x", "spans": []}, {"lease": "x", "spans": [], "position": -1}, {"lease": "x y", "spans": [], "position": 0},
    {"lease": "x", "spans": [], "position": 0, "attended": True}, [], {"lease": None, "spans": [], "position": 0},
)


def test_a_report_of_a_wrong_form_is_refused(visitor: Visitor) -> None:
    visitor.get(A1)
    assert {visitor.post(f"{A1}/watch", body).status_code for body in MISSHAPEN} == {422}


def test_a_lease_that_another_player_took_is_a_conflict_without_a_reason(visitor: Visitor) -> None:
    """The page's script tells it by that from a door that is shut."""
    visitor.get(A1)
    first = visitor.lease()
    visitor.lease()
    answer = visitor.watch([[0, 4]], first)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/conflict")
    assert "reason" not in answer.json


def test_an_unknown_lecture_is_not_found(visitor: Visitor) -> None:
    for code in ("Z9", "A1%00", "a" * 65, "学"):
        assert visitor.get(f"/api/v1/lectures/{code}").status_code == 404
        assert visitor.post(f"/api/v1/lectures/{code}/lease").status_code == 404


def test_a_locked_lecture_is_refused_with_its_reason(visitor: Visitor) -> None:
    for answer in (visitor.get("/api/v1/lectures/B1"), visitor.post("/api/v1/lectures/B1/lease"),
                   visitor.put("/api/v1/lectures/B1/sections/first/confirmation")):
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/refused")
        assert (answer.json["reason"], answer.json["clause"], answer.json["opens_when"]) == (
            "requirement-unmet", "S(1)", ["A1", "A1-test"])


def test_reading_by_json(visitor: Visitor, clock: FixedClock) -> None:
    visitor.get(A1)
    for section in ("first", "second"):
        clock.advance(timedelta(minutes=1))
        read = visitor.put(f"{A1}/sections/{section}/confirmation")
    assert read.json["attended"] is True
    assert visitor.put(f"{A1}/sections/third/confirmation").status_code == 404


def test_the_transcript_comes_in_the_readers_language(visitor: Visitor) -> None:
    assert visitor.get(f"{A1}/transcript").json == [
        {"second": 0, "text": "はじめます。"}, {"second": 50, "text": "続けます。"}]
    english = visitor.get(f"{A1}/transcript", {"Accept-Language": "en"})
    assert [line["text"] for line in english.json] == ["We begin.", "We go on."]


def test_a_program_may_study_with_a_token(app: Flask, client: FlaskClient, sato: Trainee, clock: FixedClock) -> None:
    with app.app_context():
        secret = people.create_api_token(sato.person_id, "app", 30, clock.now()).secret
        db.session.rollback()
    headers = {"Authorization": f"Bearer {secret}"}
    assert '"code":"A1"' in client.get(A1, headers=headers).text
    assert client.post(f"{A1}/lease", headers=headers).status_code == 201
    assert client.get(A1, headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_strangers_and_forged_posts_stay_outside(
    app: Flask, client: FlaskClient, visitor: Visitor, enroll: Callable[[str], Trainee]
) -> None:
    assert client.get(A1).status_code == 401
    visitor.get(A1)
    assert visitor.client.post(f"{A1}/lease").status_code == 403
    with app.app_context():
        new = people.create_person(people.NewPerson("x@city.example", "x", "x", "ex"), app.extensions["lms.clock"].now())
        secret = people.create_api_token(new.id, "app", 30, app.extensions["lms.clock"].now()).secret
        db.session.rollback()
    assert client.get(A1, headers={"Authorization": f"Bearer {secret}"}).status_code == 403


def test_one_person_cannot_open_anothers_video(visitor: Visitor, app: Flask, enroll: Callable[[str], Trainee]) -> None:
    address = visitor.get(A1).json["video"]
    other = Visitor(app, enroll("tanaka"))
    assert other.get(A1).status_code == 200
    assert other.get(address).status_code == 404


def test_a_video_is_sent_in_ranges_until_its_address_ends(visitor: Visitor, clock: FixedClock) -> None:
    address = visitor.get(A1).json["video"]
    whole = visitor.get(address)
    part = visitor.client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (
        206, whole.data[100:200], f"bytes 100-199/{len(whole.data)}")
    beyond = visitor.client.get(address, headers={"Range": f"bytes={len(whole.data)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole.data)}")
    clock.advance(timedelta(hours=10))
    assert visitor.get(address).status_code == 200
    clock.advance(timedelta(hours=4))
    assert visitor.get(address).status_code in (401, 404)
