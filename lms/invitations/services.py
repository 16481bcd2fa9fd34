"""Invitations: how a person whom the office registered, or who forgot their password, comes to one of their own."""
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id, new_secret
from lms.invitations.models import Invitation
from lms.people import services as people
from lms.people.secrets import digest
from lms.people.services import NewPerson, PersonView

LIFE = timedelta(days=14)


def invite(person_id: str, by: str, now: datetime) -> str:
    """The token of a new invitation, known at this moment only. Earlier ones stay good until one of them is used.

    Raises Invalid for a person who has a password already: a link must not open an account that somebody uses.
    """
    if person_id not in people.without_password([person_id]):
        raise Invalid({"person": "この方には、すでにパスワードがあります。"})
    token = new_secret()
    with transaction() as session:
        session.add(Invitation(id=new_id(), token_hash=digest(token), person_id=person_id, invited_by=by,
                               invited_at=now, expires_at=now + LIFE))
    return token


def invite_all(person_ids: Iterable[str], by: str, now: datetime) -> Mapping[str, str]:
    """Token by person id, for those among them who have no password yet."""
    with transaction():
        return {person_id: invite(person_id, by, now) for person_id in sorted(people.without_password(person_ids))}


def start_afresh(person_id: str, by: str, now: datetime) -> str:
    """For a forgotten password: it ends, with every session, API token and older link. The token of a new invitation."""
    with transaction():
        people.take_password(person_id, by, now)
        _end_links(person_id, now)
        return invite(person_id, by, now)


def change_person(person_id: str, new: NewPerson, by: str, now: datetime) -> PersonView:
    """As ``people.change_person``; links that went to an old address end."""
    with transaction():
        before = people.person(person_id).email
        changed = people.change_person(person_id, new, by, now)
        if changed.email != before:
            _end_links(person_id, now)
    return changed


def invited_person(token: str, now: datetime) -> PersonView:
    """Whom a token invites. NotFound when it is unknown, used, out of date, or the person came in another way."""
    return people.person(_live(db.session.scalar(_by_token(token)), now).person_id)


def accept_invitation(token: str, password: str, now: datetime) -> PersonView:
    """Set the first password; every invitation of this person ends. Raises NotFound, and Invalid on ``new_password``."""
    with transaction() as session:
        held = session.scalar(_by_token(token).with_for_update())  # of two at once, one finds the link used
        person_id = _live(held, now).person_id
        people.set_password(person_id, password, now)
        _end_links(person_id, now)
    return people.person(person_id)


def _end_links(person_id: str, now: datetime) -> None:
    db.session.execute(update(Invitation).where(
        Invitation.person_id == person_id, Invitation.used_at.is_(None)).values(used_at=now))


def _by_token(token: str) -> Select[Invitation]:
    return select(Invitation).where(Invitation.token_hash == digest(token))


def _live(row: Invitation | None, now: datetime) -> Invitation:
    good = row is not None and row.used_at is None and now < row.expires_at
    if row is None or not good or not people.without_password([row.person_id]):
        raise NotFound("この招待は使えません。すでに使われたか、期限が切れています。事務局に新しい招待を頼んでください。")
    return row
