"""The door to packages: compile a lecture or a course, and write it."""
from scorm_export.packages.services.compiling import (
    Package,
    compiled,
    content_of,
    lecture_html,
    lectures_of,
    newest_program,
    newest_version,
)

__all__ = ["Package", "compiled", "content_of", "lecture_html", "lectures_of", "newest_program", "newest_version"]
