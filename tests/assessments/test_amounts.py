"""How scores are written: nobody who failed is told that nothing is missing."""
import pytest

from assessments.attempts.pages import amount, missing


@pytest.mark.parametrize(("items", "shown"), [(27.0, "27"), (27.5, "27.5"), (27.99, "27.9"), (0.3, "0.3"), (0.0, "0")])
def test_a_score_is_never_rounded_up(items: float, shown: str) -> None:
    assert amount(items) == shown


@pytest.mark.parametrize(("items", "shown"), [(1.0, "1"), (0.01, "0.1"), (0.5, "0.5"), (28 - 27.98, "0.1")])
def test_what_is_missing_is_never_rounded_down(items: float, shown: str) -> None:
    assert missing(items) == shown
