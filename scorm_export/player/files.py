"""The player's own files, and which of them a page needs. Pure but for reading them."""
from functools import cache
from pathlib import Path

from scorm_export.packages.rules import Edition

STATIC = Path(__file__).parent / "static"
STYLE = "player.css"
COMMON = ("telling.js", "sha256.js", "state.js", "quiz.js", "video.js", "saving.js")
PAGE = ("test.js", "resultfile.js", "player.js")
CHANNELS = {
    Edition.SCORM_12: ("scorm.js", "scorm12.js"), Edition.SCORM_2004_3: ("scorm.js", "scorm2004.js"),
    Edition.SCORM_2004_4: ("scorm.js", "scorm2004.js"), Edition.CMI5: ("cmi5.js",),
}


def scripts(channel: tuple[str, ...]) -> tuple[str, ...]:
    """In the order in which a page loads them: what the player needs, how it saves, the player."""
    return (*COMMON, *channel, *PAGE)


@cache
def read(name: str) -> bytes:
    return (STATIC / name).read_bytes()
