"""Results of a contractor, for the agency's people and the contractor's own: what came home, sending more, systems that send."""
from scorm_export.results.pages import results, sending, systems
from scorm_export.results.pages.door import pages

__all__ = ["pages", "results", "sending", "systems"]
