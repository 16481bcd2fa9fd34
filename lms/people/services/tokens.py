"""Tokens for programs that act for a person."""
from datetime import datetime, timedelta

from sqlalchemy import select, update

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id, new_secret
from lms.people import rules
from lms.people.models import ApiToken
from lms.people.secrets import digest
from lms.people.services.persons import person_row
from lms.people.views import NewTokenView, TokenView


def create_api_token(person_id: str, label: str, days: int, now: datetime) -> NewTokenView:
    """The secret is in the answer and nowhere else. Raises Invalid on ``label`` and ``days`` (1 to 365)."""
    label, secret = rules.folded_name(label), new_secret()
    if problems := rules.problems_of_token(label, days):
        raise Invalid(problems)
    with transaction() as session:
        row = ApiToken(id=new_id(), token_hash=digest(secret), person_id=person_row(person_id).id, label=label,
                       created_at=now, expires_at=now + timedelta(days=days))
        session.add(row)
        return NewTokenView(secret, _view(row))


def api_tokens_of(person_id: str, now: datetime) -> list[TokenView]:
    """Tokens that still work, the newest first."""
    return [_view(row) for row in _unrevoked(person_id) if now < row.expires_at]


def revoke_api_token(person_id: str, token_id: str, now: datetime) -> None:
    """NotFound for a token that is not this person's."""
    with transaction():
        row = next((row for row in _unrevoked(person_id) if row.id == token_id), None)
        if row is None:
            raise NotFound()
        row.revoked_at = now


def revoke_api_tokens(person_id: str, now: datetime) -> None:
    """All of a person's."""
    with transaction() as session:
        session.execute(update(ApiToken).where(
            ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now))


def _unrevoked(person_id: str) -> list[ApiToken]:
    return list(db.session.scalars(select(ApiToken).where(
        ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)).order_by(ApiToken.created_at.desc())))


def _view(row: ApiToken) -> TokenView:
    return TokenView(row.id, row.label, row.created_at, row.expires_at)
