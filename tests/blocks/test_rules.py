"""What may be published, what a name may look like, whose word counts."""
from typing import Any

import pytest

from lms.blocks.rules import (
    BLOCK_NAME,
    RESOURCE_PATH,
    VIEW_NAME,
    BlockDefinition,
    Origin,
    Snapshot,
    Verdict,
    from_payload,
    origin_of,
    problems_of,
    verdict_on,
)

AUTHORED = {"text": frozenset({"body"}), "shelf": frozenset()}


def snapshot(*definitions: BlockDefinition) -> Snapshot:
    return Snapshot("courses", "1", definitions)


def test_the_same_content_has_the_same_id_and_any_change_another() -> None:
    one = snapshot(BlockDefinition("a", "text", {"body": "x", "other": [1, 2]}))
    assert one.id == snapshot(BlockDefinition("a", "text", {"other": [1, 2], "body": "x"})).id
    others = [snapshot(BlockDefinition("a", "text", {"body": "y", "other": [1, 2]})),
              snapshot(BlockDefinition("a", "shelf", {"body": "x", "other": [1, 2]})),
              Snapshot("courses", "2", one.definitions), Snapshot("assessments", "1", one.definitions)]
    assert len({one.id, *(other.id for other in others)}) == 5


def test_a_snapshot_survives_storage() -> None:
    one = snapshot(BlockDefinition("s", "shelf", {}, ("a",)), BlockDefinition("a", "text", {"body": "本文"}))
    assert from_payload("courses", "1", one.payload()) == one


def test_a_definition_does_not_change_with_the_object_it_was_made_from() -> None:
    words = ["a"]
    definition = BlockDefinition("a", "text", {"words": words})
    words.append("b")
    assert definition.fields["words"] == ["a"]
    with pytest.raises(TypeError):
        definition.fields["words"] = []  # type: ignore[index]


def test_content_that_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        BlockDefinition("a", "text", {"body": object()})


@pytest.mark.parametrize(("definitions", "said"), [
    ([BlockDefinition("a", "video")], "no plugin offers the block type 'video'"),
    ([BlockDefinition("a/b", "text")], "letters, digits"),
    ([BlockDefinition("a", "text", {"score": 1})], "['score'] are not content"),
    ([BlockDefinition("a", "text"), BlockDefinition("a", "text")], "a: used twice"),
    ([BlockDefinition("a", "shelf", {}, ("b",))], "b: named as a child but not defined"),
    ([BlockDefinition("a", "shelf", {}, ("c",)), BlockDefinition("b", "shelf", {}, ("c",)),
      BlockDefinition("c", "text")], "c: child of two parents"),
    ([BlockDefinition("a", "shelf", {}, ("b",)), BlockDefinition("b", "shelf", {}, ("a",))], "a: contains itself"),
    ([BlockDefinition("a", "shelf", {}, ("a",))], "a: contains itself"),
])
def test_a_snapshot_that_does_not_fit_is_named_with_its_reason(definitions: list[Any], said: str) -> None:
    assert any(said in problem for problem in problems_of(snapshot(*definitions), AUTHORED))


def test_a_snapshot_that_fits_has_no_problems() -> None:
    tree = snapshot(BlockDefinition("s", "shelf", {}, ("a",)), BlockDefinition("a", "text", {"body": "x"}))
    assert problems_of(tree, AUTHORED) == []


@pytest.mark.parametrize(("event", "origin", "verdict"), [
    ("grade", Origin.BLOCK, Verdict.REFUSED),
    ("grade", Origin.BROWSER, Verdict.REFUSED),
    ("score", Origin.BROWSER, Verdict.REFUSED),
    ("completion", Origin.BROWSER, Verdict.REFUSED),
    ("completion", Origin.BLOCK, Verdict.ACCEPTED),
    ("progressed", Origin.BLOCK, Verdict.ACCEPTED),
    ("progressed", Origin.BROWSER, Verdict.IGNORED),
    ("interacted", Origin.BROWSER, Verdict.ACCEPTED),
    ("edx.video.played", Origin.BROWSER, Verdict.IGNORED),
    ("edx.video.played", Origin.BLOCK, Verdict.IGNORED),
])
def test_nobody_reports_a_grade_and_the_browser_no_completion(event: str, origin: Origin, verdict: Verdict) -> None:
    assert verdict_on(event, origin) is verdict


def test_handlers_that_pass_the_browsers_words_on_speak_for_the_browser() -> None:
    assert origin_of("publish_event") is origin_of("publish_completion") is Origin.BROWSER
    assert origin_of("submit") is Origin.BLOCK


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\"b", "-a", "あ", "a" * 101, "a\n"])
def test_odd_block_names_do_not_fit(name: str) -> None:
    assert not BLOCK_NAME.fullmatch(name)


@pytest.mark.parametrize("path", [
    "public", "public/", "secret.py", "public/../secret.js", "public/./a.js", "/public/a.js", "public//a.js",
    "public/.hidden.js", "public/a/../../b.js", "public\\a.js", "public/a\x00.js", "publicity/a.js", "public/%2e%2e/a.js",
])
def test_odd_resource_paths_do_not_fit(path: str) -> None:
    assert not RESOURCE_PATH.fullmatch(path)


def test_only_views_are_views() -> None:
    assert VIEW_NAME.fullmatch("student_view")
    assert not any(VIEW_NAME.fullmatch(name) for name in ("save", "__init__", "runtime", "_view", "student_view "))
