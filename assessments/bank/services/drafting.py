"""Writing: a draft begins, gets better texts, is handed in, or is thrown away."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.bank import rules
from assessments.bank.models import Draft, DraftEnd, DraftText
from assessments.bank.rules import ENDED, DraftState, unit_of
from assessments.bank.services.reading import Texts, members, read, require_place
from assessments.bank.services.rows import base_of, draft_row, history_of, items_of, present_text, view
from assessments.bank.views import DraftView
from assessments.items.item import Item
from lms.db import transaction
from lms.errors import Conflict, NotFound
from lms.ids import new_id


def begin(program: str, lecture: str, texts: Texts, by: str, now: datetime) -> DraftView:
    """A draft of something new. Raises Faulty."""
    require_place(program, lecture)
    return _begin(program, lecture, texts, read(program, lecture, texts, None), by, now)


def begin_change(program: str, unit: str, texts: Texts, by: str, now: datetime) -> DraftView:
    """A draft of something that is in the bank, in its lecture. NotFound; raises Faulty."""
    known = members(program, unit)
    if not known:
        raise NotFound(item=unit)
    return _begin(program, known[0].lecture, texts, read(program, known[0].lecture, texts, unit), by, now)


def _begin(program: str, lecture: str, texts: Texts, found: Sequence[Item], by: str, now: datetime) -> DraftView:  # noqa: PLR0913
    with transaction() as session:
        row = Draft(id=new_id(), program=program, unit=unit_of(found[0]), lecture=lecture, begun_by=by, begun_at=now)
        session.add(row)
        session.flush()
        _add_text(session, row, 1, texts, found, by, now)
    return view(row.id, by)


def _add_text(session: Session, row: Draft, revision: int, texts: Texts, found: Sequence[Item], by: str, now: datetime) -> None:  # noqa: PLR0913
    base = base_of(row.program, row.unit, [item.id for item in found])
    session.add(DraftText(draft_id=row.id, revision=revision, ja=texts["ja"], en=texts["en"], base=base, by=by, at=now))
    session.flush()


def rewrite(draft_id: str, texts: Texts, revision: int, by: str, now: datetime) -> DraftView:
    """The next text of a draft; it needs to be handed in and approved anew. The same text again changes nothing.

    ``revision``: the one that was edited. Conflict where somebody kept another meanwhile, or the draft has ended;
    raises Faulty.
    """
    row = draft_row(draft_id)
    found = read(row.program, row.lecture, texts, row.unit)
    with transaction() as session:
        row, last = draft_row(draft_id, session), present_text(draft_id)
        require_open(draft_id)
        if last.revision != revision:
            raise Conflict("ほかの人が、この下書きを書き直しました。", revision=last.revision)
        base = base_of(row.program, row.unit, [item.id for item in found])
        if (last.ja, last.en, last.base) != (texts["ja"], texts["en"], base):
            _add_text(session, row, revision + 1, texts, found, by, now)
    return view(draft_id, by)


def submit(draft_id: str, revision: int, by: str, now: datetime) -> DraftView:
    """Ask for a review of the present text; twice is harmless. Conflict where it is not the present one any more."""
    with transaction() as session:
        row, last = draft_row(draft_id, session), present_text(draft_id)
        require_open(draft_id)
        require_revision(last.revision, revision)
        items_of(row, last)
        last.submitted_at = last.submitted_at or now
    return view(draft_id, by)


def discard(draft_id: str, by: str, now: datetime) -> DraftView:
    """Throw a draft away; its texts stay readable. Twice is harmless; Conflict for one that is published."""
    with transaction() as session:
        draft_row(draft_id, session)
        if rules.state(history_of(draft_id)) is not DraftState.DISCARDED:
            require_open(draft_id)
            session.add(DraftEnd(draft_id=draft_id, outcome=DraftState.DISCARDED, by=by, at=now))
    return view(draft_id, by)


def require_open(draft_id: str) -> None:
    if rules.state(history_of(draft_id)) in ENDED:
        raise Conflict("この下書きは、もう終わっています。")


def require_revision(present: int, seen: int) -> None:
    """What is judged or handed in is what was seen."""
    if present != seen:
        raise Conflict("この下書きは、書き直されています。もう一度読んでください。", revision=present)
