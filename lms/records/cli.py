"""``lms records``: prove that no fact was altered, and rebuild what is derived."""
import click
from flask.cli import AppGroup, with_appcontext

from lms.records import services

records_cli = AppGroup("records", help="The ledger of facts: verify, rebuild.")


@records_cli.command("verify")
@with_appcontext
def verify() -> None:
    """Check every hash chain and name any altered, missing or added row.

    Nothing outside the database anchors the chains: whoever can write to it and computes the hashes anew is not seen.
    """
    _complain()
    click.echo(f"{services.count()} facts, every chain whole")


@records_cli.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Fold every chain anew into the kept progress; the facts stay as they are, and so does what rests on altered ones."""
    click.echo(f"{services.rebuild()} kept progresses changed")
    _complain()


def _complain() -> None:
    """Name every fault and end with an error where there is any."""
    faults = list(services.verify())
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in the ledger")
