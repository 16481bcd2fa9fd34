"""The first key to an account. Stored as a hash only."""
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class Invitation(Base):
    """A link that lets one person set their first password, once. ``used_at``: used, or made useless by another."""

    __tablename__ = "lms_invitation"
    __table_args__ = {"info": personal("person_id")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"), index=True)
    invited_by: Mapped[str] = mapped_column(String(36))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
