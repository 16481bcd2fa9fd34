"""Limits on guessing, counted in the database: one count for all processes and machines."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, or_, select

from lms.db import db, transaction
from lms.errors import LmsError, TooMany
from lms.ids import new_id
from lms.people import rules
from lms.people.models import SigninAttempt
from lms.people.rules import Limit


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt whose end is not yet known. It counts as failed until it is forgiven."""

    ids: tuple[str, ...]
    limits: Sequence[Limit]


def begin_attempt(limits: Sequence[Limit], now: datetime) -> Attempt:
    """Counted before the password is looked at, so that parallel guesses cannot slip past. Raises TooMany."""
    rows = [SigninAttempt(id=new_id(), key=limit.key, at=now) for limit in limits]
    attempt = Attempt(tuple(row.id for row in rows), limits)
    with transaction() as session:
        _stop(limits, now)
        session.execute(delete(SigninAttempt).where(SigninAttempt.at <= now - 2 * rules.LIMIT_WINDOW))
        session.add_all(rows)
    # On PostgreSQL two such transactions may pass each other unseen; once stored, they see each other here.
    _stop([replace(limit, allowed=limit.allowed + 1) for limit in limits], now)
    return attempt


def forgive(attempt: Attempt) -> None:
    """It succeeded: the account starts afresh, wider counts lose this one attempt."""
    with transaction() as session:
        session.execute(delete(SigninAttempt).where(
            or_(SigninAttempt.key == attempt.limits[0].key, SigninAttempt.id.in_(attempt.ids))))


def left_after(attempt: Attempt, now: datetime) -> int:
    """How many more failures are allowed; raises TooMany when this one was the last."""
    _stop(attempt.limits, now)
    return min(rules.failures_left(_failures(limit, now), limit.allowed, now) for limit in attempt.limits)


def note_wrong_key(kind: str, address: str, now: datetime) -> None:
    """A key of this kind came from there and was none. TooMany where many did; a right key is never asked about it."""
    limits = rules.key_limits(kind, address)
    _stop(limits, now)
    with transaction() as session:
        session.add_all(SigninAttempt(id=new_id(), key=limit.key, at=now) for limit in limits)


def _stop(limits: Sequence[Limit], now: datetime) -> None:
    stops = [rules.stopped_until(_failures(limit, now), limit.allowed, now) for limit in limits]
    until = max((stop for stop in stops if stop), default=None)
    if until is not None:
        raise too_many(until, now)


def _failures(limit: Limit, now: datetime) -> Sequence[datetime]:
    """Twice the window: the failures that began a stop are older than the stop itself."""
    return db.session.scalars(select(SigninAttempt.at).where(
        SigninAttempt.key == limit.key, SigninAttempt.at > now - 2 * rules.LIMIT_WINDOW,
    ).order_by(SigninAttempt.at)).all()


def too_many(until: datetime, now: datetime) -> LmsError:
    """``retry_after`` in whole seconds, rounded up."""
    return TooMany("間違いが続いたため、15分間止めています。時間をおいてから、もう一度お試しください。",
                   retry_after=rules.seconds_until(until, now))
