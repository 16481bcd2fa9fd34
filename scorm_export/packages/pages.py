"""Packages for the secretariat and for contractors: order one, watch it grow, take it."""
from typing import Any

from flask import redirect, render_template, request, send_file, url_for

from lms.errors import Invalid
from lms.web.access import actor, current_actor, now
from lms.web.pages import Pages
from scorm_export.packages import scope, services, words
from scorm_export.packages.fields import ScopeChoice, chosen, offered_parts
from scorm_export.packages.rules import LANGUAGES, Edition, MediaGrade, Preset

pages = Pages("packages", __name__)


@pages.page("/packages", access=scope.READ)
def my_packages() -> str:
    return listed(dict(request.args), {})


def listed(values: dict[str, str], errors: dict[str, str]) -> str:
    return render_template("packages/packages.html", exports=scope.exports(), values=values, errors=errors, parts=parts())


def parts() -> list[ScopeChoice]:
    return [choice for program in scope.offered_programs() for choice in offered_parts(program, scope.offered(program))]


@pages.page("/packages", access=scope.ORDER, methods=("POST",))
def order() -> Any:
    try:
        made = scope.order(chosen(request.form), now())
    except Invalid as error:
        return listed(dict(request.form), error.errors), error.status
    return redirect(url_for("packages.package", package_id=made.id), 303)


@pages.page("/packages/<package_id>", access=scope.READ)
def package(package_id: str) -> str:
    found = scope.visible(package_id)
    services.start_again_if_silent(found, now())
    downloads = services.downloads_of(package_id) if found.finished_at else []
    return render_template("packages/package.html", package=found, changes=services.changes_of(found) if found.finished_at else None,
                           downloads=downloads)


@pages.page("/packages/<package_id>/file", access=scope.READ)
def file(package_id: str) -> Any:
    found = scope.visible(package_id)
    path = services.take(package_id, actor().person_id, now())
    return send_file(path, "application/zip", as_attachment=True, download_name=found.name, conditional=True, etag=found.digest)


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {
        "EDITIONS": words.EDITIONS, "PRESETS": words.PRESETS, "GRAINS": words.GRAINS, "MEDIA": words.MEDIA, "LANGUAGES": LANGUAGES,
        "editions": list(Edition), "presets": list(Preset), "grades": list(MediaGrade), "may_order": scope.ORDER.admits(current_actor())}
