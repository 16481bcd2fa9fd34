"""``lms``: the command line. Each room and plugin brings its own group."""
import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext

from lms import migrations
from lms.app import create_app
from lms.db import db
from lms.demo import demo
from lms.serve import HOST, require_free_port, serve


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False)
def main() -> None:
    """Tsunagu: training and certification."""


@main.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema of the core and every plugin."""
    migrations.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("the schema is up to date")


@main.command("plugins")
@with_appcontext
def plugins() -> None:
    """Print what is registered, in the order it is installed."""
    for part in current_app.extensions["lms.parts"]:
        core = part not in current_app.extensions["lms.plugins"]
        click.echo(f"{part.name}{' (core)' if core else ''}")
        for what, names in _contents(part):
            click.echo(f"  {what}: {', '.join(names)}")


def _contents(part):  # type: ignore[no-untyped-def]
    named = {
        "requires": part.requires,
        "pages": [blueprint.name for blueprint in part.pages],
        "api": [f"{o.method} /api/v1{o.rule}" for blueprint in part.api for o in blueprint.operations],
        "commands": [group.name for group in part.commands],
        "activity kinds": [kind.name for kind in part.activity_kinds],
        "programs": [folder.name for folder in part.programs],
        "blocks": list(part.blocks),
        "jobs": [f"{job.name} every {job.every_seconds} s" for job in part.jobs],
        "menu": [item.endpoint for item in part.nav],
    }
    return [(what, names) for what, names in named.items() if names]


@main.command("run")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def run(context: click.Context, port: int) -> None:
    """Prepare the demo and serve it, as ``make run`` does: one process, so that the house is read in once."""
    require_free_port(HOST, port)
    demo.main(["--port", str(port)], obj=context.obj, standalone_mode=False)
    with context.obj.load_app().app_context():
        db.engine.dispose()  # no connection is shared with the servers that are forked now
    serve.main(["--port", str(port)], obj=context.obj, standalone_mode=False)


main.add_command(demo)
main.add_command(serve)
