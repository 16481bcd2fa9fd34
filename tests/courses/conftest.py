"""The house with the courses plugin, shipping a small recorded program, and two trainees in its round."""
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lms.plugins import Plugin
from tests.courses import school
from tests.courses.school import Trainee


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the small program's files."""
    return school.write_program(tmp_path)


@pytest.fixture
def plugins(folder: Path) -> list[Plugin] | None:
    return [school.plugin_of(folder)]


@pytest.fixture
def cohort(app: Flask) -> str:
    """The round's id; both lectures are published."""
    with app.app_context():
        cohort_id = school.open_round()
        assert sorted(school.publish()) == ["A1", "B1"]
    return cohort_id


@pytest.fixture
def enroll(app: Flask, cohort: str) -> Callable[[str], Trainee]:
    def make(name: str) -> Trainee:
        with app.app_context():
            return school.trainee(cohort, name)

    return make


@pytest.fixture
def sato(enroll: Callable[[str], Trainee]) -> Trainee:
    return enroll("sato")
