"""A short sample recording for a lecture that has none yet: drawn slides, a soft tone, captions. Marked as a sample."""
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from courses.authoring.ir import Edition, Lecture
from lms.media.store import ffmpeg
from lms.typesetting import FONTS

WIDTH, HEIGHT, FRAMES_A_SECOND = 960, 540, 4
INK, SOFT, DEEP, GROUND, RULE = "#1a1a1a", "#4d4d4d", "#00316a", "#fdfaf0", "#c0e4ff"
CHARACTERS_A_SECOND = 12  # a caption stays as long as it takes to read
SHORTEST, LONGEST = 3, 9


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. ``lines`` appear together; ``captions`` by language is what would be said."""

    heading: str
    lines: tuple[str, ...]
    captions: dict[str, str]
    seconds: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes of an MP4, and WebVTT captions by language."""

    video: bytes
    captions: dict[str, str]


def sample(lecture: Lecture) -> Sample:
    """Draw and encode the sample of a lecture: title, objectives, key points."""
    slides = slides_of(lecture)
    return Sample(_encoded(lecture.editions["ja"], slides), {locale: captions(slides, locale) for locale in lecture.editions})


def slides_of(lecture: Lecture) -> list[Slide]:
    """The first slide names the lecture; then each objective and key point, so that captions follow the text."""
    title = {locale: edition.title for locale, edition in lecture.editions.items()}
    objectives = _aligned({locale: edition.objectives for locale, edition in lecture.editions.items()})
    key_points = _aligned({locale: edition.key_points for locale, edition in lecture.editions.items()})
    rest = [("この講義の目標", said) for said in objectives] + [("要点", said) for said in key_points]
    return [Slide(title["ja"], (), title, 4), *(Slide(heading, (said["ja"],), said, _seconds(said["ja"])) for heading, said in rest)]


def _aligned(lists: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Line by line in every language that has so many."""
    return [{locale: lines[n] for locale, lines in lists.items() if n < len(lines)} for n in range(len(lists["ja"]))]


def _seconds(text: str) -> int:
    return max(SHORTEST, min(LONGEST, -(-len(text) // CHARACTERS_A_SECOND)))


def captions(slides: list[Slide], locale: str) -> str:
    """WebVTT in one language."""
    cues, at = ["WEBVTT", ""], 0
    for slide in slides:
        said = slide.captions.get(locale) or slide.captions["ja"]
        cues += [f"{_stamp(at)} --> {_stamp(at + slide.seconds)}", said, ""]
        at += slide.seconds
    return "\n".join(cues)


def _stamp(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _encoded(edition: Edition, slides: list[Slide]) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        listing = []
        for n, slide in enumerate(slides):
            draw(edition, slide).save(folder / f"{n}.png", compress_level=1)
            listing.append(f"file '{n}.png'\nduration {slide.seconds}\n")
        listing.append(f"file '{len(slides) - 1}.png'\n")
        (folder / "slides.txt").write_text("".join(listing))
        _run(folder, sum(slide.seconds for slide in slides))
        return (folder / "sample.mp4").read_bytes()


def _run(folder: Path, seconds: int) -> None:
    tone = f"sine=frequency=220:duration={seconds}:sample_rate=22050,volume=0.04"
    subprocess.run(
        [ffmpeg(), "-v", "error", "-f", "concat", "-i", "slides.txt", "-f", "lavfi", "-i", tone,
         "-r", str(FRAMES_A_SECOND), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-crf", "30",
         "-pix_fmt", "yuv420p", "-g", "16", "-threads", "1", "-c:a", "aac", "-b:a", "24k", "-t", str(seconds),
         "-movflags", "+faststart", "sample.mp4"],
        cwd=folder, check=True, timeout=120)


def draw(edition: Edition, slide: Slide) -> Image.Image:
    """One slide: where we are, that it is a sample, a heading, a line, the words."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(image)
    pen.text((64, 56), edition.code, font=_font("Regular", 24), fill=SOFT)
    pen.text((WIDTH - 64, 56), "見本の映像", font=_font("Regular", 22), fill=SOFT, anchor="ra")
    y = _block(pen, slide.heading, _font("Bold", 42), DEEP, 120, 58)
    pen.line((64, y + 8, WIDTH - 64, y + 8), fill=RULE, width=3)
    y += 44
    for line in slide.lines:
        y = _block(pen, line, _font("Regular", 30), INK, y, 48)
    return image


def _block(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, fill: str, y: int, step: int) -> int:
    """Wrap by width (Japanese breaks between any two characters); the y below the last line."""
    line = ""
    for character in text:
        if pen.textlength(line + character, font=font) > WIDTH - 128 and character not in "、。)」":
            pen.text((64, y), line, font=font, fill=fill)
            line, y = "", y + step
        line += character
    pen.text((64, y), line, font=font, fill=fill)
    return y + step


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSansJP-{weight}.ttf"), size)
