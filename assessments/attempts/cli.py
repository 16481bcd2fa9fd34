"""``lms items forms``: can a form of every test be drawn?"""
from datetime import datetime

import click
from flask.cli import with_appcontext

from assessments.attempts import services
from assessments.items.cli import items_cli
from lms.periods import civil_day
from lms.programs import services as programs
from lms.web.access import clock


@items_cli.command("forms")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the test; today where it is left out.")
@with_appcontext
def forms(on: datetime | None) -> None:
    """Draw a form of every test from the items of the bank, and name each demand that they cannot meet."""
    day, short = on.date() if on else civil_day(clock().now()), 0
    for version in programs.newest_versions():
        found = services.shortages(programs.program(version.id), day)
        short += sum(map(bool, found.values()))
        click.echo(f"{version.program} on {day}: {len(found)} tests")
        for activity, lacks in found.items():
            for demand, there in lacks:
                click.echo(f"  {activity}: {demand.tag} {demand.value} wants {demand.least}, there can be {there}", err=True)
    if short:
        raise click.ClickException(f"no form of {short} tests can be drawn")
