"""What may be asked of a package, and which system takes which form of it. Pure."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LANGUAGES = ("ja", "en")


class Edition(StrEnum):
    """The standard that a package follows."""

    SCORM_12 = "1.2"
    SCORM_2004_3 = "2004-3"
    SCORM_2004_4 = "2004-4"
    CMI5 = "cmi5"


class Grain(StrEnum):
    """How much goes into one package: the whole course, a module, or a lecture."""

    COURSE = "course"
    MODULE = "module"
    LECTURE = "lecture"


class MediaGrade(StrEnum):
    """The recording in a package. Without one, the text and the transcript are there all the same."""

    NONE = "none"
    AUDIO = "audio"
    P360 = "360p"
    P720 = "720p"


class Preset(StrEnum):
    """The system that is to take the package."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    BLACKBOARD = "blackboard"
    SCORM_CLOUD = "scorm-cloud"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Taste:
    """What a system takes, and the form that serves it best."""

    editions: tuple[Edition, ...]
    edition: Edition
    grain: Grain


SCORM = (Edition.SCORM_12, Edition.SCORM_2004_3, Edition.SCORM_2004_4)
# Moodle keeps one grade for a package and plays 1.2 best; Canvas and Blackboard show one score for each package, so that a
# lecture each can be seen; SCORM Cloud plays everything.
TASTES: Mapping[Preset, Taste] = {
    Preset.MOODLE: Taste(SCORM, Edition.SCORM_12, Grain.LECTURE),
    Preset.CANVAS: Taste(SCORM, Edition.SCORM_2004_4, Grain.LECTURE),
    Preset.BLACKBOARD: Taste(SCORM, Edition.SCORM_2004_4, Grain.LECTURE),
    Preset.SCORM_CLOUD: Taste((*SCORM, Edition.CMI5), Edition.SCORM_2004_4, Grain.COURSE),
    Preset.GENERIC: Taste((*SCORM, Edition.CMI5), Edition.SCORM_12, Grain.COURSE),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """One package as it is asked for. ``part``: the module or lecture, empty for the course."""

    program: str
    edition: Edition
    grain: Grain
    language: str
    media: MediaGrade
    part: str = ""
    preset: Preset = Preset.GENERIC

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        parts = (self.program, self.part, self.edition, self.language, self.media)
        return "-".join(re.sub(r"[^A-Za-z0-9.]+", "-", part) for part in parts if part)


def problems_of(spec: Spec) -> dict[str, str]:
    """What cannot be meant, as messages by field."""
    checks = {
        "edition": (spec.edition not in TASTES[spec.preset].editions, "このシステムは、この規格のパッケージを取り込めません。"),
        "part": (spec.grain is Grain.COURSE and spec.part != "", "全課程のパッケージでは、区分や講義を選びません。"),
        "language": (spec.language not in LANGUAGES, "言語は ja か en です。"),
    }
    return {name: message for name, (wrong, message) in checks.items() if wrong}
