"""``lms worker``: does the scheduled work beside the web server."""
import click
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import current_app
from flask.cli import with_appcontext

from lms.plugins import Job
from lms.scheduler import services
from lms.web.access import clock


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run every declared job at its time until stopped. Several workers may run: each run is claimed once."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    scheduler = BlockingScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})

    def attempt(job: Job) -> None:
        with app.app_context():
            services.run_if_unclaimed(job, clock().now())

    for job in services.jobs():
        click.echo(f"{job.name}: every {job.every_seconds} s")
        # At once, then each period: a worker that is restarted more often than that would never come to a daily job.
        scheduler.add_job(attempt, "interval", seconds=job.every_seconds, args=[job], id=job.name, next_run_time=clock().now())
    scheduler.start()
