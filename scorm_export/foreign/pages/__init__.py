"""The pages of this room: the secretariat's, the trainee's, and the addresses from which a package is played."""
from scorm_export.foreign.pages import office, trainee
from scorm_export.foreign.pages.content import content
from scorm_export.foreign.pages.door import pages

__all__ = ["content", "office", "pages", "trainee"]
