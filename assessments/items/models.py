"""Items: every version ever kept, immutable, which one is asked now, and until when."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class ItemVersionRow(Base):
    """One content. Its id is derived from the content, so changed content cannot keep it.

    ``kind``, ``difficulty`` and ``words`` (folded, see ``wording``) are what a search asks for; all stand in the payload too.
    """

    __tablename__ = "assessments_item_version"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(64))
    lecture: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    payload: Mapped[Any] = mapped_column(JsonText)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemRow(Base):
    """An item of a program. Without a current version it is asked no more.

    ``shipped_version_id``: what the files say of it, empty where they say nothing. Where both versions are the same, the
    item follows its files; where they differ, it was edited in the bank, and stays as it is when files are loaded.
    """

    __tablename__ = "assessments_item"
    __table_args__ = {"info": personal()}

    program: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    lecture: Mapped[str] = mapped_column(String(64), index=True)
    current_version_id: Mapped[str | None] = mapped_column(ForeignKey(ItemVersionRow.id))
    shipped_version_id: Mapped[str | None] = mapped_column(ForeignKey(ItemVersionRow.id))


class Retirement(Base):
    """A decision on the last day that an item is asked, or (without a day) that there is none. The highest number counts."""

    __tablename__ = "assessments_item_retirement"
    __table_args__ = (ForeignKeyConstraint(["program", "item"], [ItemRow.program, ItemRow.id]), {"info": personal()})

    program: Mapped[str] = mapped_column(String(64), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_day: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
