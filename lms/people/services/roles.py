"""Who may do what: roles held everywhere or in one cohort, and when they were given and taken."""
from datetime import datetime

from sqlalchemy import ColumnElement, select

from lms.access import Role
from lms.db import db, transaction
from lms.errors import NotFound
from lms.ids import new_id
from lms.people.models import RoleGrant
from lms.people.services.persons import person_row
from lms.people.views import RoleView


def roles_of(person_id: str) -> list[RoleView]:
    """The roles held now, oldest first."""
    rows = db.session.scalars(select(RoleGrant).where(*_held(person_id)).order_by(RoleGrant.granted_at))
    return [RoleView(Role(row.role), row.cohort_id, row.granted_at, row.granted_by) for row in rows]


def grant_role(person_id: str, role: Role, by: str, now: datetime, cohort: str | None = None) -> None:
    """``by`` is a person's id, or ``command-line``. Granting what is held changes nothing."""
    with transaction() as session:
        person_row(person_id)
        if session.scalar(select(RoleGrant.id).where(*_held(person_id), *_scope(role, cohort)).limit(1)) is None:
            session.add(RoleGrant(id=new_id(), person_id=person_id, role=role.value, cohort_id=cohort,
                                  granted_at=now, granted_by=by))


def revoke_role(person_id: str, role: Role, by: str, now: datetime, cohort: str | None = None) -> None:
    """Holds from the person's next request. NotFound when the role is not held in that scope."""
    with transaction() as session:
        held = session.scalars(select(RoleGrant).where(*_held(person_id), *_scope(role, cohort))).all()
        if not held:
            raise NotFound()
        for row in held:
            row.revoked_at, row.revoked_by = now, by


def _held(person_id: str) -> tuple[ColumnElement[bool], ...]:
    return RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None)


def _scope(role: Role, cohort: str | None) -> tuple[ColumnElement[bool], ...]:
    return RoleGrant.role == role.value, RoleGrant.cohort_id.is_not_distinct_from(cohort)
