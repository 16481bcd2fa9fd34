"""Rounds, enrollments, decisions and rosters as JSON."""
from lms.cohorts.api import cohorts, enrollments, own
from lms.cohorts.api.door import api

__all__ = ["api", "cohorts", "enrollments", "own"]
