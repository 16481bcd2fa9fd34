"""What each trainee has watched and read, and who is playing now."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Viewing(Base):
    """One trainee's lecture: the version it began with (ruling A16), the seconds watched, the sections read."""

    __tablename__ = "courses_viewing"
    __table_args__ = {"info": personal("spans", "position", "read")}

    enrollment_id: Mapped[str] = mapped_column(ForeignKey("lms_enrollment.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("courses_lecture_version.id"))
    spans: Mapped[Any] = mapped_column(JsonText)
    position: Mapped[int]
    read: Mapped[Any] = mapped_column(JsonText)
    reading_since: Mapped[datetime] = mapped_column(UtcDateTime)
    attended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Lease(Base):
    """The one player of a person that earns credit. ``balance`` is seconds of video that may still be credited."""

    __tablename__ = "courses_lease"
    __table_args__ = {"info": personal()}

    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    code: Mapped[str] = mapped_column(String(64))
    balance: Mapped[float]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
