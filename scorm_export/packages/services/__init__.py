"""The door to packages: compile a lecture or a course, make the file, give it out."""
from scorm_export.packages.services.compiling import (
    Package,
    compiled,
    contents_of,
    lecture_html,
    lectures_of,
    newest_program,
    newest_version,
    newest_versions,
    schemas,
)
from scorm_export.packages.services.exporting import (
    changes_of,
    make,
    order,
    remove_old,
    start,
    start_again_if_silent,
    take,
)
from scorm_export.packages.services.rows import downloads_of, export, exports

__all__ = [
    "Package", "changes_of", "compiled", "contents_of", "downloads_of", "export", "exports", "lecture_html", "lectures_of", "make",
    "newest_program", "newest_version", "newest_versions", "order", "remove_old", "schemas", "start", "start_again_if_silent", "take",
]
