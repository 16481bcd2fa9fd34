"""The whole main job through the JSON API alone: from sign-in through all 27 lectures to a passed review test."""
from datetime import timedelta
from typing import Any

import pytest

from lms.clock import FixedClock
from tests.journey.conftest import EMAIL, PASSWORD, Round, verified
from tests.journey.keys import right_places, wrong_places
from tests.journey.program import Program, telling_names
from tests.server import Server

LECTURES = 27
A_POST = 10  # seconds between two posts of a player


@pytest.mark.postgres
def test_a_trainee_gets_from_sign_in_to_a_passed_review_test(
    loaded_server: Server, studying: Round, clock: FixedClock,
) -> None:
    trainee = Program(loaded_server.url)
    trainee.sign_in(EMAIL, PASSWORD)
    lectures = lectures_of(trainee)
    assert (len(lectures), trainee.get("/me/standing")["next"]) == (LECTURES, "A1")

    the_doors_behind_module_a_are_shut(trainee)
    module = ""
    for lecture in lectures:
        if lecture["module"] != module:
            clock.advance(timedelta(days=1))  # another day, another session
            trainee.sign_in(EMAIL, PASSWORD)
            module = lecture["module"]
        assert refusal(trainee, "POST", "/tests/review-test/attempts")["reason"] == "requirement-unmet"
        watch(trainee, clock, lecture["id"])
        take_test_of(trainee, clock, lecture["id"])

    stands = trainee.get("/me/standing")
    assert (stands["next"], stands["stage"], stands["minutes_left"]) == ("review-test", "review", 0)
    first = take(trainee, clock, "review-test", wrong_places)
    assert (first["passed"], first["score"]["raw"], len(first["answers"])) == (False, 0, 40)
    second = take(trainee, clock, "review-test", right_places)
    assert (second["passed"], second["score"]["raw"]) == (True, 40)
    assert stems(first) != stems(second)
    the_third_stage_is_next(trainee)
    assert refusal(trainee, "POST", "/tests/review-test/attempts")["reason"] == "already-passed"
    assert verified(loaded_server.app)[0] == 0


def lectures_of(trainee: Program) -> list[dict[str, Any]]:
    return [a for a in trainee.get("/me/standing")["activities"] if a["kind"] == "lecture"]


def refusal(trainee: Program, method: str, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = trainee.expect(409, method, path)
    return answer


def the_doors_behind_module_a_are_shut(trainee: Program) -> None:
    for lecture in lectures_of(trainee)[1:]:
        for method, path in (("GET", f"/lectures/{lecture['id']}"), ("POST", f"/tests/{lecture['id']}-test/attempts")):
            shut = refusal(trainee, method, path)
            assert (shut["reason"], shut["clause"] != "") == ("requirement-unmet", True)
        assert refusal(trainee, "GET", f"/lectures/{lecture['id']}")["clause"] == "Ref.15-1"
    assert "A1" in refusal(trainee, "POST", "/tests/A1-test/attempts")["opens_when"]


def watch(trainee: Program, clock: FixedClock, code: str) -> None:
    """Play a lecture at double speed, with a post every ten seconds."""
    opened = trainee.get(f"/lectures/{code}")
    assert opened["sections"]
    assert opened["video"]
    lease, length, at = trainee.post(f"/lectures/{code}/lease")["lease"], opened["watch"]["seconds"], 0
    nothing = trainee.expect(200, "POST", f"/lectures/{code}/watch", {"lease": lease, "spans": [[0, length]], "position": 0})
    assert nothing["coverage"] < 0.5, "seconds that the server's clock has not seen pass"
    while at < length:
        clock.advance(timedelta(seconds=A_POST))
        to = min(length, at + 2 * A_POST)
        seen = trainee.expect(200, "POST", f"/lectures/{code}/watch",
                              {"lease": lease, "spans": [[at, to]], "position": to})
        at = to
    assert (seen["attended"], seen["missing"]) == (True, [])


def take_test_of(trainee: Program, clock: FixedClock, code: str) -> None:
    """A1 must be passed and is failed once; the others count when they are taken."""
    standing = {a["id"]: a for a in trainee.get("/me/standing")["activities"]}[f"{code}-test"]
    assert (standing["state"], trainee.get("/me/standing")["next"]) == ("open", f"{code}-test")
    result = take(trainee, clock, f"{code}-test", wrong_places)
    assert (result["passed"], len(result["answers"])) == (False, 5)
    if code == "A1":
        assert refusal(trainee, "GET", "/lectures/B1")["opens_when"] == ["A1-test"]
        assert take(trainee, clock, "A1-test", right_places)["passed"]
    done = {a["id"]: a for a in trainee.get("/me/standing")["activities"]}[f"{code}-test"]
    assert done["state"] == "done"


def take(trainee: Program, clock: FixedClock, test: str, places: Any) -> dict[str, Any]:
    """One whole attempt; nothing that is said before submission tells a key."""
    started = trainee.post(f"/tests/{test}/attempts")
    attempt = f"/attempts/{started['id']}"
    assert trainee.post(f"/tests/{test}/attempts")["id"] == started["id"], "starting twice is one attempt"
    receipts = [answer(trainee, clock, attempt, question, places) for question in started["questions"]]
    assert [r["sequence"] for r in receipts] == list(range(1, len(receipts) + 1))
    now = trainee.get(attempt)
    assert telling_names([started, receipts, now]) == set()
    assert refusal(trainee, "GET", f"{attempt}/result")["reason"] == "not-submitted"
    result = trainee.expect(200, "PUT", f"{attempt}/submission")
    assert trainee.expect(200, "PUT", f"{attempt}/submission") == result == trainee.get(f"{attempt}/result")
    assert telling_names(result) >= {"right", "explanation"}, "the search for keys finds them where they are"
    assert all(a["explanation"]["ja"] and a["explanation"]["en"] for a in result["answers"])
    return dict(result)


def answer(trainee: Program, clock: FixedClock, attempt: str, question: dict[str, Any], places: Any) -> Any:
    clock.advance(timedelta(seconds=20))
    chosen = places(question["stem"]["ja"], [choice["ja"] for choice in question["choices"]])
    body = {"response": chosen, "client_id": f"client-{question['position']}", "base_revision": question["revision"]}
    return trainee.expect(200, "PUT", f"{attempt}/answers/{question['position']}", body)


def stems(result: dict[str, Any]) -> list[str]:
    return [a["stem"]["ja"] for a in result["answers"]]


def the_third_stage_is_next(trainee: Program) -> None:
    stands = trainee.get("/me/standing")
    assert [stage["state"] for stage in stands["stages"][:2]] == ["done", "done"]
    assert (stands["stage"], stands["deadline"]) == ("assignment", stands["stages"][2]["closes_at"])
