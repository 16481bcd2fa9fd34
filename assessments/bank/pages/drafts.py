"""The drafts, and the page of one: what changes, what others say, and its way into the bank."""
from typing import Any

from flask import render_template, request

from assessments.bank import services
from assessments.bank.drawing import drawn
from assessments.bank.pages.door import READ, WRITE, after, done, named, pages, sent, whole
from assessments.bank.rules import Verdict
from assessments.bank.services import waits_for
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.web.access import actor, now

VERDICTS = {verdict.value: verdict for verdict in Verdict}


@pages.page("/drafts", access=READ)
def draft_list() -> str:
    found = services.drafts(actor().person_id)
    return render_template("bank/drafts.html", waiting=[d for d in found if waits_for(d)],
                           others=[d for d in found if not waits_for(d)], named=named(*(d.author for d in found)), done=done())


@pages.page("/drafts/<draft_id>", access=READ)
def draft_page(draft_id: str) -> Any:
    return page_of(draft_id, {}, "")


def page_of(draft_id: str, errors: dict[str, str], comment: str, refused: str = "") -> str:
    found = services.draft(draft_id, actor().person_id)
    read = services.drawn(found.program, found.lecture, {"ja": found.ja, "en": found.en}, found.unit)
    people = {*(text.by for text in found.texts), *(review.by for review in found.reviews), found.ended_by}
    return render_template("bank/draft.html", draft=found, faults=read.faults, drawn=drawn(read.items), errors=errors,
                           comment=comment, refused=refused, named=named(*people), done=done())


def shown(draft_id: str, error: Any) -> Any:
    """The page again, with why it could not be done and what was typed."""
    errors = error.errors if isinstance(error, Invalid) else {}
    return page_of(draft_id, errors, sent("comment"), "" if errors else error.detail), error.status


@pages.page("/drafts/<draft_id>/submission", access=WRITE, methods=("POST",))
def submit(draft_id: str) -> Any:
    try:
        services.submit(draft_id, whole("revision"), actor().person_id, now())
    except (Conflict, Invalid) as error:
        return shown(draft_id, error)
    return after("bank.draft_page", "submitted", draft_id=draft_id)


@pages.page("/drafts/<draft_id>/reviews", access=WRITE, methods=("POST",))
def review(draft_id: str) -> Any:
    verdict = VERDICTS.get(request.form.get("verdict", ""))
    if verdict is None:
        raise NotFound()
    try:
        services.review(draft_id, whole("revision"), verdict, sent("comment"), actor().person_id, now())
    except (Conflict, Invalid, NotAllowed) as error:
        return shown(draft_id, error)
    return after("bank.draft_page", verdict.value, draft_id=draft_id)


@pages.page("/drafts/<draft_id>/publication", access=WRITE, methods=("POST",))
def publish(draft_id: str) -> Any:
    try:
        services.publish(draft_id, actor().person_id, now())
    except (Conflict, Invalid) as error:
        return shown(draft_id, error)
    return after("bank.draft_page", "published", draft_id=draft_id)


@pages.page("/drafts/<draft_id>/discarding", access=WRITE, methods=("POST",))
def discard(draft_id: str) -> Any:
    try:
        services.discard(draft_id, actor().person_id, now())
    except Conflict as error:
        return shown(draft_id, error)
    return after("bank.draft_list", "discarded")
