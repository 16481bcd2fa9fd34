"""The server's half of the promise against a model of a few lines: several tabs, stale and fresh, replays, time, the end."""
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assessments.attempts import services
from assessments.attempts.models import Answer, Attempt
from assessments.attempts.views import AttemptView, QuestionView, Receipt
from assessments.items.item import CHOSEN, PLACED
from lms.db import db
from lms.errors import Conflict, Invalid, LmsError, Refused
from lms.records import services as records
from tests.assessments.conftest import CLOSES, Trainee, enrolled, ground, trainee

__all__ = ["enrolled", "ground", "trainee"]  # fixtures of the room next door

GRACE = timedelta(seconds=60)
TEST = "A1-test"
TABS = st.integers(0, 2)
POSITIONS = st.integers(1, 5)
PICKS = st.integers(0, 3)
EFFORT = settings(max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Line:
    client: str
    position: int
    response: Any
    receipt: Receipt


@dataclass
class Model:
    """One attempt as it should be."""

    view: AttemptView
    lines: list[Line] = field(default_factory=list)
    result: Any = None
    seen: dict[tuple[int, int], int] = field(default_factory=dict)  # tab and position: the revision that it shows

    def of(self, position: int) -> list[Line]:
        return [line for line in self.lines if line.position == position]


def answer(question: QuestionView, pick: int) -> Any:
    """One of a few answers that fit; 0 takes the answer back."""
    if question.kind in PLACED:
        return [pick - 1] * len(question.lines or question.choices)
    if question.kind in CHOSEN:
        return [pick - 1] if 0 < pick <= len(question.choices) else []
    return str(pick) if pick else ""


class Taking(RuleBasedStateMachine):
    app: Flask
    person: Trainee

    def __init__(self) -> None:
        super().__init__()
        self.now = CLOSES - timedelta(minutes=10)
        self.ids = count()
        self.begun = 0
        running = services.overview(self.person.enrollment, TEST, self.now).running
        if running:
            services.submit(running, self.person.person, self.now)
        self.begin()

    def begin(self) -> None:
        self.model = Model(services.start(self.person.enrollment, TEST, self.now))

    def save(self, position: int, response: Any, client: str, base: int) -> Receipt | LmsError:
        try:
            return services.save_answer(
                self.model.view.id, self.person.person, position, response, client, base, self.now)
        except LmsError as error:
            return error

    @property
    def is_over(self) -> bool:
        return self.now >= CLOSES + GRACE

    # What people do ------------------------------------------------------------------------------------

    @rule(tab=TABS, position=POSITIONS, pick=PICKS)
    def answers(self, tab: int, position: int, pick: int) -> None:
        question = self.model.view.questions[position - 1]
        response, base = answer(question, pick), self.model.seen.get((tab, position), 0)
        client = f"{self.model.view.id[:8]}-{next(self.ids)}"
        self.judge(tab, Line(client, position, response, Receipt(0, 0, 0, self.now)), base)

    def judge(self, tab: int, line: Line, base: int) -> None:
        got, known = self.save(line.position, line.response, line.client, base), self.model.of(line.position)
        if self.model.result is not None or self.is_over:
            assert isinstance(got, Refused)
            assert got.members["reason"] == ("time-over" if self.model.result is None else "submitted")
        elif base != len(known):
            assert isinstance(got, Conflict)
            assert (got.members["revision"], got.members["response"]) == (len(known), known[-1].response if known else [])
        else:
            assert got == Receipt(len(self.model.lines) + 1, line.position, base + 1, self.now)
            line.receipt = got
            self.model.lines.append(line)
            self.model.seen[tab, line.position] = base + 1

    @rule(tab=TABS, position=POSITIONS)
    def looks_again(self, tab: int, position: int) -> None:
        self.model.seen[tab, position] = len(self.model.of(position))

    @rule(pick=st.integers(0, 99), base=st.integers(0, 5))
    def sends_an_old_line_again(self, pick: int, base: int) -> None:
        """Whatever happened since, and whatever base it names: the first receipt."""
        if self.model.lines:
            line = self.model.lines[pick % len(self.model.lines)]
            assert self.save(line.position, line.response, line.client, base) == line.receipt

    @rule(pick=st.integers(0, 99), other=PICKS)
    def takes_a_number_twice(self, pick: int, other: int) -> None:
        if not self.model.lines:
            return
        line = self.model.lines[pick % len(self.model.lines)]
        changed = answer(self.model.view.questions[line.position - 1], other)
        if changed != line.response:
            got = self.save(line.position, changed, line.client, line.receipt.revision)
            assert isinstance(got, Conflict) and "revision" not in got.members

    @rule(position=st.sampled_from([0, 6, 1]))
    def sends_what_does_not_fit(self, position: int) -> None:
        assert isinstance(self.save(position, [19, 19], f"misfit{next(self.ids)}", 0), Invalid)

    @rule(seconds=st.sampled_from([1, 30, 200]))
    def waits(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def submits(self) -> None:
        result = services.submit(self.model.view.id, self.person.person, self.now)
        assert self.model.result in (None, result)
        self.model.result = result

    @rule()
    def starts(self) -> None:
        """The running attempt, or the next one; none after the window."""
        if self.model.result is None and not self.is_over:
            assert services.start(self.person.enrollment, TEST, self.now).id == self.model.view.id
        elif self.now < CLOSES:
            number = self.model.view.number
            self.begin()
            assert self.model.view.number == number + 1
        else:
            with pytest.raises(Refused):
                services.start(self.person.enrollment, TEST, self.now)
            self.ends_by_itself()

    def ends_by_itself(self) -> None:
        """Whoever asks for a new attempt after the end finds the old one submitted."""
        if self.model.result is None:
            self.model.result = services.result(self.model.view.id, self.person.person, self.now)

    # What holds at every moment ------------------------------------------------------------------------

    @invariant()
    def the_journal_is_the_model(self) -> None:
        rows = db.session.query(Answer).filter_by(attempt_id=self.model.view.id).order_by(Answer.sequence).all()
        assert [(row.sequence, row.client_id, row.position, row.response) for row in rows] == [
            (n, line.client, line.position, line.response) for n, line in enumerate(self.model.lines, 1)]

    @invariant()
    def no_number_is_given_twice(self) -> None:
        numbers = [row.number for row in db.session.query(Attempt).filter_by(enrollment_id=self.person.enrollment)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))

    def teardown(self) -> None:
        facts = [row.fact.result["attempt"] for row in records.history(self.person.enrollment) if row.fact.activity == TEST]
        assert facts.count(self.model.view.id) == (self.model.result is not None)


def test_the_server_keeps_its_promise(app: Flask, trainee: Trainee) -> None:  # noqa: F811
    class Here(Taking):
        pass

    Here.app, Here.person = app, trainee
    with app.app_context():
        run_state_machine_as_test(Here, settings=EFFORT)  # type: ignore[no-untyped-call]
