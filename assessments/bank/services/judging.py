"""The second pair of eyes, and what follows: a text becomes what is asked."""
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.bank import rules
from assessments.bank.models import Draft, DraftEnd, DraftReview, DraftText, KeptVersion
from assessments.bank.rules import DraftState, Verdict
from assessments.bank.services.drafting import require_open, require_revision
from assessments.bank.services.rows import (
    Base,
    base_of,
    draft_row,
    draft_to_publish,
    history_of,
    items_of,
    present_text,
    view,
)
from assessments.bank.views import DraftView
from assessments.items import services as items
from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotAllowed
from lms.periods import civil_day

LONGEST = 2000  # characters of a comment or a reason


def review(draft_id: str, revision: int, verdict: Verdict, comment: str, by: str, now: datetime) -> DraftView:  # noqa: PLR0913
    """Approve a text or return it; the same again changes nothing.

    NotAllowed for whoever wrote in it; Conflict where it is not the present text, not handed in, or has ended; Invalid on
    ``comment``, which a return needs.
    """
    with transaction() as session:
        draft_row(draft_id, session)
        history = history_of(draft_id)
        if by in history.authors:
            raise NotAllowed("ご自分が書いた下書きは、ほかの人が確かめます。")
        require_revision(history.text.revision, revision)
        if rules.last_words(history).get(by) is not verdict:
            _require_reviewable(draft_id, history)
            _require_comment(verdict, comment)
            session.add(DraftReview(draft_id=draft_id, number=len(history.reviews) + 1, revision=revision,
                                    verdict=verdict, comment=comment.strip(), by=by, at=now))
            session.flush()
    return view(draft_id, by)


def _require_reviewable(draft_id: str, history: rules.History) -> None:
    require_open(draft_id)
    if history.text.submitted_at is None:
        raise Conflict("この下書きは、まだ確認に出されていません。")


def _require_comment(verdict: Verdict, comment: str) -> None:
    if verdict is Verdict.RETURN and not comment.strip():
        raise Invalid({"comment": "どこを直すとよいか、書いてください。"})
    if len(comment) > LONGEST:
        raise Invalid({"comment": "2000文字以内で書いてください。"})


# Publishing --------------------------------------------------------------------------------------------

def publish(draft_id: str, by: str, now: datetime) -> DraftView:
    """Make the approved text the one that is asked; twice is harmless. Running attempts keep the text they began with.

    Conflict without an approval, or where another text became current since this one was written.
    """
    try:
        with transaction() as session:
            row, text = draft_to_publish(draft_id, session), present_text(draft_id)
            if rules.state(history_of(draft_id)) is not DraftState.PUBLISHED:
                _publish(session, row, text, by, now)
    except IntegrityError as error:  # the files brought the same new item at this moment
        raise _overtaken() from error
    return view(draft_id, by)


def _publish(session: Session, row: Draft, text: DraftText, by: str, now: datetime) -> None:
    require_open(row.id)
    found = items_of(row, text)
    if not rules.may_publish(history_of(row.id), found):
        raise Conflict("公開する前に、書いた人とは別の人の承認が必要です。")
    base = base_of(row.program, row.unit, [item.id for item in found])
    if base != text.base:
        raise _overtaken()
    items.keep(row.program, found, now)
    _settle(session, base, by, now)
    session.add(DraftEnd(draft_id=row.id, outcome=DraftState.PUBLISHED, by=by, at=now))
    session.flush()


def _overtaken() -> Conflict:
    return Conflict("この下書きを書いてから、ほかの文が公開されました。違いを見て、もう一度保存してください。")


def _settle(session: Session, base: Base, by: str, now: datetime) -> None:
    """Whoever published knew what the files say."""
    for shipped in {shipped for _current, shipped in base.values() if shipped}:
        if session.get(KeptVersion, shipped) is None:
            session.add(KeptVersion(version_id=shipped, by=by, at=now))


def keep_own(program: str, item: str, shipped: str, by: str, now: datetime) -> None:
    """The bank's text stays, in view of what the files say; twice is harmless. Conflict where they say something else by now."""
    with transaction() as session:
        found = items.places(program, [item], held=True).get(item)
        if found is None or found[1] != shipped:
            raise Conflict("配布された文が、また変わりました。もう一度読んでください。")
        _settle(session, {item: found}, by, now)


def settled(version_ids: list[str]) -> set[str]:
    """Those shipped versions that somebody has decided about."""
    return set(db.session.scalars(select(KeptVersion.version_id).where(KeptVersion.version_id.in_(version_ids))))


# The last day ------------------------------------------------------------------------------------------

def retire(program: str, item: str, last_day: date | None, reason: str, by: str, now: datetime) -> None:  # noqa: PLR0913
    """The last day that an item is asked, or None to ask it on. NotFound; Invalid on ``last_day`` and ``reason``."""
    errors = {}
    if last_day and last_day < civil_day(now) - timedelta(days=1):
        errors["last_day"] = "昨日より前の日は選べません。"
    if not 0 < len(reason.strip()) <= LONGEST:
        errors["reason"] = "理由を2000文字以内で書いてください。"
    if errors:
        raise Invalid(errors)
    items.retire(program, item, last_day, reason.strip(), by, now)
