"""``lms records``: prove that no fact was altered, and rebuild what is derived."""
import click
from flask.cli import AppGroup, with_appcontext

from lms.records import services

records_cli = AppGroup("records", help="The ledger of facts: verify, rebuild.")


@records_cli.command("verify")
@with_appcontext
def verify() -> None:
    """Check every hash chain and name any altered, missing or added row."""
    faults = list(services.verify())
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in the ledger")
    click.echo(f"{services.count()} facts, every chain whole")


@records_cli.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Fold every chain anew into the kept progress; the facts stay as they are."""
    click.echo(f"{services.rebuild()} kept progresses changed")
