"""Published versions of lectures, immutable."""
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class LectureVersion(Base):
    """One published content. ``content`` is the IR of both languages; ``captions`` and ``snapshots`` go by language."""

    __tablename__ = "courses_lecture_version"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    program: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[Any] = mapped_column(JsonText)
    seconds: Mapped[int] = mapped_column(Integer)
    is_sample: Mapped[bool]
    video_id: Mapped[str] = mapped_column(String(36))
    captions: Mapped[Any] = mapped_column(JsonText)
    snapshots: Mapped[Any] = mapped_column(JsonText)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
