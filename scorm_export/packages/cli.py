"""``lms scorm export``: packages on the command line."""
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from lms.errors import LmsError
from lms.programs.definition import Program
from lms.web.access import clock
from scorm_export.packages import services
from scorm_export.packages.rules import LANGUAGES, TASTES, Edition, Grain, MediaGrade, Preset, Spec
from scorm_export.packages.views import ExportView

OPERATOR = "command-line"

scorm_cli = AppGroup("scorm", help="Packages for the learning management systems of others.")


@scorm_cli.command("export")
@click.argument("program")
@click.option("--edition", type=click.Choice([str(e) for e in Edition]), help="the preset's own where it is left out")
@click.option("--grain", type=click.Choice([str(g) for g in Grain]), help="the preset's own where it is left out")
@click.option("--part", default="", help="a module (with --grain module) or a lecture; all of them where it is left out")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ja", show_default=True)
@click.option("--media", type=click.Choice([str(m) for m in MediaGrade]), default="none", show_default=True)
@click.option("--preset", type=click.Choice([str(p) for p in Preset]), default="generic", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), required=True, help="a file, or a folder where there will be several")
@with_appcontext
def export(  # noqa: PLR0913 - as many as a package has sides
    program: str, edition: str | None, grain: str | None, part: str, lang: str, media: str, preset: str, output: Path,
) -> None:
    """Write the package of a course, of a module or of a lecture."""
    taste, now = TASTES[Preset(preset)], clock().now()
    whole = Spec(program, Edition(edition or taste.edition), Grain(grain or taste.grain), lang, MediaGrade(media), part, Preset(preset))
    try:
        specs = specs_of(services.newest_program(program), whole)
        for spec in specs:
            target = output / f"{spec.name}.zip" if len(specs) > 1 or output.is_dir() else output
            tell(written(spec, target, now), target)
    except LmsError as error:
        raise click.ClickException(f"{error.slug}: {error.detail} {error.members}") from error


def specs_of(program: Program, whole: Spec) -> list[Spec]:
    """One package for each part where none was named."""
    if whole.grain is Grain.COURSE or whole.part:
        return [whole]
    lectures = services.lectures_of(program)
    parts = [a.id for a in lectures] if whole.grain is Grain.LECTURE else list(dict.fromkeys(a.module or "" for a in lectures))
    return [Spec(whole.program, whole.edition, whole.grain, whole.language, whole.media, part, whole.preset) for part in parts]


def written(spec: Spec, target: Path, now: datetime) -> ExportView:
    ordered = services.order(spec, None, OPERATOR, now)
    with click.progressbar(length=1, label=target.name) as bar:

        def watch(size: int, total: int) -> None:
            bar.length = total
            bar.update(size)

        return services.make(ordered.id, target, watch)


def tell(made: ExportView, target: Path) -> None:
    click.echo(f"{target}: {made.size:,} bytes, lectures: {len(made.lectures)}, sha256 of the content {made.digest}")
    for each in made.left_out:
        click.echo(f"  left out: {each.lecture} {each.thing}: {each.reason}", err=True)
    found = services.changes_of(made)
    if found:
        before, news = found
        said = [f"{name} {', '.join(codes)}" for name, codes in (
            ("new", news.added), ("changed", news.changed), ("gone", news.removed), ("files", news.common)) if codes]
        click.echo(f"  since {before.at:%Y-%m-%d %H:%M} UTC: {'; '.join(said) or 'nothing changed'}")
