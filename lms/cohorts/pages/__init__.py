"""The secretariat's pages: rounds, who is where, registration and decisions."""
from lms.cohorts.pages import cohort, decisions, overview, registration, trainee
from lms.cohorts.pages.door import pages

__all__ = ["cohort", "decisions", "overview", "pages", "registration", "trainee"]
