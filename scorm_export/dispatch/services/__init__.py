"""The door to dispatches: make and end them, open a lecture, store what was done, and see how they stand."""
from scorm_export.dispatch.services.figures import learners_of, lines, taken_of, versions_of
from scorm_export.dispatch.services.making import (
    by_key,
    change_terms,
    create,
    dispatch,
    dispatches,
    revoke,
    terms_of,
)
from scorm_export.dispatch.services.media import opened
from scorm_export.dispatch.services.playing import Said, Visitor, launch, store
from scorm_export.dispatch.services.stops import all_stops, lift, stop
from scorm_export.dispatch.services.stops import current as current_stop
from scorm_export.dispatch.services.tests import tests_of
from scorm_export.dispatch.services.thin import name_of, take, written

__all__ = [
    "Said", "Visitor", "all_stops", "by_key", "change_terms", "create", "current_stop", "dispatch", "dispatches",
    "launch", "learners_of", "lift", "lines", "name_of", "opened", "revoke", "stop", "store", "take", "taken_of",
    "terms_of", "tests_of", "versions_of", "written",
]
