"""Whom the signed-in person may help. Anybody else's people do not exist for them."""
from lms.access import Grant
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.invitations import rules
from lms.people import services as people
from lms.people.services import PersonView
from lms.web.access import actor


def helped(person_id: str) -> PersonView:
    """NotFound for somebody of another round, as for nobody."""
    found, helper = people.person(person_id), actor().grants
    rounds = frozenset(c for c in rules.own_rounds(helper) if person_id in enrollments.persons_in(c))
    if not rules.may_help(helper, rounds, held_by(person_id)):
        raise NotFound()
    return found


def another(person_id: str) -> PersonView:
    """As ``helped``, and not oneself: nobody takes their own key away. Raises Invalid."""
    if person_id == actor().person_id:
        raise Invalid({"person": "ご自分のアカウントには行えません。ほかの事務局の方に頼んでください。"})
    return helped(person_id)


def held_by(person_id: str) -> frozenset[Grant]:
    return frozenset(Grant(held.role, held.cohort_id) for held in people.roles_of(person_id))


def revocable(person_id: str, grant: Grant) -> Grant:
    """A role that the person holds and the signed-in one answers for; NotFound for any other."""
    another(person_id)
    if grant not in held_by(person_id) or not rules.may_revoke(actor().grants, grant):
        raise NotFound()
    return grant
