"""What the office does to an account: an end to a forgotten password, another address or name. Each leaves a trace."""
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import db, transaction
from lms.errors import Invalid
from lms.ids import new_id
from lms.people import rules
from lms.people.models import AccountChange
from lms.people.rules import NewPerson
from lms.people.services.persons import person, person_row, taken_address
from lms.people.services.signin import sign_out_everywhere
from lms.people.services.tokens import revoke_api_tokens
from lms.people.views import AccountChangeView, PersonView


def take_password(person_id: str, by: str, now: datetime) -> None:
    """Nobody can sign in as them until they are invited again; every session and API token ends. NotFound."""
    with transaction():
        person_row(person_id).password_hash = None
        sign_out_everywhere(person_id, now)
        revoke_api_tokens(person_id, now)
        _trace(person_id, ["password"], by, now)


def change_person(person_id: str, new: NewPerson, by: str, now: datetime) -> PersonView:
    """Names and address as in ``new`` (the rest of it is not looked at). Raises NotFound, and Invalid by field."""
    new, row = rules.folded(new), person_row(person_id)
    if problems := rules.problems_of_person(new):
        raise Invalid(problems)
    changed = [name for name in rules.CHANGEABLE if getattr(row, name) != getattr(new, name)]
    if changed:
        _change(person_id, new, changed, by, now)
    return person(person_id)


def _change(person_id: str, new: NewPerson, changed: list[str], by: str, now: datetime) -> None:
    """The unique constraint says whether an address is free."""
    with transaction() as session:
        row = person_row(person_id)
        for name in changed:
            setattr(row, name, getattr(new, name))
        try:
            session.flush()
        except IntegrityError as error:
            raise taken_address() from error
        _trace(person_id, changed, by, now)


def account_changes_of(person_id: str) -> list[AccountChangeView]:
    """What the office did, the latest first."""
    rows = db.session.scalars(select(AccountChange).where(
        AccountChange.person_id == person_id).order_by(AccountChange.at.desc()))
    return [AccountChangeView(tuple(row.what.split()), row.at, row.by) for row in rows]


def _trace(person_id: str, what: Iterable[str], by: str, now: datetime) -> None:
    db.session.add(AccountChange(id=new_id(), person_id=person_id, what=" ".join(what), at=now, by=by))
