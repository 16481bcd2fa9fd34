"""Signing in and out, the sessions of a person, and the password."""
from datetime import datetime

from sqlalchemy import select, update

from lms.access import Grant
from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id, new_secret
from lms.people import passwords, rules
from lms.people.models import Person, SigninSession
from lms.people.secrets import digest
from lms.people.services.attempts import Attempt, begin_attempt, forgive, left_after
from lms.people.services.persons import person_row, row_by_email
from lms.people.services.roles import roles_of
from lms.people.services.tokens import revoke_api_tokens
from lms.people.views import SessionView
from lms.periods import Window


def sign_in(email: str, password: str, address: str, now: datetime, device: str = "") -> str:
    """The new session's token. ``address`` is the client's IP, ``device`` a label from ``rules.device_label``.

    Raises Invalid (members ``left``: failures left) or TooMany (member ``retry_after``: seconds), in the same words
    and after the same work whether or not the account exists.
    """
    email = rules.folded_email(email)
    attempt = begin_attempt(rules.signin_limits(email, address), now)
    row = row_by_email(email)
    matching = passwords.matches(None if row is None else row.password_hash, password)
    if row is None or not matching:
        raise _wrong(attempt, now)
    return _open_session(row, password, attempt, device, now)


def _wrong(attempt: Attempt, now: datetime) -> Invalid:
    left = left_after(attempt, now)
    return Invalid({"password": "メールアドレスかパスワードが違います。もう一度入力してください。"}, left=left)


def _open_session(row: Person, password: str, attempt: Attempt, device: str, now: datetime) -> str:
    token, person_id, stored = new_secret(), row.id, row.password_hash or ""
    grants = frozenset(Grant(held.role, held.cohort_id) for held in roles_of(person_id))
    with transaction() as session:
        forgive(attempt)
        session.add(SigninSession(
            id=new_id(), token_hash=digest(token), person_id=person_id, device=device[:rules.LABEL_LENGTH],
            created_at=now, last_seen_at=now, expires_at=now + rules.session_life(grants)))
    if passwords.is_outdated(stored):
        _renew_hash(person_id, stored, password)
    return token


def _renew_hash(person_id: str, stored: str, password: str) -> None:
    """Hashes made with weaker parameters are replaced as people come; a password changed meanwhile stays changed."""
    fresh = passwords.hashed(password)
    with transaction() as session:
        session.execute(update(Person).where(
            Person.id == person_id, Person.password_hash == stored).values(password_hash=fresh))


def sign_out(token: str, now: datetime) -> None:
    """Signing out twice is harmless."""
    with transaction() as session:
        session.execute(update(SigninSession).where(
            SigninSession.token_hash == digest(token), SigninSession.revoked_at.is_(None)).values(revoked_at=now))


def sign_out_everywhere(person_id: str, now: datetime, keep: str | None = None) -> None:
    """Ends every session of a person but ``keep`` (a session's id)."""
    with transaction() as session:
        session.execute(update(SigninSession).where(
            SigninSession.person_id == person_id, SigninSession.revoked_at.is_(None),
            SigninSession.id.is_distinct_from(keep)).values(revoked_at=now))


def sessions_of(person_id: str, now: datetime) -> list[SessionView]:
    """Sessions that are still open, the last used first."""
    grants = frozenset(Grant(held.role, held.cohort_id) for held in roles_of(person_id))
    rows = [row for row in _unrevoked(person_id)
            if rules.session_lives(Window(row.created_at, row.expires_at), row.last_seen_at, grants, now)]
    return [SessionView(row.id, row.device, row.created_at, row.last_seen_at) for row in rows]


def revoke_session(person_id: str, session_id: str, now: datetime) -> None:
    """NotFound for a session that is not this person's."""
    with transaction():
        row = next((row for row in _unrevoked(person_id) if row.id == session_id), None)
        if row is None:
            raise NotFound()
        row.revoked_at = now


def _unrevoked(person_id: str) -> list[SigninSession]:
    return list(db.session.scalars(select(SigninSession).where(
        SigninSession.person_id == person_id, SigninSession.revoked_at.is_(None),
    ).order_by(SigninSession.last_seen_at.desc())))


def set_password(person_id: str, password: str, now: datetime, keep: str | None = None) -> None:
    """Ends every session but ``keep``, and every API token: whoever held the old key holds nothing. Raises Invalid on ``new_password``."""
    email = person_row(person_id).email
    if problem := rules.problem_of_password(rules.folded_password(password), email):
        raise Invalid({"new_password": problem})
    password_hash = passwords.hashed(password)
    with transaction():
        person_row(person_id).password_hash = password_hash
        sign_out_everywhere(person_id, now, keep)
        revoke_api_tokens(person_id, now)


def change_password(person_id: str, current: str, new: str, now: datetime, keep: str | None = None) -> None:
    """As ``set_password``, by the person, who proves the present one. Raises Invalid, or TooMany after five failures."""
    attempt = begin_attempt(rules.password_limits(person_id), now)
    if not passwords.matches(person_row(person_id).password_hash, current):
        left_after(attempt, now)
        raise Invalid({"current_password": "今のパスワードが違います。もう一度入力してください。"})
    forgive(attempt)
    set_password(person_id, new, now, keep)
