"""Comparing numbers that may be missing."""
import pytest


def same(found: object, wanted: object) -> bool:
    """Within 1e-9, relative or absolute; only nothing equals nothing."""
    return found is wanted if found is None or wanted is None else found == pytest.approx(wanted, rel=1e-9, abs=1e-9)
