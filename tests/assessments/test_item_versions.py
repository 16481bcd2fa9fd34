"""How the items of the shipped quiz files are kept, version by version."""
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from assessments.items import services
from lms.periods import civil_day
from lms.programs import services as programs
from tests.assessments.conftest import BEFORE

TODAY = civil_day(BEFORE)


def test_every_shipped_quiz_is_right(in_app: Flask) -> None:
    for program in programs.shipped():
        assert len(services.read_shipped(program)) >= 5 * len(services.lectures_of(program))


def test_loading_again_changes_nothing(in_app: Flask) -> None:
    assert services.load_shipped(BEFORE) > 0
    before = services.pool("fnsc-training", ["A1"], TODAY)
    assert services.load_shipped(BEFORE + timedelta(days=1)) == 0
    assert services.pool("fnsc-training", ["A1"], TODAY) == before


def test_a_changed_item_is_a_new_version_and_the_old_one_stays(
    in_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services.load_shipped(BEFORE)
    old = services.pool("fnsc-training", ["A1"], TODAY)[0]
    folder = programs.folder_of_program("fnsc-training") / "A" / "A1"
    for name in ("quiz.ja.md", "quiz.en.md", "lecture.ja.md"):
        (tmp_path / "A" / "A1").mkdir(parents=True, exist_ok=True)
        text = (folder / name).read_text(encoding="utf-8")
        (tmp_path / "A" / "A1" / name).write_text(text.replace(old.item.stem["ja"], "別の問題です。"), encoding="utf-8")
    changed = services.read_folder(tmp_path / "A" / "A1")
    monkeypatch.setattr(services, "read_shipped", lambda program: list(changed))
    assert services.load_shipped(BEFORE + timedelta(days=1)) == 1
    new = services.pool("fnsc-training", ["A1"], TODAY)[0]
    assert (new.item.id, new.item.stem["ja"]) == (old.item.id, "別の問題です。")
    assert services.versions([old.id])[old.id] == old
    assert services.pool("fnsc-training", ["B1"], TODAY) == []
