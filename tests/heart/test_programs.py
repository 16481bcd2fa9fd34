"""Program versions on a database, and what the command line says about them."""
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms import demo
from lms.enrollments import services as enrollments
from lms.errors import Invalid
from lms.people import services as people
from lms.people.services import NewPerson
from lms.plugins import Plugin
from lms.programs import services as programs
from tests.conftest import MakeApp
from tests.heart import ground
from tests.heart.rounds import BEFORE
from tests.heart.test_definition import SMALL


def test_the_newest_version_is_the_one_loaded_last_also_when_it_was_loaded_before(make_app: MakeApp, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    app = make_app([Plugin(name="tests.heart", activity_kinds=tuple(ground.KINDS.values()), programs=(folder,))])
    newest = []
    with app.app_context():
        for n, version in enumerate("ABA"):
            text = SMALL.replace('version = "1"', f'version = "{version}"').replace('["certificate"]', "[]")
            (folder / "program.toml").write_text(text, encoding="utf-8")
            programs.load(BEFORE + timedelta(hours=n))
            newest.append((programs.newest("small").version, [v.version for v in programs.newest_versions()]))
    assert newest == [("A", ["A"]), ("B", ["B"]), ("A", ["A"])]


def test_a_program_that_is_not_shipped_is_told_in_words(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["programs", "show", "nonsense"])
    assert shown.exit_code == 1
    assert shown.output == "Error: no program nonsense is shipped; there are: fnsc-training\n"
    assert app.test_cli_runner().invoke(args=["programs", "show", "fnsc-training"]).exit_code == 0


def test_a_demo_that_fails_leaves_nothing_behind(in_app: Flask) -> None:
    programs.load(BEFORE)
    people.create_person(NewPerson(demo.ACCOUNTS[-1].email, "先", "客"), BEFORE)
    with pytest.raises(Invalid):
        demo.make_demo(BEFORE)
    assert enrollments.cohort_by_code(demo.CODE) is None
    assert people.find_person_by_email(demo.ACCOUNTS[0].email) is None
