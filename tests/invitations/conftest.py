"""Invitations go to people of a round."""
from tests.cohorts.conftest import cohort, office, plugins, visit

__all__ = ["cohort", "office", "plugins", "visit"]
