"""Packages of others, the lectures they are attached to, and what learners did with them. The files lie in the instance folder."""
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class ForeignPackage(Base):
    """One zip that was taken in. ``id`` is derived from ``digest``, so the same zip is the same package. ``parts`` are JSON."""

    __tablename__ = "scorm_export_foreign_package"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    edition: Mapped[str] = mapped_column(String(16))
    parts: Mapped[Any] = mapped_column(JsonText)
    size: Mapped[int] = mapped_column(BigInteger)
    files: Mapped[int]
    contractor_id: Mapped[str | None] = mapped_column(ForeignKey("scorm_export_contractor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))


class Attachment(Base):
    """A package that trainees find below a lecture, from ``since`` until it is taken off again."""

    __tablename__ = "scorm_export_attachment"
    __table_args__ = (
        Index("uq_scorm_export_attachment_shown", "program", "lecture", "foreign_id", unique=True,
              sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
        {"info": personal()})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    lecture: Mapped[str] = mapped_column(String(64))
    foreign_id: Mapped[str] = mapped_column(ForeignKey(ForeignPackage.id), index=True)
    title_ja: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    since_by: Mapped[str] = mapped_column(String(36))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until_by: Mapped[str | None] = mapped_column(String(36))


class ForeignState(Base):
    """One trainee with one part of a package below one lecture.

    ``remembered`` holds what the content said, by element. ``sessions`` counts how often it was begun: a window that
    another has overtaken is known by its number. ``commits``: how many of the present session's are stored. ``completed``,
    ``success`` and ``score`` are the best of all sessions.
    """

    __tablename__ = "scorm_export_foreign_state"
    __table_args__ = (UniqueConstraint("enrollment_id", "lecture", "foreign_id", "part"), {"info": personal("remembered")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(ForeignKey("lms_enrollment.id"))
    lecture: Mapped[str] = mapped_column(String(64))
    foreign_id: Mapped[str] = mapped_column(ForeignKey(ForeignPackage.id), index=True)
    part: Mapped[int]
    remembered: Mapped[Any] = mapped_column(JsonText)
    seconds: Mapped[float]
    sessions: Mapped[int]
    commits: Mapped[int]
    ended: Mapped[bool]
    completed: Mapped[bool]
    success: Mapped[bool | None]
    score: Mapped[float | None]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
