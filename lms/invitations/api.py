"""Accepting an invitation, and the accounts of the people whom the secretariat helps, as JSON."""
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from flask import url_for
from pydantic import StringConstraints

from lms.access import PUBLIC, Grant, Role, only
from lms.errors import Invalid, NotFound
from lms.invitations import scope, services
from lms.people import services as people
from lms.people.services import AccountChangeView, NewPerson, PersonView, RoleView
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier, Line

api = Api("invitations", __name__)

OFFICE = only(Role.SECRETARIAT)


class Acceptance(Body):
    """``token`` is the last part of the invitation's link; ``new_password`` has 12 characters or more."""

    token: Line
    new_password: Annotated[str, StringConstraints(max_length=1000)]


class Details(Body):
    """All of them, as on the form: what is left empty is empty afterwards."""

    email: Line
    family_name: Line
    given_name: Line
    kana: Line
    latin_name: Line


class Scope(Body):
    """``cohort``: an id; left out for a role that holds everywhere."""

    cohort: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Account:
    person: PersonView
    roles: list[RoleView]
    changes: list[AccountChangeView]


@dataclass(frozen=True, slots=True)
class NewLink:
    """``link`` sets a password, once, until ``expires_at``."""

    link: str
    expires_at: datetime


@api.operation("POST", "/invitation-acceptances", access=PUBLIC, body=Acceptance, status=204, problems=(NotFound,))
def accept(body: Acceptance) -> None:
    """Set the first password. Sign in with it next."""
    services.accept_invitation(body.token, body.new_password, now())


@api.operation("GET", "/people/<person_id>", access=OFFICE, returns=Account)
def account(person_id: str) -> Account:
    """A person whom you may help: their roles, and what the office did to their account, the latest first."""
    found = scope.helped(person_id)
    return Account(found, people.roles_of(person_id), people.account_changes_of(person_id))


@api.operation("PUT", "/people/<person_id>", access=OFFICE, body=Details, returns=PersonView, problems=(Invalid,))
def change(person_id: str, body: Details) -> PersonView:
    """Correct a person's names and address. A new address ends the invitations that went to the old one."""
    scope.helped(person_id)
    return services.change_person(person_id, NewPerson(**body.model_dump()), actor().person_id, now())


@api.operation("POST", "/people/<person_id>/password-resets", access=OFFICE, returns=NewLink, status=201, problems=(Invalid,))
def reset(person_id: str) -> NewLink:
    """For a forgotten password: it ends, with every session and API token. The new invitation is in this answer only."""
    scope.another(person_id)
    token = services.start_afresh(person_id, actor().person_id, now())
    return NewLink(url_for("invitations.welcome", token=token, _external=True), now() + services.LIFE)


@api.operation("DELETE", "/people/<person_id>/roles/<role>", access=OFFICE, query=Scope, status=204, problems=(Invalid,))
def revoke(person_id: str, role: str, query: Scope) -> None:
    """Take a role back, that of one cohort or the one that holds everywhere. It ends with the person's next request."""
    if role not in set(Role):
        raise NotFound()
    grant = scope.revocable(person_id, Grant(Role(role), query.cohort))
    people.revoke_role(person_id, grant.role, actor().person_id, now(), grant.cohort)
