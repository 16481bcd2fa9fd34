"""``lms items export`` and ``import``."""
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.interchange import services as interchange
from assessments.interchange.services import FORMATS
from assessments.items import services as items
from assessments.items.models import ItemVersionRow
from assessments.items.quiz import read_quiz
from lms.db import db
from tests.conftest import MORNING
from tests.interchange import foreign


def run(app: Flask, *args: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["items", *args])
    return done.exit_code, done.output


@pytest.mark.parametrize("form", FORMATS)
def test_a_lecture_goes_out_and_comes_in_as_the_same_items(loaded_app: Flask, tmp_path: Path, form: str) -> None:
    out, back = tmp_path / "out", tmp_path / "quiz.ja.md"
    assert run(loaded_app, "export", "--format", form, "--lecture", "A1", "--lang", "ja", "--output", str(out))[0] == 0
    code, told = run(loaded_app, "import", str(out), "--format", form, "--lecture", "A1", "--lang", "ja", "--output", str(back))
    assert (code, "12 items" in told, "To be finished" in told) == (0, True, False)
    assert len(read_quiz({"ja": back.read_text(encoding="utf-8")}, "A1")) == 12


def test_what_was_edited_in_the_bank_goes_out_as_it_is_now(loaded_app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with loaded_app.app_context():
        now = interchange.items_of("A1")[0]
        items.keep("fnsc-training", [replace(now, stem={**now.stem, "ja": "直した問題はどれですか。"})], MORNING)
    assert run(loaded_app, "export", "--format", "gift", "--lecture", "A1", "--output", str(out))[0] == 0
    assert "直した問題はどれですか。" in out.read_text(encoding="utf-8")


def test_an_import_tells_what_is_missing_and_keeps_nothing(app: Flask, tmp_path: Path) -> None:
    source, back = tmp_path / "in.xml", tmp_path / "quiz.ja.md"
    source.write_bytes(foreign.content("moodle.xml"))
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(ItemVersionRow))
    code, told = run(app, "import", str(source), "--format", "moodle", "--lecture", "A1", "--output", str(back))
    assert code == 0
    assert "作文: questions of the type 'essay' have no place here" in told
    assert "section is missing" in told
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ItemVersionRow)) == before


@pytest.mark.parametrize(("args", "words"), [
    (["export", "--format", "gift", "--lecture", "Z9", "--output", "{}/x"], "has items of the lecture 'Z9'"),
    (["export", "--format", "gift", "--lecture", "A1", "--output", "{}/no/x"], "No such file"),
    (["import", "{}/bad", "--format", "moodle", "--lecture", "A1", "--output", "{}/x"], "not UTF-8"),
    (["import", "{}/bad", "--format", "word", "--lecture", "A1", "--output", "{}/x"], "is not one of"),
])
def test_what_cannot_be_done_is_said_in_words(loaded_app: Flask, tmp_path: Path, args: list[str], words: str) -> None:
    (tmp_path / "bad").write_bytes(b"\x82\xa0")
    code, told = run(loaded_app, *(part.format(tmp_path) for part in args))
    assert code != 0
    assert words in told
    assert "Traceback" not in told
