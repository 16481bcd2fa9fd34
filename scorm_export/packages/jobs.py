"""Scheduled work of this room."""
from lms.plugins import Job
from scorm_export.packages import services

REMOVE_OLD_PACKAGES = Job("remove-old-packages", services.remove_old, 24 * 3600)
