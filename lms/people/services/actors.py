"""Who is asking: runs on every request, so one query answers it."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, select, update

from lms.access import Actor, Grant, Role
from lms.db import db, transaction
from lms.people import rules
from lms.people.models import ApiToken, Person, RoleGrant, SigninSession
from lms.people.secrets import digest
from lms.periods import Window

ACTOR = (Person.id, Person.family_name, Person.given_name, Person.latin_name, Person.locale, Person.furigana,
         RoleGrant.role, RoleGrant.cohort_id)


def _holder(kind: Any, *more: Any) -> Select[Any]:
    """The holder of an unrevoked session or token by ``hash``, one row per role held (one row when none is)."""
    held = and_(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None))
    return (select(kind.id.label("key_id"), kind.created_at, kind.expires_at, *more, *ACTOR)
            .join(Person, Person.id == kind.person_id).outerjoin(RoleGrant, held)
            .where(kind.token_hash == bindparam("hash"), kind.revoked_at.is_(None)))


# Made once: to make such a statement takes longer than to run it.
OF_SESSION, OF_TOKEN = _holder(SigninSession, SigninSession.last_seen_at), _holder(ApiToken)


def actor_of_session(token: str, now: datetime) -> Actor | None:
    """One query; once a minute a write that notes the visit."""
    rows = db.session.execute(OF_SESSION, {"hash": digest(token)}).all()
    if not rows:
        return None
    row, grants = rows[0], _grants(rows)
    if not rules.session_lives(Window(row.created_at, row.expires_at), row.last_seen_at, grants, now):
        return None
    if rules.visit_is_news(row.last_seen_at, now):
        _note_visit(row.key_id, now)
    return _actor(row, grants, row.key_id)


def actor_of_token(token: str, now: datetime) -> Actor | None:
    rows = db.session.execute(OF_TOKEN, {"hash": digest(token)}).all()
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
