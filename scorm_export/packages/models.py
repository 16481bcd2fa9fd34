"""Packages that were made, what lay in each, and who took them."""
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Export(Base):
    """One package. ``beat_at`` is when its making was last heard of; ``problem`` says why it could not be made.

    ``lectures``: version by code; ``files``: SHA-256 by path; ``left_out``: what it could not carry. All are empty until
    ``finished_at``.
    """

    __tablename__ = "scorm_export_export"
    __table_args__ = (Index(None, "program", "at"), {"info": personal()})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(16))
    grain: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    media: Mapped[str] = mapped_column(String(8))
    preset: Mapped[str] = mapped_column(String(16))
    contractor_id: Mapped[str | None] = mapped_column(ForeignKey("scorm_export_contractor.id"), index=True)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    lectures: Mapped[Any] = mapped_column(JsonText)
    files: Mapped[Any] = mapped_column(JsonText)
    left_out: Mapped[Any] = mapped_column(JsonText)


class Download(Base):
    """Somebody took a package."""

    __tablename__ = "scorm_export_download"
    __table_args__ = {"info": personal("person_id")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    export_id: Mapped[str] = mapped_column(ForeignKey(Export.id), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
