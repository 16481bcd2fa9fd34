"""A small program of two lectures as files, its recording, and trainees in its round."""
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient

from courses.plugin import plugin as courses
from courses.publishing import services as publishing
from lms.access import Role
from lms.db import db
from lms.enrollments import services as enrollments
from lms.media import store
from lms.people import services as people
from lms.people.rules import NewPerson
from lms.plugins import Plugin
from lms.programs import services as programs
from lms.programs.kinds import ActivityKind, Parameters
from lms.web.access import csrf_token_of
from tests.conftest import MORNING

PASSWORD = "tsunagu to hito wo 12"
SECONDS = 100  # of the recording
SECTIONS = ("first", "second")

HEAD = """---
code: {code}
title: {title}
as_of: 2026-11-22
objectives:
  - {objective}
key_points:
  - {point}
sources:
  - 検討会報告書
---
"""
JA = {"title": "見本の講義", "objective": "分かる。", "point": "要点です。"}
EN = {"title": "A sample lecture", "objective": "Understand.", "point": "The point."}
BODY_JA = "\n## はじめに {#first}\n\n{在留資格|ざいりゅうしかく}を確かめます。\n\n## 終わりに {#second}\n\n終わりの文です。\n"
BODY_EN = "\n## Beginning {#first}\n\nCheck the status.\n\n## End {#second}\n\nThe last words.\n"

PROGRAM = """
id = "small"
version = "1"
title = { ja = "小さな研修", en = "Small training" }
source = { ja = "見本", en = "Sample" }
[clauses]
"S(1)" = { ja = "先に A を終える。", en = "A comes first." }
"S(2)" = { ja = "二か月以内に終える。", en = "It is finished within two months." }
[[windows]]
id = "learning"
title = { ja = "学習", en = "Learning" }
period = "P2M"
clause = "S(2)"
[[stages]]
id = "lectures"
title = { ja = "講義", en = "Lectures" }
window = "learning"
clause = "S(2)"
[[modules]]
id = "A"
title = { ja = "役割", en = "Role" }
[[modules]]
id = "B"
title = { ja = "知識", en = "Knowledge" }
requires = ["A"]
clause = "S(1)"
[[activities]]
id = "A1"
kind = "lecture"
stage = "lectures"
module = "A"
title = { ja = "見本の講義", en = "A sample lecture" }
minutes = 60
exemptible = true
[[activities]]
id = "A1-test"
kind = "exam"
of = "A1"
stage = "lectures"
[[activities]]
id = "B1"
kind = "lecture"
stage = "lectures"
module = "B"
title = { ja = "次の講義", en = "The next lecture" }
minutes = 30
"""
CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n{}\n\n00:00:50.000 --> 00:00:55.000\n{}\n"


def text(code: str = "A1", locale: str = "ja", body: str | None = None, **head: str) -> str:
    """A lecture file; ``head`` replaces words of its front matter."""
    words, usual = (JA, BODY_JA) if locale == "ja" else (EN, BODY_EN)
    return HEAD.format(code=code, **{**words, **head}) + (usual if body is None else body)


def write_lecture(folder: Path, code: str, **head: str) -> Path:
    """``A/A1`` and the like below the program's folder."""
    place = folder / code[0] / code
    place.mkdir(parents=True, exist_ok=True)
    (place / "lecture.ja.md").write_text(text(code, "ja", **head), encoding="utf-8")
    (place / "lecture.en.md").write_text(text(code, "en"), encoding="utf-8")
    return place


def record(place: Path) -> None:
    """Give a lecture a recording of its own with captions."""
    (place / "video.mp4").write_bytes(video())
    (place / "captions.ja.vtt").write_text(CAPTIONS.format("はじめます。", "続けます。"), encoding="utf-8")
    (place / "captions.en.vtt").write_text(CAPTIONS.format("We begin.", "We go on."), encoding="utf-8")


@cache
def video(seconds: float = SECONDS, rate: int = 1) -> bytes:
    with TemporaryDirectory() as name:
        path = Path(name) / "video.mp4"
        subprocess.run([store.ffmpeg(), "-v", "error", "-f", "lavfi", "-i", f"testsrc=duration={seconds}:size=64x64:rate={rate}",
                        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)], check=True)
        return path.read_bytes()


def write_program(folder: Path) -> Path:
    """The program's folder, with recorded lectures A1 and B1."""
    home = folder / "small"
    home.mkdir()
    (home / "program.toml").write_text(PROGRAM, encoding="utf-8")
    for code in ("A1", "B1"):
        record(write_lecture(home, code))
    return home


def plugin_of(folder: Path) -> Plugin:
    """The courses plugin, shipping this program instead of its own, with a kind of test that nobody offers."""
    exam = ActivityKind("exam", "テスト", "home", Parameters)
    return replace(courses, programs=(folder,), activity_kinds=(*courses.activity_kinds, exam))


def publish(now: datetime = MORNING) -> list[str]:
    """Publish what waits; the codes."""
    return list(publishing.publish(publishing.waiting(), now))


@dataclass(frozen=True)
class Trainee:
    """Somebody in the small program's round. ``session`` is the value of their cookie."""

    person_id: str
    enrollment_id: str
    session: str


def open_round() -> str:
    """A cohort that studies in June and July 2027; its id."""
    programs.load(MORNING)
    return enrollments.create_cohort(
        "small", "small", {"ja": "見本の期", "en": "Sample round"}, {"learning": date(2027, 6, 1)}, {}, MORNING).id


def trainee(cohort_id: str, name: str) -> Trainee:
    email = f"{name}@city.example"
    person = people.create_person(NewPerson(email, name, "明里", "さとう あかり"), MORNING, PASSWORD)
    people.grant_role(person.id, Role.TRAINEE, "test", MORNING)
    enrolled = enrollments.enroll(cohort_id, person.id, None, "test", MORNING)
    session = people.sign_in(email, PASSWORD, "203.0.113.9", MORNING)
    db.session.rollback()
    return Trainee(person.id, enrolled.id, session)


def client_of(app: Flask, who: Trainee) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("tsunagu_session", who.session)
    return client


def csrf_of(app: Flask, who: Trainee) -> Mapping[str, str]:
    """The header that a page's script sends."""
    with app.app_context():
        return {"X-CSRF-Token": csrf_token_of(who.session)}
