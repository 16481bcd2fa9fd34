"""Rosters are sent by the visitors of the cohort pages, into the same round."""
from tests.cohorts.conftest import cohort, office, plugins, visit

__all__ = ["cohort", "office", "plugins", "visit"]
