"""Attendance by reading (ruling A19) for someone who reads the printed text first and confirms afterward."""
from datetime import timedelta

import pytest
from flask import Flask

from courses.lectures import rules
from courses.lectures import services as lectures
from lms.clock import FixedClock
from lms.errors import Invalid
from tests.courses.school import Trainee


@pytest.fixture
def needed(app: Flask, sato: Trainee, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> int:
    """Seconds that the whole text takes; the small lecture is short, so reading is made slow."""
    monkeypatch.setitem(rules.CHARACTERS_A_MINUTE, "ja", 10)
    with app.app_context():
        view = lectures.open_lecture(sato.enrollment_id, "A1", sato.person_id, "ja", clock.now())
        return sum(rules.reading_seconds(section.text, "ja") for section in view.sections)


def confirm(who: Trainee, section: str, clock: FixedClock) -> bool:
    view = lectures.confirm_section(who.enrollment_id, "A1", who.person_id, section, "ja", clock.now())
    return view.attended


def test_who_has_read_it_all_confirms_every_section_at_once(
    app: Flask, sato: Trainee, clock: FixedClock, needed: int
) -> None:
    clock.advance(timedelta(seconds=needed))
    with app.app_context():
        assert not confirm(sato, "first", clock)
        assert confirm(sato, "second", clock)


def test_time_for_one_section_does_not_pay_for_two(app: Flask, sato: Trainee, clock: FixedClock, needed: int) -> None:
    clock.advance(timedelta(seconds=needed - 1))
    with app.app_context():
        confirm(sato, "first", clock)
        with pytest.raises(Invalid) as caught:
            confirm(sato, "second", clock)
    assert caught.value.members["seconds_left"] == 1
