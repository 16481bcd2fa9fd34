"""The append-only ledger of facts, and one head per enrollment that serializes its writers."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Ledger(Base):
    """The end of one enrollment's chain and the fold of its facts, written in the same transaction as the fact."""

    __tablename__ = "lms_ledger"
    __table_args__ = {"info": personal()}

    enrollment_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    progress: Mapped[Any] = mapped_column(JsonText)


class FactRow(Base):
    """One fact. No row is ever changed or deleted; a correction is a new fact."""

    __tablename__ = "lms_fact"
    __table_args__ = (
        Index("ix_lms_fact_order", "enrollment_id", "sequence", unique=True),
        {"info": personal()},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(ForeignKey(Ledger.enrollment_id))
    sequence: Mapped[int] = mapped_column(Integer)
    verb: Mapped[str] = mapped_column(String(32))
    activity: Mapped[str] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))
    source: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
