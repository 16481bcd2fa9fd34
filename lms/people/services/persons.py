"""Persons and the organizations they work for."""
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.db import Base, db, transaction
from lms.errors import Conflict, Invalid, LmsError, NotFound
from lms.ids import new_id
from lms.people import passwords, rules
from lms.people.models import Organization, Person
from lms.people.rules import NewPerson, OrganizationKind
from lms.people.views import OrganizationView, PersonView


def person(person_id: str) -> PersonView:
    return _person_view(person_row(person_id))


def people_named(person_ids: Iterable[str]) -> dict[str, PersonView]:
    """The persons behind ids, in one query; unknown ids are left out."""
    found = db.session.scalars(select(Person).where(Person.id.in_(set(person_ids))))
    return {row.id: _person_view(row) for row in found}


def find_person_by_email(email: str) -> PersonView | None:
    row = row_by_email(rules.folded_email(email))
    return None if row is None else _person_view(row)


def create_person(new: NewPerson, now: datetime, password: str | None = None) -> PersonView:
    """Raises Invalid by field. Without ``password`` the person exists but cannot sign in."""
    new = rules.folded(new)
    problems = rules.problems_of_person(new)
    if password is not None and (problem := rules.problem_of_password(rules.folded_password(password), new.email)):
        problems["password"] = problem
    if problems:
        raise Invalid(problems)
    password_hash = None if password is None else passwords.hashed(password)
    taken = taken_address()
    with transaction() as session:
        if row_by_email(new.email):
            raise taken
        if new.organization_id is not None and session.get(Organization, new.organization_id) is None:
            raise Invalid({"organization_id": "この所属機関は登録されていません。"})
        row = Person(id=new_id(), created_at=now, furigana=False, password_hash=password_hash, **asdict(new))
        _insert(row, taken)
        return _person_view(row)


def set_furigana(person_id: str, on: bool) -> None:
    with transaction():
        person_row(person_id).furigana = on


def set_locale(person_id: str, locale: str) -> None:
    """``locale``: ``ja`` or ``en``, as chosen on a page."""
    with transaction():
        person_row(person_id).locale = locale


def create_organization(name: str, kind: OrganizationKind) -> OrganizationView:
    """Raises Invalid for an empty or overlong name, Conflict when the name is taken."""
    name = rules.folded_name(name)
    if problem := rules.problem_of_organization(name):
        raise Invalid({"name": problem})
    taken = Conflict("同じ名前の所属機関が、すでに登録されています。")
    with transaction() as session:
        if session.scalar(select(Organization.id).where(Organization.name == name)):
            raise taken
        row = Organization(id=new_id(), name=name, kind=kind.value)
        _insert(row, taken)
        return _organization_view(row)


def organizations() -> list[OrganizationView]:
    return [_organization_view(row) for row in db.session.scalars(select(Organization).order_by(Organization.name))]


def organization_name(organization_id: str | None) -> str:
    """Its name; empty where a person came without one."""
    row = db.session.get(Organization, organization_id) if organization_id else None
    return row.name if row else ""


def person_row(person_id: str) -> Person:
    """For the other services of this room. Raises NotFound."""
    row = db.session.get(Person, person_id)
    if row is None:
        raise NotFound()
    return row


def row_by_email(folded: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == folded)) if rules.is_email(folded) else None


def taken_address() -> Invalid:
    return Invalid({"email": "このメールアドレスは、すでに登録されています。"})


def _insert(row: Base, taken: LmsError) -> None:
    """The unique constraint has the last word when two people add the same at once."""
    try:
        db.session.add(row)
        db.session.flush()
    except IntegrityError as error:
        raise taken from error


def _person_view(row: Person) -> PersonView:
    return PersonView(
        id=row.id, name=rules.display_name(row.family_name, row.given_name, row.latin_name),
        family_name=row.family_name, given_name=row.given_name, kana=row.kana, latin_name=row.latin_name,
        email=row.email, locale=row.locale, furigana=row.furigana,
        organization=None if row.organization is None else _organization_view(row.organization),
    )


def _organization_view(row: Organization) -> OrganizationView:
    return OrganizationView(row.id, row.name, OrganizationKind(row.kind))
