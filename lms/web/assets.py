"""Static files by content: an address carries the file's hash, so a browser may keep it for a year."""
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for


def asset(name: str) -> str:
    """The address of a file below ``static/`` (of the core, or ``<package>/...`` of a plugin's pages)."""
    folder, endpoint, filename = _place(name)
    return url_for(endpoint, filename=filename, v=_digest(str(folder / filename)))


def _place(name: str) -> tuple[Path, str, str]:
    package, _, rest = name.partition(":")
    if not rest:
        return Path(current_app.static_folder or ""), "static", name
    blueprint = current_app.blueprints[package]
    return Path(blueprint.static_folder or ""), f"{package}.static", rest


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def keep_long(response: Any) -> Any:
    if request.endpoint and request.endpoint.endswith("static") and request.args.get("v"):
        response.cache_control.no_cache = None
        response.cache_control.public, response.cache_control.max_age = True, 365 * 24 * 3600
        response.cache_control.immutable = True
    return response


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(keep_long)
