"""The same as JSON."""
from collections.abc import Callable
from typing import Any

import pytest

from lms.access import Role
from tests.bank.conftest import LECTURE, NEW, PROGRAM, changed
from tests.cohorts.conftest import Visitor

ITEM = f"/items/{PROGRAM}/e2-02-01"
BODY = {"program": PROGRAM, "lecture": LECTURE, **NEW}


def made(visitor: Visitor, body: dict[str, str] = BODY) -> dict[str, Any]:
    answer = visitor.send("/drafts", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def test_items_are_found_by_two_characters(mori: Visitor) -> None:
    found = mori.ask(f"/items?q=賃金&lecture={LECTURE}&difficulty=1").json
    assert "e2-02-01" in [line["id"] for line in found["items"]]
    assert {line["difficulty"] for line in found["items"]} == {1}
    assert (found["page"], found["pages"], found["found"]) == (1, 1, len(found["items"]))
    assert mori.ask("/items?kind=essay").status_code == 422


def test_an_item_is_read_with_its_text_and_history(mori: Visitor) -> None:
    item = mori.ask(ITEM).json
    assert item["texts"]["ja"].startswith("## e2-02-01\n")
    assert (item["state"], item["shipped"], len(item["versions"])) == ("asked", {}, 1)
    assert {use["lecture"] for use in item["uses"]} == {LECTURE, None}


def test_a_draft_goes_through_two_pairs_of_eyes(mori: Visitor, hayashi: Visitor) -> None:
    path = f"/drafts/{made(mori)['id']}"
    assert mori.send(f"{path}/submission", {"revision": 1}, "PUT").json["state"] == "waiting"
    assert mori.send(f"{path}/reviews", {"revision": 1, "verdict": "approve"}).status_code == 403
    assert mori.send(f"{path}/publication", None, "PUT").status_code == 409
    assert hayashi.ask("/drafts").json["items"][0]["may_review"] is True
    assert hayashi.send(f"{path}/reviews", {"revision": 1, "verdict": "approve"}).json["state"] == "approved"
    for _twice in range(2):
        assert mori.send(f"{path}/publication", None, "PUT").json["state"] == "published"
    assert mori.ask(f"/items/{PROGRAM}/e2-02-91").status_code == 200
    assert mori.send(path, None, "DELETE").status_code == 409


def test_faults_are_told_by_line_in_the_readers_language(mori: Visitor) -> None:
    answer = mori.send("/drafts", {**BODY, **changed(NEW, "difficulty: 2", "difficulty: 7")})
    assert answer.status_code == 422
    assert {"field": "ja", "line": 5, "message": "difficulty は 1・2・3 のどれかです。"} in answer.json["lines"]
    assert set(answer.json["errors"]) == {"ja", "en"}


def test_a_later_text_rests_on_the_one_that_was_read(mori: Visitor, hayashi: Visitor) -> None:
    path = f"/drafts/{made(mori)['id']}/text"
    better = {**changed(NEW, "最初に", "まず"), "revision": 1}
    assert mori.send(path, better, "PUT").json["revision"] == 2
    answer = hayashi.send(path, {**better, **NEW}, "PUT")
    assert (answer.status_code, answer.json["revision"]) == (409, 2)


def test_an_item_has_a_last_day_and_loses_it(mori: Visitor) -> None:
    path = f"{ITEM}/retirements"
    assert mori.send(path, {"last_day": "2027-06-30", "reason": "法改正"}).json["last_day"] == "2027-06-30"
    assert mori.send(path, {"last_day": None, "reason": "まちがい"}).json["last_day"] is None
    assert mori.send(path, {"last_day": "2027-06-01", "reason": "法改正"}).status_code == 422
    assert mori.send(path, {"last_day": "いつか", "reason": "法改正"}).status_code == 422


@pytest.mark.parametrize("body", [
    {**BODY, "more": 1}, {**BODY, "ja": 1}, {"lecture": LECTURE, "ja": ""}, {**BODY, "ja": "\x00"}])
def test_bodies_are_strict(mori: Visitor, body: dict[str, Any]) -> None:
    assert mori.send("/drafts", body).status_code == 422


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.CONTRACTOR])
def test_the_bank_is_shut_to_others(visit: Callable[..., Visitor], role: Role) -> None:
    stranger = visit(role)
    for path in ("/items", ITEM, "/drafts"):
        assert stranger.ask(path).status_code == 403


def test_the_audit_reads_and_does_not_write(visit: Callable[..., Visitor]) -> None:
    auditor = visit(Role.AUDITOR)
    assert auditor.ask(ITEM).status_code == 200
    assert auditor.send("/drafts", BODY).status_code == 403


def test_a_write_needs_its_token(mori: Visitor) -> None:
    answer = mori.client.post("/api/v1/drafts", json=BODY)
    assert answer.status_code == 403 and answer.json["type"] == "/problems/forged-request"


def test_a_lecture_that_nobody_teaches_has_no_items(mori: Visitor) -> None:
    assert mori.send("/drafts", {**BODY, "lecture": "Z9"}).status_code == 404
    assert mori.send(f"/items/{PROGRAM}/nothing/drafts", NEW).status_code == 404
