"""JSON routes of this room: for lectures that are open in a contractor's system, and for the secretariat."""
from scorm_export.dispatch.api import office as _office  # noqa: F401 - declares routes
from scorm_export.dispatch.api import playing as _playing  # noqa: F401 - declares routes
from scorm_export.dispatch.api.door import api

__all__ = ["api"]
