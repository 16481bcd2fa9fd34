"""Who is asking, and what they may do. Everything is denied unless granted."""
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    TRAINEE = "trainee"
    LECTURER = "lecturer"
    SECRETARIAT = "secretariat"
    CONTRACTOR = "contractor"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, everywhere or (with ``cohort``, a cohort id) in one cohort only."""

    role: Role
    cohort: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as the rest of the house sees them. ``locale`` is a wish of theirs: ask ``lms.web.words.locale``."""

    person_id: str
    name: str
    locale: str | None = None
    furigana: bool = False
    grants: frozenset[Grant] = frozenset()
    session_id: str | None = None

    def has(self, *roles: Role) -> bool:
        """Holds one of the roles, in any scope."""
        return any(grant.role in roles for grant in self.grants)

    def may(self, *roles: Role, cohort: str) -> bool:
        """Holds one of the roles for this cohort."""
        return any(g.role in roles and g.cohort in (None, cohort) for g in self.grants)


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller. Every route declares one; see ``lms.web.access``.

    ``keyed``: the request brings a key of its own (in its address, or as HTTP Basic), and nothing else of it says who is asking.
    """

    public: bool = False
    keyed: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)

    def admits(self, actor: Actor | None) -> bool:
        if self.public:
            return True
        return actor is not None and (not self.roles or actor.has(*self.roles))


PUBLIC = Access(public=True)
KEYED = Access(public=True, keyed=True)
SIGNED_IN = Access()


def only(*roles: Role) -> Access:
    return Access(roles=frozenset(roles))
