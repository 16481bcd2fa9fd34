"""Looking for items and at one of them; its last day."""
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for

from assessments.bank import services
from assessments.bank.drawing import drawn
from assessments.bank.pages.door import READ, WRITE, after, done, named, pages, sent
from assessments.bank.rules import ItemState
from assessments.bank.views import BankLine
from assessments.items import markdown
from assessments.items import services as items
from assessments.items.services import Wanted
from lms.cohorts.fields import typed_date
from lms.cohorts.rules import sheet
from lms.errors import Invalid, NotFound
from lms.periods import civil_day
from lms.web.access import actor, now
from lms.web.words import text

FILTERS = ("q", "place", "kind", "difficulty", "state")
DRAFTED, DIFFERS = "drafted", "differs"


@pages.page("/items", access=READ)
def item_list() -> str:
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:200] for name in FILTERS}
    found = in_state(services.search(wanted(asked), now()), asked["state"])
    waiting = sum(map(services.waits_for, services.drafts(actor().person_id)))
    return render_template(
        "bank/list.html", asked=asked, filtered=any(asked.values()), sheet=sheet(found, request.args.get("page", 1, type=int)),
        places=services.places(), waiting=waiting, address=address, plain=plain)


def wanted(asked: dict[str, str]) -> Wanted:
    """From the address; what is no filter is left out."""
    program, _slash, lecture = asked["place"].partition("/")
    difficulty = asked["difficulty"]
    return Wanted(asked["q"], program, lecture, asked["kind"], int(difficulty) if difficulty in ("1", "2", "3") else 0)


def in_state(found: Sequence[BankLine], state: str) -> list[BankLine]:
    """``state`` is one of an item's, or says that it has a draft, or that its files say something new."""
    if state in (DRAFTED, DIFFERS):
        return [line for line in found if (line.is_drafted if state == DRAFTED else line.differs)]
    return [line for line in found if state not in list(ItemState) or line.state == state]


def address(**changes: Any) -> str:
    """This list with other filters or another page."""
    kept = {name: value for name, value in request.args.items() if name in FILTERS and value}
    return url_for("bank.item_list", **{**kept, **changes})


def plain(words: Any) -> str:
    return markdown.plain(text(words))


# One item ----------------------------------------------------------------------------------------------

@pages.page("/items/<program>/<item>", access=READ)
def item_page(program: str, item: str) -> str:
    return page_of(program, item, {}, {})


def page_of(program: str, item: str, errors: dict[str, str], typed: dict[str, str]) -> str:
    found = services.sheet(program, item, actor().person_id, now())
    shown = items.versions([found.current or found.versions[0].id])
    one = next(iter(shown.values())).item
    return render_template(
        "bank/item.html", sheet=found, item=one, drawn=drawn([one]), done=done(), errors=errors, typed=typed,
        today=civil_day(now()), plain=plain, named=named(*(d.author for d in found.drafts), *(r.by for r in found.retirements)),
        shipped=services.shipped_of(item, program), few=[use for use in found.uses if use.pool <= use.items])


@pages.page("/items/<program>/<item>/retirement", access=WRITE, methods=("POST",))
def retire(program: str, item: str) -> Any:
    """``last_day`` in three fields; the button ``resume`` takes an earlier decision back."""
    resume = request.form.get("do") == "resume"
    day, problem = (None, None) if resume else typed_date(request.form, "last_day")
    try:
        if problem or not (day or resume):
            raise Invalid({"last_day": problem or "最後に出す日を入力してください。"})
        services.retire(program, item, day, sent("reason"), actor().person_id, now())
    except Invalid as error:
        return page_of(program, item, error.errors, request.form.to_dict()), error.status
    return after("bank.item_page", "resumed" if resume else "retired", program=program, item=item)


@pages.page("/items/<program>/<item>/shipped-text", access=WRITE, methods=("POST",))
def keep_own(program: str, item: str) -> Any:
    """The bank's text stays, in view of what the files say."""
    shipped = request.form.get("shipped", "")
    if services.shipped_of(item, program) is None:
        raise NotFound(item=item)
    services.keep_own(program, item, shipped, actor().person_id, now())
    return after("bank.item_page", "settled", program=program, item=item)
