"""Pages of this room: the secretariat's, the contractor's, and the one that shows a lecture inside another system."""
from scorm_export.dispatch.pages import dispatch, making, overview, own, packages, playing, stopping
from scorm_export.dispatch.pages.door import pages

__all__ = ["dispatch", "making", "overview", "own", "packages", "pages", "playing", "stopping"]
