"""Who is asking: runs on every request, so one query answers it."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, and_, bindparam, select, update

from lms.access import Actor, Grant, Role
from lms.db import ask, transaction
from lms.people import rules
from lms.people.models import ApiToken, Person, RoleGrant, SigninSession
from lms.people.secrets import digest
from lms.periods import Window

# Of the tables, not of their classes: half the work, on every request.
PERSONS, GRANTS = Person.__table__, RoleGrant.__table__
SESSIONS, TOKENS = SigninSession.__table__, ApiToken.__table__
ACTOR = (*(PERSONS.c[name] for name in ("id", "family_name", "given_name", "latin_name", "locale", "furigana")),
         GRANTS.c.role, GRANTS.c.cohort_id)


def _holder(keys: FromClause, *more: Any) -> Select[Any]:
    """The holder of an unrevoked session or token by ``hash``, one row per role held (one row when none is)."""
    held = and_(GRANTS.c.person_id == PERSONS.c.id, GRANTS.c.revoked_at.is_(None))
    joined = keys.join(PERSONS, PERSONS.c.id == keys.c.person_id).outerjoin(GRANTS, held)
    return (select(keys.c.id.label("key_id"), keys.c.created_at, keys.c.expires_at, *more, *ACTOR).select_from(joined)
            .where(keys.c.token_hash == bindparam("hash"), keys.c.revoked_at.is_(None)))


# Made once: to make such a statement takes longer than to run it.
OF_SESSION, OF_TOKEN = _holder(SESSIONS, SESSIONS.c.last_seen_at), _holder(TOKENS)


def actor_of_session(token: str, now: datetime) -> Actor | None:
    """One query; once a minute a write that notes the visit."""
    rows = ask(OF_SESSION, {"hash": digest(token)})
    if not rows:
        return None
    row, grants = rows[0], _grants(rows)
    if not rules.session_lives(Window(row.created_at, row.expires_at), row.last_seen_at, grants, now):
        return None
    if rules.visit_is_news(row.last_seen_at, now):
        _note_visit(row.key_id, now)
    return _actor(row, grants, row.key_id)


def actor_of_token(token: str, now: datetime) -> Actor | None:
    rows = ask(OF_TOKEN, {"hash": digest(token)})
    if not rows or not Window(rows[0].created_at, rows[0].expires_at).contains(now):
        return None
    return _actor(rows[0], _grants(rows), None)


def _grants(rows: Sequence[Any]) -> frozenset[Grant]:
    return frozenset(Grant(Role(row.role), row.cohort_id) for row in rows if row.role)


def _actor(row: Any, grants: frozenset[Grant], session_id: str | None) -> Actor:
    name = rules.display_name(row.family_name, row.given_name, row.latin_name)
    return Actor(row.id, name, row.locale, row.furigana, grants, session_id)


def _note_visit(session_id: str, now: datetime) -> None:
    with transaction() as session:
        session.execute(update(SigninSession).where(
            SigninSession.id == session_id, SigninSession.last_seen_at < now).values(last_seen_at=now))
