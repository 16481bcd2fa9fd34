"""The secretariat's pages: take a package in, look at it, attach it to a lecture; the audit reads."""
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request

from lms.errors import Conflict, Invalid, NotFound
from lms.people import services as people
from lms.web.access import actor, now
from scorm_export.contractors import services as contractors
from scorm_export.foreign import scope, services, words
from scorm_export.foreign.faults import Fault, Unfit
from scorm_export.foreign.pages.door import address, after, asked_part, done, pages, playing
from scorm_export.foreign.scope import READ, WRITE

CHOOSE_FILE = "ZIPファイルを選んでください。"
CHOOSE_CONTRACTOR = "一覧から選んでください。"
REFUSED = "このパッケージは取り込めません。「取り込めなかった理由」を確かめてください。"


@pages.page("/foreign", access=READ)
def package_list() -> str:
    scope.require_reader()
    return listed()


def listed(errors: Mapping[str, str] | None = None, faults: Sequence[Fault] = (), name: str = "") -> str:
    shown = {each.foreign_id for each in services.attachments() if each.until is None}
    return render_template(
        "foreign/list.html", packages=services.packages(), shown=shown, done=done(), errors=errors or {}, report=words.told(faults),
        name=words.visible(name), typed=request.form, contractors=contractors.contractors())


@pages.url_value_preprocessor
def make_room(endpoint: str | None, _values: Any) -> None:
    """Before the form is read, which is only done for somebody who may send it. Large files go to disk as they come."""
    if endpoint == f"{pages.name}.take_in" and request.method == "POST":
        request.max_content_length = services.LARGEST


@pages.page("/foreign", access=WRITE, methods=("POST",))
def take_in() -> Any:
    scope.require_changer()
    file, contractor = request.files.get("file"), request.form.get("contractor") or None
    if file is None or not file.filename:
        return listed({"file": CHOOSE_FILE}), 422
    try:
        found, is_new = services.take_in(file.stream, contractor, actor().person_id, now())
    except Unfit as error:
        return listed({"file": REFUSED}, error.faults, file.filename), 422
    except NotFound:
        return listed({"contractor": CHOOSE_CONTRACTOR}), 422
    return after("foreign.package", "taken" if is_new else "known", foreign_id=found.id)


@pages.page("/foreign/<foreign_id>", access=READ)
def package(foreign_id: str) -> str:
    scope.require_reader()
    return looked_at(foreign_id)


def looked_at(foreign_id: str, errors: Mapping[str, str] | None = None) -> str:
    found, attached = services.package(foreign_id), services.attachments(foreign_id)
    named = people.people_named({found.by, *(each.since_by for each in attached)})
    contractor = contractors.contractor(found.contractor_id) if found.contractor_id else None
    return render_template(
        "foreign/package.html", package=found, attached=attached, contractor=contractor, lectures=services.lectures(), done=done(),
        names={key: person.name for key, person in named.items()}, use=services.use(foreign_id), errors=errors or {}, typed=request.form)


@pages.page("/foreign/<foreign_id>/attachments", access=WRITE, methods=("POST",))
def attach(foreign_id: str) -> Any:
    scope.require_changer()
    program, _, lecture = request.form.get("place", "").partition("/")
    title = {locale: request.form.get(f"title_{locale}", "") for locale in ("ja", "en")}
    try:
        services.attach(foreign_id, (program, lecture), title, actor().person_id, now())
    except Invalid as error:
        return looked_at(foreign_id, error.errors), 422
    except Conflict as error:
        return looked_at(foreign_id, {"place": error.detail}), error.status
    return after("foreign.package", "attached", foreign_id=foreign_id)


@pages.page("/foreign/<foreign_id>/attachments/<attachment_id>/end", access=WRITE, methods=("POST",))
def detach(foreign_id: str, attachment_id: str) -> Any:
    scope.require_changer()
    services.detach(foreign_id, attachment_id, actor().person_id, now())
    return after("foreign.package", "detached", foreign_id=foreign_id)


@pages.page("/foreign/<foreign_id>/removal", access=WRITE, methods=("POST",))
def remove(foreign_id: str) -> Any:
    scope.require_changer()
    services.remove(foreign_id)
    return after("foreign.package_list", "removed")


@pages.page("/foreign/<foreign_id>/preview", access=READ)
def preview(foreign_id: str) -> Response:
    """As a trainee would see it; nothing is recorded."""
    scope.require_reader()
    found, number = services.package(foreign_id), asked_part()
    part = found.part(number)
    if part is None:
        raise NotFound(part=number)
    return playing("foreign/preview.html", package=found, part=part, number=number,
                   address=address(foreign_id, services.preview_key(foreign_id, number, now()), part))
