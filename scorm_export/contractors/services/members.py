"""People who work for a contractor: an account each, with the role and no more than the contractor's own scope."""
from datetime import datetime

from sqlalchemy import func, select

from lms.access import Role
from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotFound
from lms.invitations import services as invitations
from lms.people import services as people
from lms.people.services import NewPerson, PersonView
from scorm_export.contractors.models import Contractor, Member
from scorm_export.contractors.services.contractors import held
from scorm_export.contractors.views import Joined, MemberView


def members(contractor_id: str) -> list[MemberView]:
    """The first to come first."""
    rows = db.session.scalars(select(Member).where(Member.contractor_id == contractor_id)
                              .order_by(Member.since, Member.person_id)).all()
    named = people.people_named(row.person_id for row in rows)
    return [MemberView(row.person_id, named[row.person_id].name, named[row.person_id].email, row.since) for row in rows]


def member_counts() -> dict[str, int]:
    """How many people work for each contractor, by its id; one without any is left out."""
    counted = select(Member.contractor_id, func.count()).group_by(Member.contractor_id)
    return {contractor_id: count for contractor_id, count in db.session.execute(counted)}


def join(contractor_id: str, new: NewPerson, by: str, now: datetime) -> Joined:
    """Somebody by their mail address: a person we know, else a new one with the name that ``new`` gives.

    Invalid by field, also where the address belongs to somebody of another name. The invitation is known at this moment only.
    """
    with transaction():
        known = people.find_person_by_email(new.email)
        person = _same(known, new) if known else people.create_person(_named(new), now)
        add_member(contractor_id, person.id, by, now)
        return Joined(person.id, person.name, invitations.invite_all([person.id], by, now).get(person.id))


def _named(new: NewPerson) -> NewPerson:
    if not (new.family_name.strip() or new.given_name.strip() or new.latin_name.strip()):
        raise Invalid({"family_name": "このアドレスの方は、まだ登録されていません。氏名も入力してください。"})
    return new


def _same(known: PersonView, new: NewPerson) -> PersonView:
    """A slip in an address must not open the contractor's things to a stranger."""
    typed = "".join((new.family_name + new.given_name).split())
    if typed and typed != "".join(known.name.split()):
        raise Invalid({"email": "このアドレスは、別の氏名の方が使っています。アドレスか氏名を確かめてください。"}, known_as=known.name)
    return known


def add_member(contractor_id: str, person_id: str, by: str, now: datetime) -> None:
    """The person gets the contractor's role. Conflict for somebody who works for another one that has not ended."""
    person_id = people.person(person_id).id  # NotFound before anything is written
    with transaction() as session:
        held(session, contractor_id)
        people.hold([person_id])
        known = session.get(Member, person_id)
        if known is None:
            session.add(Member(person_id=person_id, contractor_id=contractor_id, since=now, by=by))
        elif known.contractor_id != contractor_id:
            _leave_ended(known)
            known.contractor_id, known.since, known.by = contractor_id, now, by
        people.grant_role(person_id, Role.CONTRACTOR, by, now)


def _leave_ended(row: Member) -> None:
    other = db.session.get(Contractor, row.contractor_id)
    if other is None or other.ended_at is None:
        raise Conflict("この方は、ほかの委託先の担当者です。", person=row.person_id)


def remove_member(contractor_id: str, person_id: str, by: str, now: datetime) -> None:
    """The role goes with it. NotFound for somebody who does not work for this contractor."""
    with transaction() as session:
        row = session.get(Member, person_id, with_for_update=True)
        if row is None or row.contractor_id != contractor_id:
            raise NotFound(person=person_id)
        session.delete(row)
        if any(each.role is Role.CONTRACTOR and each.cohort_id is None for each in people.roles_of(person_id)):
            people.revoke_role(person_id, Role.CONTRACTOR, by, now)  # the office may have taken it before
