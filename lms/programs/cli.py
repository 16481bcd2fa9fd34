"""``lms programs``: check, show and load program definitions."""
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from lms.errors import DefinitionError, NotFound
from lms.periods import duration_label
from lms.programs import services
from lms.programs.definition import Activity, Program
from lms.programs.rules import remarks
from lms.web.access import clock

programs_cli = AppGroup("programs", help="Programs as data: check, show, load.")


@programs_cli.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Check FILES, or all shipped programs: errors by file and line, then what is declared but inert."""
    wrong = 0
    for path in files or [folder / services.FILE for folder in services.folders()]:
        try:
            program = services.read_file(path)
        except DefinitionError as error:
            wrong += len(error.problems)
            click.echo("\n".join(error.problems), err=True)
        else:
            _praise(path, program)
    if wrong:
        raise click.ClickException(f"{wrong} to mend")


def _praise(path: Path, program: Program) -> None:
    click.echo(f"{path}: {program.id} {program.version}: {len(program.studied)} lectures of "
               f"{duration_label(program.minutes, 'en')}, {len(program.stages)} stages, no dead end")
    for remark in remarks(program):
        click.echo(f"  {remark}")


@programs_cli.command("show")
@click.argument("program_id")
@with_appcontext
def show(program_id: str) -> None:
    """Print a shipped program: stages, activities, what each waits for, and the clause behind it."""
    program = _shipped(program_id)
    click.echo(f"{program.title['ja']} / {program.title['en']}  ({program.id} {program.version})")
    for stage in program.stages:
        click.echo(f"\n{stage.title['ja']} / {stage.title['en']}  window: {stage.window}  {stage.clause}")
        for activity in program.activities:
            if activity.stage == stage.id:
                click.echo(_line(activity))


def _shipped(program_id: str) -> Program:
    try:
        return services.read_file(services.folder_of_program(program_id) / services.FILE)
    except NotFound as error:
        known = ", ".join(folder.name for folder in services.folders())
        raise click.ClickException(f"no program {program_id} is shipped; there are: {known}") from error
    except DefinitionError as error:
        raise click.ClickException("\n".join(error.problems)) from error


def _line(a: Activity) -> str:
    waits = [*([f"of {a.of}"] if a.of else []), *(f"after {name}" for name in a.requires)]
    marks = [a.kind, *([duration_label(a.minutes, "en")] if a.minutes else []), *waits, f"gate: {a.gate}", a.clause]
    return f"  {a.id:<22}{'(inert) ' if a.inert else ''}{' · '.join(m for m in marks if m)}"


@programs_cli.command("load")
@with_appcontext
def load() -> None:
    """Keep the present text of every shipped program as a version that new cohorts can use."""
    for view in services.load(clock().now()):
        click.echo(f"{view.program} {view.version}: {view.id}")
