"""The exchange as JSON."""
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest

from assessments.interchange.services import FORMATS
from lms.access import Role
from tests.cohorts.conftest import Visitor
from tests.interchange import foreign

A1 = "/exchange/fnsc-training/A1"


def sent(visitor: Visitor, data: bytes, **more: str) -> Any:
    body = {"program": "fnsc-training", "lecture": "A1", "language": "ja", "format": "moodle", "content": b64encode(data).decode()}
    return visitor.send("/exchange/readings", {**body, **more})


@pytest.mark.parametrize("form", FORMATS)
def test_a_lecture_goes_out_and_comes_in(mori: Visitor, form: str) -> None:
    out = mori.ask(f"{A1}?format={form}&language=en").json
    assert out["name"].startswith("a1-en.") and out["media_type"]
    back = sent(mori, b64decode(out["content"]), format=form, language="en").json
    assert len(back["units"]) == 12 and back["problems"] == back["unfinished"] == []
    assert back["units"][0]["known"] is True
    assert back["units"][0]["text"].startswith(f"## {back['units'][0]['id']}\n")


def test_reports_are_in_the_language_of_the_request(mori: Visitor) -> None:
    lost = mori.ask(f"{A1}?format=gift&language=ja").json["lost"]
    assert {"item", "part", "message"} == set(lost[0])
    assert {"採点"} == {line["part"] for line in lost}
    mori.get("/items?lang=en")
    assert {"Scoring"} == {line["part"] for line in mori.ask(f"{A1}?format=gift&language=ja").json["lost"]}


def test_what_did_not_come_along_and_what_is_missing_is_told(mori: Visitor) -> None:
    came = sent(mori, foreign.content("moodle.xml")).json
    assert {"item": "calc", "part": "", "message": "'calculated' の型の問題は取り込めません。"} in came["problems"]
    assert {"item": "tf", "part": "1行目", "message": "section がありません。"} in came["unfinished"]
    assert [unit["known"] for unit in came["units"]] == [False] * 7


@pytest.mark.parametrize(("content", "more", "field"), [
    (b"<quiz", {}, "content"), (b" " * 500_001, {"format": "gift"}, "content"), (b"", {"content": "%%"}, "content"),
    (b"", {"content": "YQ="}, "content"), (b"", {"format": "word"}, "format"), (b"", {"lang": "ja"}, "lang")])
def test_what_does_not_fit_is_named(mori: Visitor, content: bytes, more: dict[str, str], field: str) -> None:
    answer = sent(mori, content, **more)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


def test_what_is_not_there_is_not_found(mori: Visitor) -> None:
    assert sent(mori, b"<quiz/>", lecture="Z9").status_code == 404
    answer = mori.ask("/exchange/fnsc-training/Z9?format=gift")
    assert (answer.status_code, answer.json["detail"]) == (404, "この講義には、まだ問題がありません。")
    assert mori.ask(f"{A1}?format=word").status_code == 422


def test_the_audit_takes_out_and_others_do_nothing(visit: Callable[..., Visitor]) -> None:
    auditor, trainee = visit(Role.AUDITOR), visit(Role.TRAINEE)
    assert [auditor.ask(f"{A1}?format=text").status_code, sent(auditor, b"<quiz/>").status_code] == [200, 403]
    assert [trainee.ask(f"{A1}?format=text").status_code, sent(trainee, b"<quiz/>").status_code] == [403, 403]
