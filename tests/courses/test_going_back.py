"""A correction that is taken back: new starters get the text that the files hold."""
from datetime import timedelta
from pathlib import Path

from flask import Flask

from courses.publishing import services as publishing
from tests.conftest import MORNING
from tests.courses.school import text


def publish_later(days: int) -> list[str]:
    return list(publishing.publish(publishing.waiting(), MORNING + timedelta(days=days)))


def test_files_that_go_back_to_an_earlier_text_are_offered_again(app: Flask, cohort: str, folder: Path) -> None:
    file = folder / "A" / "A1" / "lecture.ja.md"
    with app.app_context():
        first = publishing.newest("small", "A1")
        file.write_text(text(title="直した講義"), encoding="utf-8")
        assert publish_later(1) == ["A1"]
        second = publishing.newest("small", "A1")
        file.write_text(text(), encoding="utf-8")
        assert publish_later(2) == ["A1"]
        assert publishing.newest("small", "A1") == first != second
        assert publish_later(3) == []
        assert publishing.version(second).lecture.edition("ja").title == "直した講義"
