"""Packages against the plainest thing that could be done: zipping the same bytes, and copying the same file."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from courses.publishing.models import LectureVersion
from lms import migrations
from lms.app import create_app
from lms.db import db, transaction
from lms.media import services as media
from lms.media.store import place
from lms.settings import Settings, database_url
from scorm_export.packages import archive, services
from scorm_export.packages.rules import Edition, Grain, MediaGrade, Spec
from tests.apps import load

PROGRAM = "fnsc-training"
LARGE = 2_000_000_000  # bytes of one recording
BLOCK = 1024 * 1024
NOW = datetime(2027, 6, 10, 1, tzinfo=UTC)


def package_lines() -> list[str]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        instance = Path(name)
        settings = Settings(database_url(f"sqlite:///{instance}/bench.db"), "only for the benchmark", instance)
        app = create_app(settings)
        with app.app_context():
            migrations.upgrade(app)
            load(app)
            lines = course_lines(instance)
            enlarge(instance)
        return [*lines, *recording_lines(instance)]


def spec(grain: Grain, part: str, grade: MediaGrade) -> Spec:
    return Spec(PROGRAM, Edition.SCORM_12, grain, "ja", grade, part)


# The whole course ---------------------------------------------------------------------------------------

def course_lines(instance: Path) -> list[str]:
    target, wanted = instance / "course.zip", spec(Grain.COURSE, "", MediaGrade.NONE)
    first = seconds(lambda: write(wanted, target))
    later = min(seconds(lambda: write(wanted, target)) for _ in range(5))
    entries = [(entry.path, entry.content) for entry in services.compiled(wanted, NOW).entries if isinstance(entry.content, bytes)]
    zipping = min(seconds(lambda: plain(entries, instance / "plain.zip")) for _ in range(5))
    return [
        f"{'zipping the same bytes':<36}{zipping:>8.3f} s",
        f"{'whole course, first in a process':<36}{first:>8.3f} s{first / zipping:>8.1f} x",
        f"{'whole course, again':<36}{later:>8.3f} s{later / zipping:>8.1f} x"]


def write(wanted: Spec, target: Path) -> None:
    with target.open("wb") as file:
        archive.write(services.compiled(wanted, NOW).entries, file)


def plain(entries: list[tuple[str, bytes]], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=archive.LEVEL) as made:
        for path, content in entries:
            made.writestr(path, content)


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# A long recording ---------------------------------------------------------------------------------------

def enlarge(instance: Path) -> None:
    """Lecture A1 gets a recording of two gigabytes: a real one, with a box at its end that players skip."""
    version = services.newest_version(PROGRAM, "A1")
    row = db.session.get_one(LectureVersion, version)
    small = place(media.folder(), media.media(row.video_id).digest).read_bytes()
    path = instance / "large.mp4"
    with path.open("wb") as file:
        file.write(small)
        free = LARGE - len(small)
        file.write(free.to_bytes(4, "big") + b"free")
        noise, left = os.urandom(BLOCK), free - 8
        while left > 0:
            file.write(noise[:left])
            left -= BLOCK
    with path.open("rb") as file:
        kept = media.add(file)
    with transaction() as session:
        session.execute(update(LectureVersion).where(LectureVersion.id == version).values(video_id=kept.id))


def recording_lines(instance: Path) -> list[str]:
    """The best of three, each in turn: copying, then a process of its own that makes the package."""
    copies, made, memory = [], [], 0
    for _ in range(3):
        copies.append(seconds(lambda: shutil.copyfile(instance / "large.mp4", instance / "copy.mp4")))
        (instance / "copy.mp4").unlink()
        taken, peak = child(instance)
        made.append(taken)
        memory = max(memory, peak)
    speed = min(copies) / min(made)
    return [
        f"{'copying 2 GB of video':<36}{min(copies):>8.3f} s",
        f"{'package with 2 GB of video':<36}{min(made):>8.3f} s{speed:>8.0%} of the speed of the copy{memory:>6} MB of memory"]


def child(instance: Path) -> tuple[float, int]:
    """Seconds for the file, and the largest memory of the process in MB."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.packages", str(instance)], capture_output=True, text=True, check=True)
    taken, peak = done.stdout.split()
    return float(taken), int(peak)


def make_one(instance: Path) -> None:
    app = create_app(Settings(database_url(f"sqlite:///{instance}/bench.db"), "only for the benchmark", instance))
    target = instance / "large.zip"
    with app.app_context():
        wanted = spec(Grain.LECTURE, "A1", MediaGrade.P720)
        services.compiled(wanted, NOW)
        taken = seconds(lambda: write(wanted, target))
    target.unlink()
    print(f"{taken:.3f} {largest_memory() // 1024}")


def largest_memory() -> int:
    """Of this process, in KB. Not what ``getrusage`` says: a child inherits the largest memory of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    make_one(Path(sys.argv[1]))
