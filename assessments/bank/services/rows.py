"""Drafts as they are stored, and as they are told; shared by the services of this package."""
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.bank import rules
from assessments.bank.models import Draft, DraftEnd, DraftReview, DraftText
from assessments.bank.rules import ENDED, DraftState, End, History, Review, Text, Verdict
from assessments.bank.services.reading import members, read
from assessments.bank.views import DraftLine, DraftView, ReviewLine, TextLine
from assessments.items import services as items
from assessments.items.item import Item
from assessments.items.writer import written
from lms.db import db
from lms.errors import NotFound

LOCALES = ("ja", "en")
Base = Mapping[str, Sequence[str | None]]


def draft_row(draft_id: str, session: Session | None = None) -> Draft:
    """With a session: locked, one writer at a time. NotFound for an unknown one."""
    row = session.get(Draft, draft_id, with_for_update=True) if session else db.session.get(Draft, draft_id)
    if row is None:
        raise NotFound(draft=draft_id)
    return row


def draft_to_publish(draft_id: str, session: Session) -> Draft:
    """With every draft of its program locked, always in one order: what is new has no row of its own to hold on to."""
    program = draft_row(draft_id).program
    rows = session.scalars(select(Draft).where(Draft.program == program).order_by(Draft.id).with_for_update())
    return next(row for row in rows if row.id == draft_id)


def present_text(draft_id: str) -> DraftText:
    return db.session.scalars(select(DraftText).where(DraftText.draft_id == draft_id)
                              .order_by(DraftText.revision.desc()).limit(1)).one()


def history_of(draft_id: str) -> History:
    texts = db.session.scalars(select(DraftText).where(DraftText.draft_id == draft_id).order_by(DraftText.revision))
    reviews = db.session.scalars(select(DraftReview).where(DraftReview.draft_id == draft_id).order_by(DraftReview.number))
    end = db.session.get(DraftEnd, draft_id)
    return History(
        tuple(Text(row.revision, row.by, row.at, row.submitted_at) for row in texts),
        tuple(Review(row.revision, row.by, Verdict(row.verdict), row.comment, row.at) for row in reviews),
        End(DraftState(end.outcome), end.by, end.at) if end else None)


def items_of(row: Draft, text: DraftText) -> tuple[Item, ...]:
    """What the text says. Raises Faulty where the bank has changed so that it may not be kept any more."""
    return read(row.program, row.lecture, {"ja": text.ja, "en": text.en}, row.unit)


def base_of(program: str, unit: str, ids: Sequence[str]) -> Base:
    """Current and shipped versions of everything that a text of this unit stands for."""
    return items.places(program, sorted({*ids, *(each.id for each in members(program, unit))}), held=True)


def texts_of(version_ids: Sequence[str | None]) -> dict[str, str]:
    """Some versions of one unit as they are edited, by language; empty without any."""
    found = [version.item for version in items.versions(version_ids).values()]
    return {locale: written(found, locale) if found else "" for locale in LOCALES}


# What is told ------------------------------------------------------------------------------------------

def view(draft_id: str, person: str) -> DraftView:
    row, text, history = draft_row(draft_id), present_text(draft_id), history_of(draft_id)
    state, before = rules.state(history), [current for current, _shipped in text.base.values()]
    old, new = texts_of(before), {"ja": text.ja, "en": text.en}
    overtaken = state not in ENDED and is_overtaken(row, text.base)
    return DraftView(
        row.id, row.program, row.unit, row.lecture, state, text.ja, text.en, text.revision,
        [TextLine(t.revision, t.by, t.at, t.submitted_at) for t in history.texts],
        [ReviewLine(r.revision, r.by, r.verdict, r.comment, r.at) for r in history.reviews],
        {locale: rules.difference(old[locale], new[locale]) for locale in LOCALES},
        is_new=not any(before), is_own=person in history.authors, is_overtaken=overtaken,
        may_review=rules.may_review(history, person), may_publish=state is DraftState.APPROVED and not overtaken,
        ended_at=history.end.at if history.end else None, ended_by=history.end.by if history.end else None)


def is_overtaken(row: Draft, base: Base) -> bool:
    now = items.places(row.program, sorted({*base, *(each.id for each in members(row.program, row.unit))}))
    return {name: list(pair) for name, pair in base.items()} != now


def line(row: Draft, person: str) -> DraftLine:
    history = history_of(row.id)
    return DraftLine(
        row.id, row.program, row.unit, row.lecture, rules.state(history), row.begun_by, history.text.at,
        is_own=person in history.authors, may_review=rules.may_review(history, person))
