"""``lms items forms``: what is missing is named before a trainee meets it."""
from datetime import timedelta

from flask import Flask

from assessments.items import services as items
from assessments.items.services import Wanted
from lms.periods import civil_day
from tests.conftest import MORNING

DAY = civil_day(MORNING)


def told(app: Flask, *args: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["items", "forms", *args])
    return done.exit_code, done.output


def test_the_shipped_items_suffice_for_every_test(loaded_app: Flask) -> None:
    code, said = told(loaded_app, "--on", DAY.isoformat())
    assert (code, said.count(f"fnsc-training on {DAY}: 28 tests")) == (0, 1)


def test_a_test_whose_items_end_is_named_with_what_there_is_from_the_next_day_on(loaded_app: Flask) -> None:
    with loaded_app.app_context():
        for entry in items.entries(Wanted(lecture="A1"))[4:]:
            items.retire(entry.program, entry.id, DAY, "法改正", "office", MORNING)
    assert told(loaded_app, "--on", DAY.isoformat())[0] == 0
    code, said = told(loaded_app, "--on", (DAY + timedelta(days=1)).isoformat())
    assert (code, "A1-test: group A1 wants 5, there can be 4" in said, "no form of 1 tests" in said) == (1, True, True)


def test_without_a_day_it_is_today(loaded_app: Flask) -> None:
    assert f"on {DAY}:" in told(loaded_app)[1]
