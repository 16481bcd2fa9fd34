"""``lms lectures``: check the files, publish what is new."""
import sys
from collections.abc import Iterable

import click
from flask.cli import AppGroup, with_appcontext

from courses.authoring import services as authoring
from courses.publishing import services
from lms.errors import DefinitionError
from lms.programs import services as programs
from lms.web.access import clock

lectures_cli = AppGroup("lectures", help="Lectures as files: check, publish.")


@lectures_cli.command("check")
@with_appcontext
def check() -> None:
    """Read every lecture folder; name file, line and what is allowed."""
    wrong = 0
    for program in programs.shipped():
        try:
            lectures = authoring.read_all(program, programs.folder_of_program(program.id))
            click.echo(f"{program.id}: {len(lectures)} lectures, no problem")
        except DefinitionError as error:
            wrong += len(error.problems)
            click.echo("\n".join(error.problems), err=True)
    if wrong:
        raise click.ClickException(f"{wrong} to mend")


@lectures_cli.command("publish")
@with_appcontext
def publish() -> None:
    """Publish every lecture that is new or changed, with a sample where there is no recording."""
    try:
        publish_with_progress()
    except DefinitionError as error:
        raise click.ClickException("\n".join(error.problems)) from error


def publish_with_progress() -> None:
    """Also part of ``lms demo``; a second run finds nothing to do."""
    waiting = services.waiting()
    if not waiting:
        return
    click.echo(f"{len(waiting)} lectures to publish (a sample is drawn where there is no recording)", err=True)
    steps: Iterable[str] = services.publish(waiting, clock().now())
    with click.progressbar(steps, length=len(waiting), file=sys.stderr) as bar:
        for _ in bar:
            pass
