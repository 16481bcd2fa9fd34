"""Tables of people. Secrets are stored as hashes only: whoever reads the database can impersonate nobody."""
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, UtcDateTime, personal
from lms.people.rules import EMAIL_LENGTH, LABEL_LENGTH, NAME_LENGTH

PERSON = "lms_person.id"


class Organization(Base):
    __tablename__ = "lms_organization"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    kind: Mapped[str] = mapped_column(String(32))


class Person(Base):
    """``email`` is folded (``rules.folded_email``); without ``password_hash`` nobody can sign in as them.

    ``locale`` is the language they chose, empty as long as they never did.
    """

    __tablename__ = "lms_person"
    __table_args__ = {"info": personal(
        "family_name", "given_name", "kana", "latin_name", "email", "password_hash", "organization_id")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    family_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    given_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kana: Mapped[str] = mapped_column(String(NAME_LENGTH))
    latin_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), unique=True)
    locale: Mapped[str | None] = mapped_column(String(2))
    furigana: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("lms_organization.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    organization: Mapped[Organization | None] = relationship(lazy="joined")


class RoleGrant(Base):
    """Who gave whom which role, and when it was taken away. ``cohort_id`` is empty for a role that holds everywhere."""

    __tablename__ = "lms_role_grant"
    __table_args__ = {"info": personal("person_id")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PERSON), index=True)
    role: Mapped[str] = mapped_column(String(32))
    cohort_id: Mapped[str | None] = mapped_column(String(36))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[str] = mapped_column(String(36))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(36))


class AccountChange(Base):
    """What the office did to somebody's account, by whom and when. ``what``: ``password`` or names of columns, by spaces.

    Neither the old nor the new value: those are personal, and proof outlives them.
    """

    __tablename__ = "lms_account_change"
    __table_args__ = {"info": personal("person_id")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PERSON), index=True)
    what: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))


class SigninSession(Base):
    __tablename__ = "lms_signin_session"
    __table_args__ = {"info": personal("person_id", "device")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PERSON), index=True)
    device: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SigninAttempt(Base):
    """One failure, or an attempt whose end is not yet known. ``key`` is a hash of what is limited."""

    __tablename__ = "lms_signin_attempt"
    __table_args__ = (Index(None, "key", "at"), {"info": personal("key")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ApiToken(Base):
    __tablename__ = "lms_api_token"
    __table_args__ = {"info": personal("person_id", "label")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PERSON), index=True)
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
