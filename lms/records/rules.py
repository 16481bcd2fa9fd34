"""The ledger's arithmetic: the hash of a row, the check of a chain, and progress as JSON and back."""
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from lms.programs.progress import Done, Fact, Progress

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger with its place in the chain. ``by`` is a person's id, or ``system``."""

    fact: Fact
    enrollment_id: str
    sequence: int
    by: str
    source: str
    previous: str
    digest: str


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: the one spelling that is hashed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def digest(fact: Fact, enrollment_id: str, sequence: int, by: str, source: str, previous: str) -> str:
    """SHA-256 over the row's canonical JSON (RFC 8785) and the row before it."""
    content = {
        "id": fact.id, "verb": str(fact.verb), "activity": fact.activity, "at": instant(fact.at),
        "result": dict(fact.result), "version": fact.version, "enrollment": enrollment_id, "sequence": sequence,
        "by": by, "source": source, "previous": previous,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def says_the_same(one: Fact, other: Fact) -> bool:
    """Whether a fact sent again is the one that is kept. A retry may carry a later instant: the first one counts."""
    def content(fact: Fact) -> bytes:
        return rfc8785.dumps([str(fact.verb), fact.activity, dict(fact.result), fact.version])

    return content(one) == content(other)


def faults(rows: Iterable[Row], head: tuple[int, str]) -> list[str]:
    """What is wrong with one enrollment's chain, a line a fault; empty when nothing was altered, added or lost."""
    found, previous, expected = [], GENESIS, 1
    for row in rows:
        name = f"enrollment {row.enrollment_id} row {row.sequence} ({row.fact.id})"
        if row.sequence != expected:
            found.append(f"{name}: row {expected} is missing")
        if row.previous != previous:
            found.append(f"{name}: does not follow the row before it")
        if not _intact(row):
            found.append(f"{name}: its content was altered")
        previous, expected = row.digest, row.sequence + 1
    if head != (expected - 1, previous):
        found.append(f"the head says row {head[0]}, the chain ends at row {expected - 1}")
    return found


def _intact(row: Row) -> bool:
    """Whether the content still has the row's digest. What has no canonical JSON any more (a result that is no
    object, a number beyond JSON's) was never hashed."""
    if not isinstance(row.fact.result, Mapping):
        return False
    try:
        return row.digest == digest(row.fact, row.enrollment_id, row.sequence, row.by, row.source, row.previous)
    except (ValueError, TypeError):
        return False


def to_json(progress: Progress) -> dict[str, Any]:
    return {
        "activities": {name: _done_to_json(done) for name, done in progress.activities.items()},
        "waivers": {name: [instant(at), fact, granted] for name, (at, fact, granted) in progress.waivers.items()},
        "extended": {name: instant(at) for name, at in progress.extended.items()},
        "ended": [instant(progress.ended[0]), *progress.ended[1:]] if progress.ended else None,
        "last_at": progress.last_at and instant(progress.last_at),
    }


def from_json(data: Mapping[str, Any]) -> Progress:
    moment = datetime.fromisoformat
    return Progress(
        {name: _done_from_json(done) for name, done in data["activities"].items()},
        {name: (moment(at), fact, granted) for name, (at, fact, granted) in data["waivers"].items()},
        {name: moment(at) for name, at in data["extended"].items()},
        (moment(data["ended"][0]), data["ended"][1], data["ended"][2]) if data["ended"] else None,
        moment(data["last_at"]) if data["last_at"] else None,
    )


def _done_to_json(done: Done) -> list[Any]:
    times = [at and instant(at) for at in (done.begun_at, done.completed_at, done.passed_at)]
    return [*times, done.best_score, done.attempts]


def _done_from_json(data: list[Any]) -> Done:
    begun, completed, passed = (text and datetime.fromisoformat(text) for text in data[:3])
    return Done(begun, completed, passed, data[3], data[4])
