"""The door to packages of others: taken in, attached to lectures, shown and played."""
from scorm_export.foreign.services.attaching import attach, attachments, detach, detach_from, lectures, remove, use
from scorm_export.foreign.services.files import file, key_of, preview_key
from scorm_export.foreign.services.packages import LARGEST, package, packages, take_in
from scorm_export.foreign.services.sessions import Commit, begin, commit, part_of
from scorm_export.foreign.services.showing import all_shown, open_part, shown

__all__ = [
    "LARGEST", "Commit", "all_shown", "attach", "attachments", "begin", "commit", "detach", "detach_from", "file", "key_of",
    "lectures", "open_part", "package", "packages", "part_of", "preview_key", "remove", "shown", "take_in", "use",
]
