"""Scheduled work of tests."""
from assessments.attempts import services
from lms.plugins import Job

SUBMIT_OVERDUE = Job("submit-overdue", services.submit_overdue, 60)
