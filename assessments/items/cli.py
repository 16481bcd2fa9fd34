"""``lms items``: check and load the shipped quizzes."""
import click
from flask.cli import AppGroup, with_appcontext

from assessments.items import services
from lms.errors import DefinitionError
from lms.programs import services as programs
from lms.web.access import clock

items_cli = AppGroup("items", help="Test items as files: check, load.")


@items_cli.command("check")
@with_appcontext
def check() -> None:
    """Check the quiz files of every shipped program: errors by file and line."""
    wrong = 0
    for program in programs.shipped():
        try:
            found = services.read_shipped(program)
        except DefinitionError as error:
            wrong += len(error.problems)
            click.echo("\n".join(error.problems), err=True)
        else:
            click.echo(f"{program.id}: {len(found)} items of {len(services.lectures_of(program))} lectures")
    if wrong:
        raise click.ClickException(f"{wrong} to mend")


@items_cli.command("load")
@with_appcontext
def load() -> None:
    """Keep the present items as versions that new attempts draw from."""
    click.echo(f"{services.load_shipped(clock().now())} new versions")
