"""Which attempts are analyzed, and what people gained by trying again."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.rules import Sheet, attempt_counts, first_attempts, last_attempts


def attempt(person: str, number: int, *credits: float) -> Sheet:
    return Sheet(person, "A", number, tuple(f"i{n}" for n in range(len(credits))), credits, ((),) * len(credits))


TRIED = [attempt("a", 2, 1, 0), attempt("b", 1, 0, 0), attempt("a", 1, 0, 0), attempt("a", 3, 1, 1), attempt("c", 5, 1, 0),
         attempt("c", 4, 1, 1)]


def test_the_first_attempt_is_the_one_with_the_lowest_number():
    assert [(one.person, one.number) for one in first_attempts(TRIED)] == [("a", 1), ("b", 1), ("c", 4)]


def test_the_last_attempt_is_the_one_with_the_highest_number():
    assert [(one.person, one.number) for one in last_attempts(TRIED)] == [("a", 3), ("b", 1), ("c", 5)]


def test_retakes_are_counted_with_their_gain():
    """a went from 0 to 1, c from 1 to a half; b tried once and does not count for the gain."""
    counts = attempt_counts(TRIED)
    assert (counts.attempts, counts.persons, counts.mean, counts.retakers) == (6, 3, 2, 2)
    assert counts.gain == pytest.approx(0.25)


def test_where_nobody_tried_there_is_neither_mean_nor_gain():
    counts = attempt_counts([attempt("a", 1)])  # a form without items
    assert (counts.attempts, counts.persons, counts.mean, counts.gain) == (0, 0, None, None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), unique=True))
def test_every_person_is_analyzed_once(tried: list[tuple[str, int]]):
    sheets = [attempt(person, number, 1) for person, number in tried]
    assert {one.person for one in first_attempts(sheets)} == {person for person, _ in tried}
    assert len(first_attempts(sheets)) == len(last_attempts(sheets)) == len({person for person, _ in tried})
