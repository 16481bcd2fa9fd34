"""HTML routes: thin twins of the JSON over the same services."""
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Blueprint, request

from lms.access import Access
from lms.errors import NotFound
from lms.web.api import refuse_strange_identifiers

View = Callable[..., Any]

PATH = re.compile(r"<path:(\w+)>")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Pages(Blueprint):
    """A blueprint of pages. Every page declares its access; templates live in ``templates/<name>/``.

    Files in ``static/`` beside the module are served below ``/<name>/static``; ``asset("<name>:<file>")`` is their address.
    """

    def __init__(self, name: str, import_name: str):
        super().__init__(name, import_name, template_folder="templates")
        if (Path(self.root_path) / "static").is_dir():
            self.static_folder, self.static_url_path = "static", f"/{name}/static"

    def page(self, rule: str, *, access: Access, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
        """Arguments are identifiers, as those of the API are, or where the rule says ``path`` text without control characters."""

        def declare(view: View) -> View:
            answer = view if hasattr(view, "access") else guarded(view)  # a page may have two addresses
            answer.access = access  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, answer, methods=list(methods))
            return answer

        return declare


def guarded(view: View) -> View:
    @wraps(view)
    def answer(*given: Any, **arguments: Any) -> Any:
        refuse_strange_arguments(arguments)
        return view(*given, **arguments)  # given by another view, which took them in already

    return answer


def refuse_strange_arguments(arguments: dict[str, Any]) -> None:
    paths = PATH.findall(str(request.url_rule))
    if any(CONTROL.search(arguments[name]) for name in paths):
        raise NotFound()
    refuse_strange_identifiers({name: value for name, value in arguments.items() if name not in paths})
