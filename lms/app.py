"""The application factory: core rooms, then each plugin in its order."""
from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.blocks.plugin import room as blocks
from lms.clock import Clock, SystemClock
from lms.cohorts.plugin import room as cohorts
from lms.db import db, engine_options
from lms.enrollments.plugin import room as enrollments
from lms.invitations.plugin import room as invitations
from lms.media.plugin import room as media
from lms.people.plugin import room as people
from lms.plugins import Plugin, discover, in_order
from lms.programs.plugin import room as programs
from lms.records.plugin import room as records
from lms.scheduler.plugin import room as scheduler
from lms.settings import Settings
from lms.web import access, assets, compression, problems, shell, words
from lms.web.plugin import room as web

# Core rooms declare themselves as plugins do, so that one loop installs both.
ROOMS = (web, people, invitations, programs, records, enrollments, cohorts, media, blocks, scheduler)


def create_app(
    settings: Settings | None = None, *, plugins: list[Plugin] | None = None, clock: Clock | None = None
) -> Flask:
    settings = settings or Settings.from_environment()
    app = Flask("lms", static_folder="web/static")
    trust(app, settings.proxies)
    app.config.from_mapping(
        SQLALCHEMY_DATABASE_URI=settings.database_url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
    )
    app.extensions["lms.settings"] = settings
    app.extensions["lms.clock"] = clock or SystemClock()
    app.extensions["lms.plugins"] = discover() if plugins is None else in_order(plugins)
    db.init_app(app)
    compression.init_app(app)
    access.init_app(app)
    assets.init_app(app)
    problems.init_app(app)
    shell.init_app(app)
    words.init_app(app, translation_folders(app))
    app.extensions["lms.parts"] = (*ROOMS, *app.extensions["lms.plugins"])
    for part in app.extensions["lms.parts"]:
        install(app, part)
    return app


def trust(app: Flask, proxies: int) -> None:
    """Believe what that many proxies say of the visitor. Without any, a header is a claim of the visitor's own."""
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)


def install(app: Flask, part: Plugin) -> None:
    for blueprint in part.api:
        app.register_blueprint(blueprint, url_prefix="/api/v1")
    for blueprint in part.pages:
        app.register_blueprint(blueprint)
    for group in part.commands:
        app.cli.add_command(group)


def packages(app: Flask) -> list[str]:
    """The core and the plugins by import name, in dependency order."""
    return ["lms", *(plugin.name for plugin in app.extensions["lms.plugins"])]


def folder_of(package: str) -> Path:
    return Path(import_module(package).__file__ or "").parent


def translation_folders(app: Flask) -> list[str]:
    return [str(folder_of(name) / "translations") for name in packages(app)]
