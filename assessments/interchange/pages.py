"""Items out to a file and in from one, for lecturers and the secretariat; the audit may take them out. Nothing is kept here."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from assessments.bank import services as bank
from assessments.bank.words import KINDS
from assessments.interchange import services, words
from assessments.interchange.report import Imported, Unusable
from assessments.interchange.services import FORMATS, LOCALES, Parcel, Place
from assessments.items import markdown
from lms.access import Role, only
from lms.errors import NotFound
from lms.web.access import current_actor, now
from lms.web.pages import Pages

pages = Pages("exchange", __name__)
READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)
WRITE = only(Role.LECTURER, Role.SECRETARIAT)
FIELDS = ("place", "format", "language")
OUT = "out-"  # before the names of the export's fields where both forms stand on one page


@dataclass(frozen=True)
class Choice:
    """``place`` is ``program/lecture``; each is empty where nothing was chosen that there is."""

    place: str
    format: str
    language: str

    @property
    def where(self) -> Place:
        program, _slash, lecture = self.place.partition("/")
        return Place(program, lecture, self.language)


def chosen(values: Mapping[str, str]) -> Choice:
    known = {"place": [f"{each.program}/{each.lecture}" for each in bank.places()], "format": FORMATS, "language": LOCALES}
    return Choice(**{name: values[name] if values.get(name) in known[name] else "" for name in FIELDS})


def missing(choice: Choice) -> dict[str, str]:
    return {name: words.MISSING[name] for name in FIELDS if not getattr(choice, name)}


@pages.page("/items/exchange", access=READ)
def exchange() -> str:
    """What the address names is chosen in both forms."""
    return both_forms(chosen(request.args), {})


def both_forms(choice: Choice, errors: dict[str, str]) -> str:
    limits = {form: f"{size / 1_000_000:g}" for form, size in services.LARGEST_SENT.items()}
    return render_template("exchange/exchange.html", choice=choice, errors=errors, places=bank.places(), limits=limits)


# Out ---------------------------------------------------------------------------------------------------

@pages.page("/items/exchange/export", access=READ)
def export() -> Any:
    """What another system will not do as we do, before the file is taken."""
    choice = chosen(request.args)
    errors = missing(choice)
    try:
        parcel = None if errors else services.parcel(choice.format, choice.where)
    except (NotFound, Unusable) as error:
        parcel, errors = None, {"place": words.said(error.detail)}
    if parcel is None:
        return both_forms(choice, {OUT + name: message for name, message in errors.items()}), 422
    return render_template("exchange/export.html", choice=choice, parcel=parcel, lost=words.by_item(parcel.lost))


@pages.page("/items/exchange/export/file", access=READ)
def export_file() -> Response:
    choice = chosen(request.args)
    if missing(choice):
        raise NotFound()
    return sent(services.parcel(choice.format, choice.where))


def sent(parcel: Parcel) -> Response:
    response = Response(parcel.content, content_type=parcel.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{parcel.name}"'
    return response


# In ----------------------------------------------------------------------------------------------------

@pages.page("/items/exchange/import", access=WRITE)
def import_again() -> Any:
    """The address of what was read, opened anew: the file is not there any more."""
    return redirect(url_for("exchange.exchange"))


@pages.page("/items/exchange/import", access=WRITE, methods=("POST",))
def import_file() -> Any:
    choice = chosen(request.form)
    errors = missing(choice)
    came = None if errors else opened("file", choice, choice.language, errors)
    other = None if errors else opened("other", choice, choice.where.other, errors)
    if came is None and not errors:
        errors["file"] = words.MISSING["file"]
    if came is None or errors:
        return both_forms(choice, errors), 422
    found = services.reading(choice.where, came, other, now())
    return render_template("exchange/reading.html", choice=choice, where=choice.where, found=found, action=action,
                           problems=words.by_item(found.problems))


def opened(name: str, choice: Choice, locale: str, errors: dict[str, str]) -> Imported | None:
    """A file of the form, read; None where none was chosen, or with a message in ``errors``."""
    file = request.files.get(name)
    if file is None or not file.filename:
        return None
    try:
        return services.opened(file.read(), choice.format, choice.where.lecture, locale)
    except Unusable as error:
        errors[name] = words.said(error.detail)
        return None


def action(unit: services.ReadUnit, where: Place) -> str:
    """Where the editor takes a text that it has never seen: as something new, or as a change of what the bank has."""
    if unit.known:
        return url_for("bank.create_draft", program=where.program, item=unit.known)
    return url_for("bank.create")


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"KINDS": KINDS, "FORM_NAMES": words.FORM_NAMES, "plain": markdown.plain, "told": words.told,
            "may_write": WRITE.admits(current_actor())}
