"""The door to people: who they are, what they may do, and how they prove it."""
from lms.people.rules import NewPerson, OrganizationKind, device_label, local_path, split_name
from lms.people.services.actors import actor_of_session, actor_of_token
from lms.people.services.attempts import note_wrong_key
from lms.people.services.care import account_changes_of, change_person, take_password
from lms.people.services.lookups import hold, people_by_email, without_password
from lms.people.services.persons import (
    create_organization,
    create_person,
    find_person_by_email,
    organization_name,
    organizations,
    people_named,
    person,
    set_furigana,
    set_locale,
)
from lms.people.services.roles import grant_role, revoke_role, roles_of
from lms.people.services.signin import (
    change_password,
    revoke_session,
    sessions_of,
    set_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from lms.people.services.tokens import api_tokens_of, create_api_token, revoke_api_token
from lms.people.views import (
    AccountChangeView,
    NewTokenView,
    OrganizationView,
    PersonView,
    RoleView,
    SessionView,
    TokenView,
)

__all__ = [
    "AccountChangeView", "NewPerson", "NewTokenView", "OrganizationKind", "OrganizationView", "PersonView", "RoleView",
    "SessionView", "TokenView", "account_changes_of", "actor_of_session", "actor_of_token", "api_tokens_of",
    "change_password", "change_person", "create_api_token", "create_organization", "create_person", "device_label",
    "find_person_by_email", "grant_role", "hold", "local_path", "note_wrong_key", "organization_name", "organizations", "people_by_email",
    "people_named", "person", "revoke_api_token", "revoke_role", "revoke_session", "roles_of", "sessions_of",
    "set_furigana", "set_locale", "set_password", "sign_in", "sign_out", "sign_out_everywhere", "split_name",
    "take_password", "without_password",
]
