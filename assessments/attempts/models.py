"""Attempts, their forms, and the journal of answers."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Attempt(Base):
    """One try of one test. ``seed`` is what its form was drawn with; the score is empty until submission."""

    __tablename__ = "assessments_attempt"
    __table_args__ = (UniqueConstraint("enrollment_id", "activity", "number"), {"info": personal()})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(String(36), index=True)
    activity: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    raw: Mapped[int | None] = mapped_column(Integer)
    goal: Mapped[int | None] = mapped_column(Integer)


class Question(Base):
    """One position of a form, counted from 1. ``choices`` are the written positions in the order shown."""

    __tablename__ = "assessments_question"
    __table_args__ = {"info": personal()}

    attempt_id: Mapped[str] = mapped_column(ForeignKey(Attempt.id), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[str] = mapped_column(String(36))
    choices: Mapped[Any] = mapped_column(JsonText)
    is_flagged: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """One line of the journal. Never changed or deleted: the highest revision of a position is its answer."""

    __tablename__ = "assessments_answer"
    __table_args__ = (
        UniqueConstraint("attempt_id", "client_id"),
        UniqueConstraint("attempt_id", "position", "revision"),
        {"info": personal("response")},
    )

    attempt_id: Mapped[str] = mapped_column(ForeignKey(Attempt.id), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer)
    response: Mapped[Any] = mapped_column(JsonText)
    is_late: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
