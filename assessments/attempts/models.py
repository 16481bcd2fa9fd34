"""Attempts with their forms, the journal of answers, and the extra time that some people have."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Attempt(Base):
    """One try of one test; of a test, one at a time. ``seed`` is what its form was drawn with.

    ``form`` lists for each question its item version, its kind, and the written positions in the order shown: enough
    to judge and to print it years later. ``flags`` are the positions to come back to. ``marks`` (the points of each
    question), ``given`` (the written positions chosen in each, for statistics) and ``goal`` (items that pass) are empty
    until submission.
    """

    __tablename__ = "assessments_attempt"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "activity", "number"),
        Index("uq_assessments_attempt_running", "enrollment_id", "activity", unique=True,
              sqlite_where=text("submitted_at IS NULL"), postgresql_where=text("submitted_at IS NULL")),
        {"info": personal("given")},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(String(36), index=True)
    person_id: Mapped[str] = mapped_column(String(36), index=True)
    activity: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(64))
    form: Mapped[Any] = mapped_column(JsonText)
    flags: Mapped[Any] = mapped_column(JsonText)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    marks: Mapped[Any] = mapped_column(JsonText, nullable=True)
    given: Mapped[Any] = mapped_column(JsonText, nullable=True)
    goal: Mapped[int | None] = mapped_column(Integer)


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


class ItemCorrection(Base):
    """An item version found faulty (ruling A17): voided or re-keyed. The newest counts. Never changed or deleted."""

    __tablename__ = "assessments_item_correction"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version_id: Mapped[str] = mapped_column(String(36), index=True)
    correction: Mapped[Any] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Accommodation(Base):
    """A decision on one person's time in all tests (ruling A14): the newest counts. Never changed or deleted."""

    __tablename__ = "assessments_accommodation"
    __table_args__ = {"info": personal("reason")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36), index=True)
    percent: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
