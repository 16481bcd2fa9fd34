"""Writing: the text of an item in both languages, its preview, and the drafts that come of it."""
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from assessments.bank import services, words
from assessments.bank.drawing import drawn
from assessments.bank.pages.door import WRITE, after, pages, sent, whole
from assessments.bank.sayings import Fault
from assessments.bank.views import DraftView, Drawn, Faulty
from assessments.items import services as items
from lms.errors import Conflict, NotFound
from lms.web.access import actor, now


@dataclass(frozen=True)
class Desk:
    """What is written, where it is sent, and what came back. ``place`` is ``program/lecture``; ``unit`` None for something new."""

    place: str
    unit: str | None
    texts: dict[str, str]
    action: str
    back: str
    revision: int = 0
    faults: list[Fault] = field(default_factory=list)
    theirs: DraftView | None = None
    preview: bool = False


def desk(page: Desk, status: int = 200) -> Any:
    program, _slash, lecture = page.place.partition("/")
    read = services.drawn(program, lecture, page.texts, page.unit) if page.preview else Drawn((), page.faults)
    return render_template(
        "bank/editor.html", desk=page, program=program, lecture=lecture, faults=read.faults, drawn=drawn(read.items),
        places=services.places(), forms=words.FORMS, sections=sorted(items.sections_of(program, lecture)),
        open_drafts=open_drafts(program, page)), 422 if read.faults and status == 200 else status


def open_drafts(program: str, page: Desk) -> list[Any]:
    """Other people's unfinished work on the same unit, where something begins."""
    if page.revision or page.unit is None:
        return []
    return [d for d in services.drafts(actor().person_id) if (d.program, d.unit) == (program, page.unit)]


def typed() -> dict[str, str]:
    return {locale: sent(locale) for locale in ("ja", "en")}


def wants_preview() -> bool:
    return request.form.get("step") == "preview"


@pages.page("/items/preview", access=WRITE, methods=("POST",))
def preview() -> Any:
    """The drawing alone, for the script of the editor; 422 with the faults where there are any."""
    program, _slash, lecture = request.form.get("place", "").partition("/")
    read = services.drawn(program, lecture, typed(), request.form.get("unit") or None)
    return render_template("bank/preview.html", faults=read.faults, drawn=drawn(read.items)), 422 if read.faults else 200


# Something new -----------------------------------------------------------------------------------------

@pages.page("/items/new", access=WRITE)
def new_item() -> Any:
    places = [f"{place.program}/{place.lecture}" for place in services.places()]
    place = request.args.get("place", "")
    if not places:
        raise NotFound("問題を置く講義が、まだありません。")
    return desk(new_desk(place if place in places else places[0], None))


def new_desk(place: str, texts: dict[str, str] | None, **more: Any) -> Desk:
    program, _slash, lecture = place.partition("/")
    section = next(iter(sorted(items.sections_of(program, lecture))), "section")
    begun = {locale: words.SKELETON[locale].format(id=services.free_id(program, lecture), section=section) for locale in ("ja", "en")}
    return Desk(place, None, texts or begun, url_for("bank.create"), url_for("bank.item_list"), **more)


@pages.page("/items/new", access=WRITE, methods=("POST",))
def create() -> Any:
    place, texts = request.form.get("place", ""), typed()
    program, _slash, lecture = place.partition("/")
    if wants_preview():
        return desk(new_desk(place, texts, preview=True))
    try:
        made = services.begin(program, lecture, texts, actor().person_id, now())
    except Faulty as error:
        return desk(new_desk(place, texts, faults=error.faults), error.status)
    return after("bank.draft_page", "kept", draft_id=made.id)


# Something that is there -------------------------------------------------------------------------------

@pages.page("/items/<program>/<item>/draft", access=WRITE)
def new_draft(program: str, item: str) -> Any:
    """With the current text, or (``from=shipped``) that of the files."""
    found = services.sheet(program, item, actor().person_id, now())
    texts = found.shipped if request.args.get("from") == "shipped" and found.shipped else found.texts
    return desk(change_desk(program, item, dict(texts)))


def change_desk(program: str, item: str, texts: dict[str, str], **more: Any) -> Desk:
    found = services.sheet(program, item, actor().person_id, now())
    return Desk(f"{program}/{found.lecture}", found.unit, texts, url_for("bank.create_draft", program=program, item=item),
                url_for("bank.item_page", program=program, item=item), **more)


@pages.page("/items/<program>/<item>/draft", access=WRITE, methods=("POST",))
def create_draft(program: str, item: str) -> Any:
    texts = typed()
    if wants_preview():
        return desk(change_desk(program, item, texts, preview=True))
    unit = services.sheet(program, item, actor().person_id, now()).unit
    try:
        made = services.begin_change(program, unit, texts, actor().person_id, now())
    except Faulty as error:
        return desk(change_desk(program, item, texts, faults=error.faults), error.status)
    return after("bank.draft_page", "kept", draft_id=made.id)


# A draft -----------------------------------------------------------------------------------------------

@pages.page("/drafts/<draft_id>/text", access=WRITE)
def draft_text(draft_id: str) -> Any:
    found = services.draft(draft_id, actor().person_id)
    if found.ended_at:
        raise Conflict("この下書きは、もう終わっています。")
    return desk(draft_desk(found, {"ja": found.ja, "en": found.en}))


def draft_desk(found: DraftView, texts: dict[str, str], **more: Any) -> Desk:
    return Desk(f"{found.program}/{found.lecture}", found.unit, texts, url_for("bank.rewrite", draft_id=found.id),
                url_for("bank.draft_page", draft_id=found.id), **{"revision": found.revision, **more})


@pages.page("/drafts/<draft_id>/text", access=WRITE, methods=("POST",))
def rewrite(draft_id: str) -> Any:
    """What somebody else kept meanwhile is shown beside one's own text; sending it again replaces theirs."""
    found, texts, revision = services.draft(draft_id, actor().person_id), typed(), whole("revision")
    if wants_preview():
        return desk(draft_desk(found, texts, revision=revision, preview=True))
    try:
        services.rewrite(draft_id, texts, revision, actor().person_id, now())
    except Faulty as error:
        return desk(draft_desk(found, texts, revision=revision, faults=error.faults), error.status)
    except Conflict as error:
        theirs = services.draft(draft_id, actor().person_id)
        return desk(draft_desk(theirs, texts, theirs=theirs), error.status)
    return after("bank.draft_page", "kept", draft_id=draft_id)


@pages.context_processor
def editor_words() -> dict[str, Any]:
    return {"LANGUAGES": {"ja": _("日本語の文"), "en": _("英語の文")}}
