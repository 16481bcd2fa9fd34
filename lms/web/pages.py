"""HTML routes: thin twins of the JSON over the same services."""
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint

from lms.access import Access

View = Callable[..., Any]


class Pages(Blueprint):
    """A blueprint of pages. Every page declares its access; templates live in ``templates/<name>/``.

    Files in ``static/`` beside the module are served below ``/<name>/static``; ``asset("<name>:<file>")`` is their address.
    """

    def __init__(self, name: str, import_name: str):
        super().__init__(name, import_name, template_folder="templates")
        if (Path(self.root_path) / "static").is_dir():
            self.static_folder, self.static_url_path = "static", f"/{name}/static"

    def page(self, rule: str, *, access: Access, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
        def declare(view: View) -> View:
            view.access = access  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, view, methods=list(methods))
            return view

        return declare
