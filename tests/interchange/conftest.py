"""The house with its shipped items, and visitors of every role."""
from collections.abc import Callable

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from tests.cohorts.conftest import Visitor, visits


@pytest.fixture
def visit(loaded_app: Flask, clock: FixedClock) -> Callable[..., Visitor]:
    return visits(loaded_app, clock)


@pytest.fixture
def mori(visit: Callable[..., Visitor]) -> Visitor:
    """A lecturer."""
    return visit(Role.LECTURER)
