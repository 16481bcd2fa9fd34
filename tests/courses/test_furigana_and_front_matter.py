"""Furigana in every shape, and front matter that is broken in ways YAML itself lets pass."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring import markdown
from courses.authoring.rules import read_lecture
from lms.errors import DefinitionError
from tests.courses.school import text

PLACE = "x/lecture.ja.md:"


@pytest.mark.parametrize("source", ["{東京|とうきょう}に行く", "{東京|とう|きょう}に行く"])
def test_without_furigana_every_character_of_the_text_stays(source: str) -> None:
    assert markdown.plain(markdown.html(source)) == "東京に行く"


def test_furigana_stays_whole_in_a_table() -> None:
    drawn = markdown.html("| 課題 | 取組 |\n|---|---|\n| {連携先|れんけいさき}の不足 | 増やす |\n")
    assert "<td><ruby>連携先" in drawn
    assert "<td>増やす</td>" in drawn
    assert "{" not in drawn


def problems_of(source: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read_lecture({"ja": source}, "x")
    return caught.value.problems


def test_a_key_given_twice_is_named_with_its_line() -> None:
    source = text().replace("code: A1\n", "code: A1\ncode: B1\n")
    assert [p for p in problems_of(source) if "twice" in p][0].startswith(f"{PLACE}3:")


def test_bottomless_front_matter_is_refused_and_not_a_crash() -> None:
    assert problems_of("---\n" + "[" * 600 + "\n---\n## a {#a}\nx\n")[0].startswith(PLACE)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_or_refused_with_file_and_line(head: str, body: str) -> None:
    problems: list[str] = []
    try:
        read_lecture({"ja": f"---\n{head}\n---\n{body}"}, "x")
    except DefinitionError as error:
        problems = error.problems
    assert all(problem.startswith(PLACE) for problem in problems)
