"""Scheduled work: whoever claims a run does it. A stopped scheduler can delay a mail, never a right."""
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lms.db import transaction
from lms.plugins import Job
from lms.scheduler.models import JobRun

KEPT = timedelta(days=7)


def jobs() -> list[Job]:
    """Every job that the core and the installed plugins declare."""
    return [job for part in current_app.extensions["lms.parts"] for job in part.jobs]


def due_at(job: Job, now: datetime) -> datetime:
    """The last instant at which the job was due: multiples of its period since 1970."""
    return datetime.fromtimestamp(now.timestamp() // job.every_seconds * job.every_seconds, UTC)


def run_if_unclaimed(job: Job, now: datetime) -> bool:
    """Do the present run of a job unless another worker has it; whether it was done here.

    A run that fails is given back, so that the next worker that looks does it; its exception goes on to the log.
    """
    due = due_at(job, now)
    if not _claimed(job, due, now):
        return False
    try:
        job.run(due)
    except BaseException:
        _give_back(job, due)
        raise
    return True


def _claimed(job: Job, due: datetime, now: datetime) -> bool:
    try:
        with transaction() as session:
            session.execute(delete(JobRun).where(JobRun.name == job.name, JobRun.due_at < now - KEPT))
            session.add(JobRun(name=job.name, due_at=due, claimed_at=now))
    except IntegrityError:
        return False
    return True


def _give_back(job: Job, due: datetime) -> None:
    with transaction() as session:
        session.execute(delete(JobRun).where(JobRun.name == job.name, JobRun.due_at == due))
