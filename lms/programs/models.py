"""Program versions as they were loaded: a cohort keeps the rules it began with."""
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class ProgramVersion(Base):
    """The text of one program.toml, immutable. ``digest`` is the SHA-256 of the text."""

    __tablename__ = "lms_program_version"
    __table_args__ = (UniqueConstraint("program", "digest"), {"info": personal()})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
