"""Pages that everyone may read: help, the rules and what they rest on, privacy, accessibility, problems, the API."""
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import current_app, render_template, request

from lms.access import PUBLIC
from lms.errors import DefinitionError, NotFound
from lms.programs import services as programs
from lms.programs.definition import Program
from lms.settings import Settings
from lms.web import privacy, rulebook
from lms.web.access import SESSION_COOKIE, VISIT_COOKIE
from lms.web.advice import ADVICE, kind_of, kinds
from lms.web.api import Api, operations
from lms.web.openapi import PREFIX, document
from lms.web.pages import Pages
from lms.web.words import LANGUAGE_COOKIE

pages = Pages("web", __name__)
api = Api("web", __name__)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where people reach the secretariat. ``sample``: nobody has said where, so these lead nowhere."""

    mail: str
    phone: str
    sample: bool = False


SAMPLE = Contact("secretariat@training.example", "03-0000-0000", sample=True)


def contact() -> Contact:
    settings: Settings = current_app.extensions["lms.settings"]
    given = Contact(settings.contact_mail, settings.contact_phone)
    return given if given.mail or given.phone else SAMPLE


@pages.page("/help", access=PUBLIC)
def help_page() -> str:
    """What to do when something does not work, and whom to ask."""
    return render_template("web/help.html", contact=contact())


@pages.page("/rules", access=PUBLIC)
def rules_page() -> str:
    """Each clause with what rests on it, and the numbers of each kind."""
    books = [(program, rulebook.clauses(program), rulebook.numbers(program)) for program in readable_programs()]
    return render_template("web/rules.html", books=books, labels={k.name: k.label for k in programs.kinds().values()})


def readable_programs() -> list[Program]:
    """The newest version of each loaded program whose kinds are all installed."""
    found = []
    for version in programs.newest_versions():
        try:
            found.append(programs.program(version.id))
        except DefinitionError:
            current_app.logger.warning("program %s %s names kinds that are not installed", version.program, version.version)
    return found


@pages.page("/privacy", access=PUBLIC)
def privacy_page() -> str:
    """What is stored about people, for what, and which cookies there are."""
    cookies = {"session": SESSION_COOKIE, "visit": VISIT_COOKIE, "language": LANGUAGE_COOKIE}
    return render_template("web/privacy.html", kept=privacy.kept(), cookies=cookies, contact=contact())


@pages.page("/accessibility", access=PUBLIC)
def accessibility_page() -> str:
    """The standard that is kept, how it is tested, and what is known not to reach it."""
    return render_template("web/accessibility.html", contact=contact())


@pages.page("/problems", access=PUBLIC)
def problem_list() -> str:
    """All problem codes."""
    return render_template("web/problems.html", kinds=sorted(kinds(), key=lambda kind: (kind.status, kind.slug)))


@pages.page("/problems/<slug>", access=PUBLIC)
def problem_page(slug: str) -> str:
    """What one code means: where the ``type`` of a problem document leads."""
    kind = kind_of(slug)
    if kind is None:
        raise NotFound()
    return render_template("web/problem_code.html", kind=kind, advice=ADVICE.get(slug))


@pages.page("/api", access=PUBLIC)
def api_page() -> str:
    """The operations of the API as a plain list; those of the group ``of`` in full."""
    described = document(operations())
    listed = [(path, method.upper(), o) for path, methods in described["paths"].items() for method, o in methods.items()]
    by_tag = sorted(listed, key=lambda line: (line[2]["tags"], line[0], line[1]))
    groups = [(tag, list(lines)) for tag, lines in groupby(by_tag, key=lambda line: line[2]["tags"][0])]
    return render_template("web/api.html", groups=groups, of=request.args.get("of", ""), prefix=PREFIX)


@api.operation("GET", "/openapi.json", access=PUBLIC, returns=dict[str, Any])
def openapi() -> dict[str, Any]:
    """This document."""
    return document(operations())
