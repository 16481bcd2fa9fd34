"""What the services of this room answer with."""
from dataclasses import dataclass
from datetime import datetime

from lms.access import Role
from lms.people.rules import OrganizationKind


@dataclass(frozen=True, slots=True)
class OrganizationView:
    id: str
    name: str
    kind: OrganizationKind


@dataclass(frozen=True, slots=True)
class PersonView:
    """``name`` is the name to show; ``kana`` and ``latin_name`` may be empty; ``locale`` is None until they choose one."""

    id: str
    name: str
    family_name: str
    given_name: str
    kana: str
    latin_name: str
    email: str
    locale: str | None
    furigana: bool
    organization: OrganizationView | None


@dataclass(frozen=True, slots=True)
class RoleView:
    """``cohort_id`` is None for a role that holds everywhere; ``granted_by`` a person's id or ``command-line``."""

    role: Role
    cohort_id: str | None
    granted_at: datetime
    granted_by: str


@dataclass(frozen=True, slots=True)
class AccountChangeView:
    """``what``: ``password`` (taken away), or the fields that were changed; ``by`` a person's id or ``command-line``."""

    what: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """``device`` such as ``Windows, Edge``; may be empty."""

    id: str
    device: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class TokenView:
    id: str
    label: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewTokenView:
    """``secret`` is known at this moment only: the database keeps its hash."""

    secret: str
    token: TokenView
