"""Lines that come while another is being judged, on both databases."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.attempts import services
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.services import journal
from lms.db import db
from lms.errors import Conflict, Refused, TooMany
from tests.assessments.conftest import NOW, Trainee


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """``meanwhile(something)`` happens once: after the next line was judged, before it is stored."""

    def arrange(something: Callable[[], object]) -> None:
        add, waiting = journal._added, [something]

        def interrupted(*line: object) -> bool:
            while waiting:
                waiting.pop()()
            return add(*line)  # type: ignore[arg-type]

        monkeypatch.setattr(journal, "_added", interrupted)

    return arrange


@pytest.fixture
def attempt(any_database_app: Flask, trainee: Trainee):
    with any_database_app.app_context():
        yield services.start(trainee.enrollment, "A1-test", NOW).id


def save(attempt: str, trainee: Trainee, position: int, client: str, base: int = 0):
    return services.save_answer(attempt, trainee.person, position, [0], client, base, NOW)


def test_a_line_about_another_question_meanwhile_gives_the_next_number(attempt, trainee, meanwhile) -> None:
    meanwhile(lambda: save(attempt, trainee, 2, "other"))
    receipt = save(attempt, trainee, 1, "mine")
    assert (receipt.sequence, receipt.revision) == (2, 1)


def test_an_answer_to_the_same_question_meanwhile_is_a_conflict(attempt, trainee, meanwhile) -> None:
    meanwhile(lambda: save(attempt, trainee, 1, "other"))
    with pytest.raises(Conflict) as caught:
        save(attempt, trainee, 1, "mine")
    assert caught.value.members["revision"] == 1


def test_the_same_line_meanwhile_gives_its_receipt(attempt, trainee, meanwhile) -> None:
    first = []
    meanwhile(lambda: first.append(save(attempt, trainee, 1, "mine")))
    assert [save(attempt, trainee, 1, "mine")] == first


def test_after_a_submission_meanwhile_nothing_is_stored(attempt, trainee, meanwhile) -> None:
    meanwhile(lambda: services.submit(attempt, trainee.person, NOW))
    with pytest.raises(Refused):
        save(attempt, trainee, 1, "mine")
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0


def test_whoever_is_never_in_time_is_asked_to_wait(attempt, trainee, monkeypatch) -> None:
    monkeypatch.setattr(journal, "_added", lambda *line: False)
    with pytest.raises(TooMany):
        save(attempt, trainee, 1, "mine")


def test_of_many_writers_at_once_one_at_a_time_is_heard(any_database_app: Flask, attempt, trainee) -> None:
    def write(n: int) -> int:
        with any_database_app.app_context():
            return save(attempt, trainee, n % 5 + 1, f"c{n}", n // 5).sequence

    with ThreadPoolExecutor(5) as pool:
        numbers = [number for five in range(6) for number in pool.map(write, range(5 * five, 5 * five + 5))]
    assert sorted(numbers) == list(range(1, 31))
    db.session.rollback()
    assert db.session.scalar(select(Attempt.sequence)) == db.session.scalar(select(func.count()).select_from(Answer)) == 30
