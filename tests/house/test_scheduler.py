"""Scheduled work is done once, is not lost when it fails, and does not wait a whole period after a restart."""
from datetime import datetime, timedelta

import pytest
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from lms.clock import FixedClock
from lms.plugins import Job, Plugin
from lms.scheduler import services as scheduler
from tests.conftest import MakeApp

DAY = 24 * 3600


@pytest.fixture
def plugins() -> list[Plugin]:
    return []


def test_a_run_is_done_once(app: Flask, clock: FixedClock) -> None:
    done: list[datetime] = []
    job = Job("count", done.append, DAY)
    with app.app_context():
        assert [scheduler.run_if_unclaimed(job, clock.now()) for _ in range(2)] == [True, False]
        assert scheduler.run_if_unclaimed(job, clock.now() + timedelta(days=1))
    assert [at.hour for at in done] == [0, 0]


def test_a_run_that_fails_is_given_back(any_database_app: Flask, clock: FixedClock) -> None:
    tries: list[datetime] = []

    def fail_once(as_of: datetime) -> None:
        tries.append(as_of)
        if len(tries) == 1:
            raise OSError("the mail server sleeps")

    job = Job("mail", fail_once, DAY)
    with any_database_app.app_context():
        with pytest.raises(OSError, match="sleeps"):
            scheduler.run_if_unclaimed(job, clock.now())
        assert scheduler.run_if_unclaimed(job, clock.now())
        assert not scheduler.run_if_unclaimed(job, clock.now())
    assert len(tries) == 2


def test_a_worker_begins_with_what_is_due(make_app: MakeApp, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is restarted each night would never live long enough to reach the end of a day's period."""
    first: dict[str, datetime] = {}
    monkeypatch.setattr(BlockingScheduler, "start", lambda self: first.update(
        {job.id: job.next_run_time for job in self.get_jobs()}))
    app = make_app(plugins=[Plugin(name="tests.heart", jobs=(Job("daily", print, DAY),))])
    assert app.test_cli_runner().invoke(args=["worker"]).exit_code == 0
    assert first == {"daily": clock.now()}
