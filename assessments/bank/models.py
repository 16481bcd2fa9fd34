"""The lecturers' drafts: every text that was kept, what others said of it, and how it ended."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Draft(Base):
    """A text on its way into the bank. ``unit`` is the id of its heading: an item, or a case with its questions."""

    __tablename__ = "assessments_draft"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(64), index=True)
    lecture: Mapped[str] = mapped_column(String(64))
    begun_by: Mapped[str] = mapped_column(String(36))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftText(Base):
    """One wording of a draft, never changed. ``base``: the current and the shipped version of its items as they were then."""

    __tablename__ = "assessments_draft_text"
    __table_args__ = {"info": personal()}

    draft_id: Mapped[str] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ja: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    base: Mapped[Any] = mapped_column(JsonText)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DraftReview(Base):
    """What somebody said of one wording."""

    __tablename__ = "assessments_draft_review"
    __table_args__ = {"info": personal()}

    draft_id: Mapped[str] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftEnd(Base):
    """A draft ends once: published or discarded."""

    __tablename__ = "assessments_draft_end"
    __table_args__ = {"info": personal()}

    draft_id: Mapped[str] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptVersion(Base):
    """The bank's text of an item was kept (or made) knowing this shipped version; nobody is asked about it again."""

    __tablename__ = "assessments_kept_version"
    __table_args__ = {"info": personal()}

    version_id: Mapped[str] = mapped_column(ForeignKey("assessments_item_version.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
