"""The ledger's door: append a fact, read the fold, verify the chain."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import db, transaction
from lms.errors import Conflict, NotFound
from lms.ids import new_id
from lms.programs.progress import Fact, Progress, Verb, fold
from lms.records import rules
from lms.records.models import FactRow, Ledger
from lms.records.rules import Row

SYSTEM = "system"
OURSELVES = "tsunagu"


def open_ledger(enrollment_id: str, at: datetime, by: str) -> None:
    """Begin an enrollment's chain with the fact that it was registered."""
    with transaction() as session:
        session.add(Ledger(
            enrollment_id=enrollment_id, sequence=0, digest=rules.GENESIS, progress=rules.to_json(Progress())))
        session.flush()
        append(enrollment_id, Verb.REGISTERED, "program", at=at, by=by)


def append(  # noqa: PLR0913 - a fact has this many parts
    enrollment_id: str, verb: Verb | str, activity: str, *, at: datetime, by: str, fact_id: str | None = None,
    result: Mapping[str, Any] | None = None, version: str | None = None, source: str = OURSELVES,
) -> None:
    """One fact at the end of the chain. The same ``fact_id`` again changes nothing; with other content, Conflict."""
    fact = Fact(fact_id or new_id(), Verb(verb), activity, at, dict(result or {}), version)
    with transaction() as session:
        head = session.get(Ledger, enrollment_id, with_for_update=True, populate_existing=True)
        if head is None:
            raise NotFound(enrollment=enrollment_id)
        known = session.get(FactRow, fact.id)
        if known is None:
            _extend(session, head, fact, by, source)
        elif known.enrollment_id != enrollment_id or not rules.says_the_same(_row(known).fact, fact):
            raise Conflict("同じ番号の記録が、別の内容ですでにあります。", fact=fact.id)


def _extend(session: Session, head: Ledger, fact: Fact, by: str, source: str) -> None:
    sequence, previous = head.sequence + 1, head.digest
    digest = rules.digest(fact, head.enrollment_id, sequence, by, source, previous)
    session.add(FactRow(
        id=fact.id, enrollment_id=head.enrollment_id, sequence=sequence, verb=str(fact.verb), activity=fact.activity,
        version=fact.version, result=dict(fact.result), at=fact.at, by=by, source=source, previous=previous,
        digest=digest))
    head.sequence, head.digest = sequence, digest
    head.progress = rules.to_json(fold([fact], rules.from_json(head.progress)))
    session.flush()


def progress_of(enrollment_id: str) -> Progress:
    """The fold of an enrollment's facts, as kept with its last one."""
    kept = db.session.scalar(select(Ledger.progress).where(Ledger.enrollment_id == enrollment_id))
    if kept is None:
        raise NotFound(enrollment=enrollment_id)
    return rules.from_json(kept)


def progress_of_many(enrollment_ids: Sequence[str]) -> dict[str, Progress]:
    """As ``progress_of`` for many: one query, and one more for each further 20,000 (a database's limit)."""
    found: dict[str, Progress] = {}
    for start in range(0, len(enrollment_ids), 20_000):
        part = enrollment_ids[start:start + 20_000]
        kept = db.session.execute(select(Ledger.enrollment_id, Ledger.progress).where(Ledger.enrollment_id.in_(part)))
        found.update((key, rules.from_json(data)) for key, data in kept)
    return found


def history(enrollment_id: str) -> list[Row]:
    """Every fact of one enrollment in the order it was written."""
    rows = db.session.scalars(select(FactRow).where(FactRow.enrollment_id == enrollment_id).order_by(FactRow.sequence))
    return [_row(row) for row in rows]


def verify() -> Iterator[str]:
    """Every fault of every chain, a line each; also where the kept fold is not the fold of the facts."""
    for head in db.session.scalars(select(Ledger).order_by(Ledger.enrollment_id)):
        yield from _faults(head)


def _faults(head: Ledger) -> list[str]:
    """Of one chain. An altered chain is not folded: what it says counts no longer."""
    try:
        rows = history(head.enrollment_id)
    except ValueError as error:
        return [f"enrollment {head.enrollment_id}: a row cannot even be read: {error}"]
    found = rules.faults(rows, (head.sequence, head.digest))
    if not found and rules.to_json(fold(row.fact for row in rows)) != head.progress:
        return [f"enrollment {head.enrollment_id}: the kept progress differs from its facts; run lms records rebuild"]
    return found


def rebuild() -> int:
    """Fold every chain anew; how many kept progresses changed."""
    changed = 0
    with transaction() as session:
        for head in session.scalars(select(Ledger)):
            progress = rules.to_json(fold(row.fact for row in history(head.enrollment_id)))
            changed += progress != head.progress
            head.progress = progress
    return changed


def count() -> int:
    """How many facts the ledger holds."""
    return db.session.query(FactRow).count()


def _row(row: FactRow) -> Row:
    fact = Fact(row.id, Verb(row.verb), row.activity, row.at, row.result, row.version)
    return Row(fact, row.enrollment_id, row.sequence, row.by, row.source, row.previous, row.digest)
