"""The ledger's door: append a fact, read the fold, verify the chain."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
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
PROGRESS = select(Ledger.progress).where(Ledger.enrollment_id == bindparam("enrollment"))  # made once: every page asks


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


def hold(enrollment_id: str) -> None:
    """Nobody else writes a fact of this enrollment until the transaction ends: what is decided now rests on it."""
    db.session.get(Ledger, enrollment_id, with_for_update=True, populate_existing=True)


def holds(fact_id: str) -> bool:
    """Whether there is a fact of this id, of whichever enrollment."""
    return db.session.get(FactRow, fact_id) is not None


def progress_of(enrollment_id: str) -> Progress:
    """The fold of an enrollment's facts, as kept with its last one."""
    kept = db.session.scalar(PROGRESS, {"enrollment": enrollment_id})
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
    rows = db.session.scalars(select(FactRow).where(FactRow.enrollment_id == enrollment_id).order_by(FactRow.sequence)
                              .execution_options(populate_existing=True))
    return [_row(row) for row in rows]


def verify() -> Iterator[str]:
    """Every fault of every chain, a line each; also where the kept fold is not the fold of the facts.

    The hashes hold no secret and nothing outside the database anchors them. So this sees whoever alters, adds or
    deletes rows without care, not whoever also computes the hashes and the head anew, cuts facts off the end together
    with the head, or deletes an enrollment's whole chain. Against them helps only a copy kept elsewhere.
    """
    for enrollment_id in db.session.scalars(select(Ledger.enrollment_id).order_by(Ledger.enrollment_id)).all():
        yield from _faults(enrollment_id)


def _faults(enrollment_id: str) -> list[str]:
    """Of one chain. A fact written between the reading of the head and of the rows is no fault: look again."""
    while True:
        head = _head(enrollment_id)
        found = _faults_against(enrollment_id, head)
        if not found or _head(enrollment_id) == head:
            return found


def _faults_against(enrollment_id: str, head: tuple[int, str]) -> list[str]:
    """An altered chain is not folded: what it says counts no longer."""
    found = _faults_of_chain(enrollment_id, head)
    if found or _folded(enrollment_id) == _kept(enrollment_id):
        return found
    return [f"enrollment {enrollment_id}: the kept progress differs from its facts; run lms records rebuild"]


def _faults_of_chain(enrollment_id: str, head: tuple[int, str]) -> list[str]:
    return _unreadable(enrollment_id) or rules.faults(history(enrollment_id), head)


def _unreadable(enrollment_id: str) -> list[str]:
    """Rows that were altered into something that is no fact at all, by their place."""
    try:
        history(enrollment_id)
    except ValueError:
        places = select(FactRow.id, FactRow.sequence).where(FactRow.enrollment_id == enrollment_id)
        found = [_problem_of_reading(enrollment_id, *place) for place in db.session.execute(places).all()]
        return [problem for problem in found if problem]
    return []


def _problem_of_reading(enrollment_id: str, fact_id: str, sequence: int) -> str | None:
    try:
        _row(db.session.scalars(select(FactRow).where(FactRow.id == fact_id)).one())
    except ValueError as error:
        return f"enrollment {enrollment_id} row {sequence} ({fact_id}): cannot even be read: {error}"
    return None


def _head(enrollment_id: str, *, lock: bool = False) -> tuple[int, str]:
    """Sequence and digest of the last fact. The kept progress is left out: it may be broken while they are not."""
    query = select(Ledger.sequence, Ledger.digest).where(Ledger.enrollment_id == enrollment_id)
    sequence, digest = db.session.execute(query.with_for_update() if lock else query).one()
    return sequence, digest


def _folded(enrollment_id: str) -> Any:
    return rules.to_json(fold(row.fact for row in history(enrollment_id)))


def _kept(enrollment_id: str) -> Any:
    """The kept progress as JSON; None where it cannot be read any more."""
    try:
        return db.session.scalar(select(Ledger.progress).where(Ledger.enrollment_id == enrollment_id))
    except ValueError:
        return None


def rebuild() -> int:
    """Fold every chain anew; how many kept progresses changed. A chain that is not whole is left as it is: ``verify``
    names it."""
    return sum(_rebuilt(i) for i in db.session.scalars(select(Ledger.enrollment_id)).all())


def _rebuilt(enrollment_id: str) -> bool:
    """In a transaction of its own, so that nobody waits for the whole; no fact can be written meanwhile."""
    with transaction() as session:
        if _faults_of_chain(enrollment_id, _head(enrollment_id, lock=True)):
            return False
        progress = _folded(enrollment_id)
        if progress == _kept(enrollment_id):
            return False
        session.execute(update(Ledger).where(Ledger.enrollment_id == enrollment_id).values(progress=progress))
        return True


def count() -> int:
    """How many facts the ledger holds."""
    return db.session.query(FactRow).count()


def _row(row: FactRow) -> Row:
    fact = Fact(row.id, Verb(row.verb), row.activity, row.at, row.result, row.version)
    return Row(fact, row.enrollment_id, row.sequence, row.by, row.source, row.previous, row.digest)
