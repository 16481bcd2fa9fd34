"""The heart's own house: the core and one small plugin that ships the real program with kinds of the tests' own."""
import pytest
from flask import Flask

from lms.enrollments.views import CohortView
from lms.plugins import Plugin
from tests.heart import ground
from tests.heart.rounds import enrolled, open_round


@pytest.fixture
def plugins() -> list[Plugin] | None:
    return [ground.plugin]


@pytest.fixture
def cohort(in_app: Flask) -> CohortView:
    return open_round()


@pytest.fixture
def trainee(cohort: CohortView) -> str:
    """An enrollment id."""
    return enrolled(cohort.id, "trainee")
