"""Scheduled work of this room."""
from lms.plugins import Job
from scorm_export.results import services

COUNT_WAITING = Job("count-waiting-results", services.count_waiting, 15 * 60)
