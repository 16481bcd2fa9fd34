"""Items: every version ever loaded, immutable, and which one is asked now."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class ItemVersionRow(Base):
    """One content. Its id is derived from the content, so changed content cannot keep it."""

    __tablename__ = "assessments_item_version"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(64))
    lecture: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Any] = mapped_column(JsonText)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemRow(Base):
    """An item of a program. Without a current version it is asked no more."""

    __tablename__ = "assessments_item"
    __table_args__ = {"info": personal()}

    program: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    lecture: Mapped[str] = mapped_column(String(64), index=True)
    current_version_id: Mapped[str | None] = mapped_column(ForeignKey(ItemVersionRow.id))
