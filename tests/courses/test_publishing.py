"""From files to immutable versions, with a recording or a sample."""
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from courses.lectures.transcript import cues
from courses.publishing import samples, services
from lms.errors import DefinitionError, NotFound
from lms.media import services as media
from tests.conftest import MORNING
from tests.courses import school


def test_what_is_published_is_not_published_again(any_database_app: Flask, cohort: str) -> None:
    with any_database_app.app_context():
        assert services.waiting() == []
        version = services.version(services.newest("small", "A1"))
    assert (version.code, version.seconds, version.is_sample, set(version.captions)) == (
        "A1", school.SECONDS, False, {"ja", "en"})


def test_another_text_video_or_caption_makes_a_new_version(app: Flask, cohort: str, folder: Path) -> None:
    place = folder / "A" / "A1"
    with app.app_context():
        ids = {services.newest("small", "A1")}
        for n, change in enumerate((
            lambda: school.write_lecture(folder, "A1", title="改めた"),
            lambda: (place / "captions.en.vtt").write_text(school.CAPTIONS.format("New.", "Words."), encoding="utf-8"),
            lambda: (place / "video.mp4").write_bytes(school.video(30)),
        ), 1):
            change()
            assert school.publish(MORNING + timedelta(hours=n)) == ["A1"]
            ids.add(services.newest("small", "A1"))
        assert services.version(services.newest("small", "A1")).seconds == 30
    assert len(ids) == 4


def test_a_lecture_without_a_recording_gets_a_marked_sample(app: Flask, folder: Path) -> None:
    for file in (folder / "A" / "A1").glob("*.*"):
        if file.suffix != ".md":
            file.unlink()
    with app.app_context():
        school.open_round()
        assert sorted(school.publish()) == ["A1", "B1"]
        version = services.version(services.newest("small", "A1"))
        spoken = cues(media.text(version.captions["en"]))
        assert (version.is_sample, version.seconds) == (True, 10)
        assert media.media(version.video_id).seconds == pytest.approx(10, abs=0.5)
        assert [cue.text for cue in spoken] == ["A sample lecture", "Understand.", "The point."]
        assert services.version(services.newest("small", "B1")).is_sample is False


BAD_FILES = {
    "video.mp4": b"this is no video", "captions.ja.vtt": b"1\n00:00 --> 00:01\nno header\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_not_what_its_name_says_is_named(app: Flask, folder: Path, name: str) -> None:
    (folder / "B" / "B1" / name).write_bytes(BAD_FILES[name])
    with app.app_context():
        school.open_round()
        with pytest.raises(DefinitionError) as caught:
            school.publish()
        [problem] = caught.value.problems
        assert problem.startswith(f"{folder}/B/B1/{name}:1: ")
        assert re.fullmatch(r"[ -~]*", problem.removeprefix(str(folder)))
        assert [draft.lecture.code for draft in services.waiting()] == ["B1"]


def test_a_video_too_short_to_be_attended_is_refused(app: Flask, folder: Path) -> None:
    """A lecture whose rule cannot be met cannot be published."""
    (folder / "A" / "A1" / "video.mp4").write_bytes(school.video(0.5, rate=10))
    with app.app_context():
        school.open_round()
        with pytest.raises(DefinitionError, match=r"A1/video\.mp4:1: .*shorter than a second"):
            school.publish()


def test_the_command_publishes_and_names_what_is_wrong(app: Flask, folder: Path) -> None:
    with app.app_context():
        school.open_round()
    (folder / "B" / "B1" / "video.mp4").write_bytes(b"no video")
    failed = app.test_cli_runner().invoke(args=["lectures", "publish"])
    assert failed.exit_code != 0
    assert f"{folder}/B/B1/video.mp4:1: " in failed.stderr
    assert "Traceback" not in failed.stderr
    (folder / "B" / "B1" / "video.mp4").write_bytes(school.video())
    assert app.test_cli_runner().invoke(args=["lectures", "publish"]).exit_code == 0
    again = app.test_cli_runner().invoke(args=["lectures", "publish"])
    assert (again.exit_code, again.output) == (0, "")


def test_what_was_never_published_is_not_found(in_app: Flask) -> None:
    for asked in (lambda: services.newest("small", "A1"), lambda: services.version("none")):
        with pytest.raises(NotFound):
            asked()


def test_a_slide_stays_as_long_as_its_words_take_and_captions_follow() -> None:
    slides = [samples.Slide("題", (), {"ja": "題"}, 4), samples.Slide("要点", ("あ",), {"ja": "あ", "en": "a"}, 3600)]
    assert samples.captions(slides, "en").splitlines() == [
        "WEBVTT", "", "00:00:00.000 --> 00:00:04.000", "題", "", "00:00:04.000 --> 01:00:04.000", "a"]


@pytest.mark.parametrize(("webvtt", "expected"), [
    ("", []),
    ("WEBVTT\n\nNOTE a note\n\nSTYLE\n::cue {}\n", []),
    ("WEBVTT\r\n\r\n1\r\n00:05.000 --> 00:06.000 align:start\r\n<v 佐藤>こんにちは\r\n皆さん\r\n", [(5, "こんにちは 皆さん")]),
    ("WEBVTT\n\n01:00:05.000 --> 01:00:06.000\na\n\n00:07.000 --> 00:08.000\nb\n", [(3605, "a"), (7, "b")]),
])
def test_captions_become_lines_of_a_transcript(webvtt: str, expected: list[tuple[int, str]]) -> None:
    assert [(cue.second, cue.text) for cue in cues(webvtt)] == expected
