"""The item bank as JSON, for lecturers and the secretariat. Texts are those of the editor: see docs/authoring.md."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import Field, StringConstraints

from assessments.bank import services
from assessments.bank.rules import Verdict
from assessments.bank.views import BankLine, DraftLine, DraftView, Faulty, ItemSheet
from assessments.items.services import Wanted
from lms.access import Role, only
from lms.cohorts.rules import sheet
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier, Line

api = Api("bank", __name__)
READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)
WRITE = only(Role.LECTURER, Role.SECRETARIAT)
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$", max_length=50_000)]
Remark = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$", max_length=2000)]
Revision = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class Question(Body):
    """What is looked for: every one of the words of ``q`` must occur. 100 items a page."""

    q: Line = ""
    program: Identifier | None = None
    lecture: Identifier | None = None
    kind: Literal["single", "multiple", "true-false", "matching", "ordering", "numeric", "text"] | None = None
    difficulty: Annotated[int, Field(ge=1, le=3)] | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class Texts(Body):
    """One item, or one case with its questions, in both languages, each beginning with ``## id``."""

    ja: Text
    en: Text

    @property
    def by_locale(self) -> dict[str, str]:
        return {"ja": self.ja, "en": self.en}


class NewItem(Texts):
    """``lecture``: an id of the program."""

    program: Identifier
    lecture: Identifier


class NextText(Texts):
    """``revision``: the one that was edited."""

    revision: Revision


class Submission(Body):
    revision: Revision


class NewReview(Body):
    """``revision``: the one that was read. A return needs a ``comment``."""

    revision: Revision
    verdict: Literal["approve", "return"]
    comment: Remark = ""


class NewRetirement(Body):
    """``last_day``: asked until the end of it; null takes an earlier decision back."""

    last_day: date | None
    reason: Remark


@dataclass(frozen=True, slots=True)
class ItemPage:
    """``found`` items on ``pages`` pages."""

    items: list[BankLine]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DraftList:
    items: list[DraftLine]


@contextmanager
def in_lines() -> Iterator[None]:
    """Faults of a text as lines of the problem document, in words."""
    try:
        yield
    except Faulty as error:
        lines = [{"field": f.locale, "line": f.line, "message": _(f.message, **dict(f.parts))} for f in error.faults]
        raise Invalid(error.errors, lines=lines) from error


# Items -------------------------------------------------------------------------------------------------

@api.operation("GET", "/items", access=READ, query=Question, returns=ItemPage)
def list_items(query: Question) -> ItemPage:
    """Look for items by words (also two characters), lecture, kind and difficulty"""
    wanted = Wanted(query.q, query.program or "", query.lecture or "", query.kind or "", query.difficulty or 0)
    found = sheet(services.search(wanted, now()), query.page)
    return ItemPage(list(found.rows), found.found, found.number, found.count)


@api.operation("GET", "/items/<program>/<item>", access=READ, returns=ItemSheet, problems=(NotFound,))
def read_item(program: str, item: str) -> ItemSheet:
    """One item: its text with key, versions, last day, tests and drafts"""
    return services.sheet(program, item, actor().person_id, now())


@api.operation("POST", "/items/<program>/<item>/drafts", access=WRITE, body=Texts, returns=DraftView, status=201,
               problems=(NotFound, Invalid))
def draft_change(program: str, item: str, body: Texts) -> DraftView:
    """Write another text of an item, with its case if it has one"""
    unit = services.sheet(program, item, actor().person_id, now()).unit
    with in_lines():
        return services.begin_change(program, unit, body.by_locale, actor().person_id, now())


@api.operation("POST", "/items/<program>/<item>/retirements", access=WRITE, body=NewRetirement, returns=ItemSheet, status=201,
               problems=(NotFound, Invalid))
def retire(program: str, item: str, body: NewRetirement) -> ItemSheet:
    """Decide on the last day that an item is asked, or take the decision back"""
    services.retire(program, item, body.last_day, body.reason, actor().person_id, now())
    return services.sheet(program, item, actor().person_id, now())


# Drafts ------------------------------------------------------------------------------------------------

@api.operation("GET", "/drafts", access=READ, returns=DraftList)
def list_drafts() -> DraftList:
    """Open drafts, first those that wait for your review"""
    return DraftList(services.drafts(actor().person_id))


@api.operation("POST", "/drafts", access=WRITE, body=NewItem, returns=DraftView, status=201, problems=(NotFound, Invalid))
def draft_new(body: NewItem) -> DraftView:
    """Write something new. ``lines`` of a refusal name what is wrong"""
    with in_lines():
        return services.begin(body.program, body.lecture, body.by_locale, actor().person_id, now())


@api.operation("GET", "/drafts/<draft_id>", access=READ, returns=DraftView, problems=(NotFound,))
def read_draft(draft_id: str) -> DraftView:
    """A draft: its text, what it changes, and what was said of it"""
    return services.draft(draft_id, actor().person_id)


@api.operation("PUT", "/drafts/<draft_id>/text", access=WRITE, body=NextText, returns=DraftView,
               problems=(NotFound, Conflict, Invalid))
def rewrite(draft_id: str, body: NextText) -> DraftView:
    """Write a better text; it needs to be handed in and approved anew"""
    with in_lines():
        return services.rewrite(draft_id, body.by_locale, body.revision, actor().person_id, now())


@api.operation("PUT", "/drafts/<draft_id>/submission", access=WRITE, body=Submission, returns=DraftView,
               problems=(NotFound, Conflict, Invalid))
def submit(draft_id: str, body: Submission) -> DraftView:
    """Ask for a review; twice changes nothing"""
    with in_lines():
        return services.submit(draft_id, body.revision, actor().person_id, now())


@api.operation("POST", "/drafts/<draft_id>/reviews", access=WRITE, body=NewReview, returns=DraftView, status=201,
               problems=(NotFound, NotAllowed, Conflict, Invalid))
def review(draft_id: str, body: NewReview) -> DraftView:
    """Approve somebody else's text, or return it; the same again changes nothing"""
    return services.review(draft_id, body.revision, Verdict(body.verdict), body.comment, actor().person_id, now())


@api.operation("PUT", "/drafts/<draft_id>/publication", access=WRITE, returns=DraftView, problems=(NotFound, Conflict, Invalid))
def publish(draft_id: str) -> DraftView:
    """Ask the approved text from now on; twice changes nothing"""
    with in_lines():
        return services.publish(draft_id, actor().person_id, now())


@api.operation("DELETE", "/drafts/<draft_id>", access=WRITE, status=204, problems=(NotFound, Conflict))
def discard(draft_id: str) -> None:
    """Give a draft up; its texts stay readable"""
    services.discard(draft_id, actor().person_id, now())
