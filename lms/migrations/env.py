"""Alembic's entry: runs one package's history on the connection it is given."""
from alembic import context

from lms.db import db

config = context.config
package = config.attributes["package"]


def own(thing, name, kind, reflected, compare_to):
    table = name if kind == "table" else thing.table.name
    return table.startswith(f"{package}_") and not table.startswith("alembic")


def render(kind, thing, autogen):
    if kind == "type" and thing.__class__.__module__ == "lms.db":
        autogen.imports.add("import lms.db")
        return f"lms.db.{thing.__class__.__name__}()"
    return False


context.configure(
    connection=config.attributes["connection"],
    target_metadata=db.metadata,
    version_table=f"{package}_schema_version",
    include_object=own,
    render_item=render,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
