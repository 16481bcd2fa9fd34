"""``lms items export`` and ``lms items import``: one lecture in one language, in a format that others read."""
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext

from assessments.interchange import services
from assessments.interchange.report import Loss
from assessments.items.cli import items_cli
from lms.errors import LmsError

FORMAT = click.option("--format", "form", type=click.Choice(list(services.FORMATS)), required=True)
LECTURE = click.option("--lecture", required=True, help="Code of the lecture, e.g. A1.")
LANGUAGE = click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
OUTPUT = click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)


@items_cli.command("export")
@FORMAT
@LECTURE
@LANGUAGE
@OUTPUT
@with_appcontext
def export_items(form: str, lecture: str, lang: str, output: Path) -> None:
    """Write the present items of a lecture to a file, and say what it cannot carry."""
    try:
        exported = services.export_items(form, lecture, lang)
        output.write_bytes(exported.content)
    except (LmsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _tell("Not carried, or done otherwise by another system", exported.lost)
    click.echo(f"{output}: {len(exported.content)} bytes")


@items_cli.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@FORMAT
@LECTURE
@LANGUAGE
@OUTPUT
@with_appcontext
def import_items(file: Path, form: str, lecture: str, lang: str, output: Path) -> None:
    """Write the items of FILE in our text form, for an author to finish. The database stays as it is."""
    try:
        draft = services.draft(file.read_bytes(), form, lecture, lang)
        output.write_text(draft.text, encoding="utf-8")
    except (LmsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _tell("Not read", draft.problems)
    _tell(f"To be finished in {output} before `lms items check`", draft.unfinished)
    click.echo(f"{output}: {len(draft.items)} items")


def _tell(heading: str, losses: Iterable[Loss]) -> None:
    lines = [f"  {loss}" for loss in losses]
    if lines:
        click.echo("\n".join([f"{heading}:", *lines]), err=True)
