"""Tables of the block host: immutable published content, and what a block remembers about one person."""
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, personal


class BlockSnapshot(Base):
    """Content of one published version. The id is derived from the rest, so a row is never changed, only added."""

    __tablename__ = "lms_block_snapshot"
    __table_args__ = ({"info": personal()},)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(100))
    payload: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)


class BlockState(Base):
    """One person's state of one block. ``enrollment_id`` is empty, not null, so that the constraint holds there too."""

    __tablename__ = "lms_block_state"
    __table_args__ = (
        UniqueConstraint("person_id", "enrollment_id", "owner", "usage_id"),
        {"info": personal("person_id", "state")},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"))
    enrollment_id: Mapped[str] = mapped_column(String(36), default="")
    owner: Mapped[str] = mapped_column(String(64))
    usage_id: Mapped[str] = mapped_column(String(100))
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[dict[str, Any]] = mapped_column(JsonText)
