"""Many people at once, for lists and files."""
from collections.abc import Iterable

from sqlalchemy import select

from lms.db import db
from lms.people import rules
from lms.people.models import Person
from lms.people.services.persons import people_named
from lms.people.views import PersonView


def people_by_email(emails: Iterable[str]) -> dict[str, PersonView]:
    """The persons behind addresses, by folded address; unknown ones are left out."""
    wanted = {rules.folded_email(email) for email in emails}
    ids = db.session.scalars(select(Person.id).where(Person.email.in_(wanted)))
    return {person.email: person for person in people_named(ids).values()}


def hold(person_ids: Iterable[str]) -> None:
    """Nobody else decides on these persons until the transaction ends, who holds them too. In one order always, so that
    two who hold several never wait for each other; signing in waits for nobody."""
    db.session.execute(select(Person.id).where(Person.id.in_(set(person_ids))).order_by(Person.id)
                       .with_for_update(key_share=True))


def without_password(person_ids: Iterable[str]) -> set[str]:
    """Those who cannot sign in yet."""
    found = select(Person.id).where(Person.id.in_(set(person_ids)), Person.password_hash.is_(None))
    return set(db.session.scalars(found))
