"""People who work for a contractor: an account each, with the role and no more than the contractor's own scope."""
from datetime import datetime

from sqlalchemy import select

from lms.access import Role
from lms.db import db, transaction
from lms.errors import Conflict, NotFound
from lms.people import services as people
from scorm_export.contractors.models import Contractor, Member
from scorm_export.contractors.views import MemberView


def members(contractor_id: str) -> list[MemberView]:
    rows = db.session.scalars(select(Member).where(Member.contractor_id == contractor_id).order_by(Member.since)).all()
    found = [(people.person(row.person_id), row.since) for row in rows]
    return [MemberView(person.id, person.name, person.email, since) for person, since in found]


def add_member(contractor_id: str, person_id: str, by: str, now: datetime) -> None:
    """The person gets the contractor's role. Conflict for somebody who works for another one."""
    with transaction() as session:
        if session.get(Contractor, contractor_id) is None:
            raise NotFound(contractor=contractor_id)
        people.hold([person_id])
        known = session.get(Member, person_id)
        if known is not None and known.contractor_id != contractor_id:
            raise Conflict("この方は、ほかの委託先の担当者です。", person=person_id)
        if known is None:
            session.add(Member(person_id=person_id, contractor_id=contractor_id, since=now, by=by))
        people.grant_role(person_id, Role.CONTRACTOR, by, now)


def remove_member(contractor_id: str, person_id: str, by: str, now: datetime) -> None:
    """The role goes with it. NotFound for somebody who does not work for this contractor."""
    with transaction() as session:
        row = session.get(Member, person_id, with_for_update=True)
        if row is None or row.contractor_id != contractor_id:
            raise NotFound(person=person_id)
        session.delete(row)
        people.revoke_role(person_id, Role.CONTRACTOR, by, now)
