"""WebVTT captions as lines of a transcript: when, and what was said. Pure."""
import re
from dataclasses import dataclass

TIMES = re.compile(r"(?:(\d+):)?(\d{2}):(\d{2})[.,]\d{3}\s+-->")


@dataclass(frozen=True, slots=True)
class Cue:
    second: int
    text: str


def cues(webvtt: str) -> list[Cue]:
    """The cues of a WebVTT text in order; settings, notes and styles are left out."""
    found = []
    for block in re.split(r"\r?\n\s*\r?\n", webvtt):
        lines = block.strip().splitlines()
        at = next((n for n, line in enumerate(lines) if TIMES.match(line)), None)
        if at is not None:
            hours, minutes, seconds = TIMES.match(lines[at]).groups()  # type: ignore[union-attr]
            words = re.sub(r"<[^>]*>", "", " ".join(lines[at + 1:])).strip()
            found.append(Cue(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), words))
    return found
