"""Dispatches, the learners and lectures they were opened for, and what stops them."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Dispatch(Base):
    """Lectures that one contractor's system shows from here. ``origins``: of the systems that may; empty for any.

    ``tests`` are taken at the center itself; the contractor's system shows the door to them, and hears what came of them.

    Its key is made of the application's secret and its id whenever it is needed, and stored nowhere.
    """

    __tablename__ = "scorm_export_dispatch"
    __table_args__ = {"info": personal("revoked_reason")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"), index=True)
    program: Mapped[str] = mapped_column(String(64))
    lectures: Mapped[Any] = mapped_column(JsonText)
    tests: Mapped[Any] = mapped_column(JsonText)
    language: Mapped[str] = mapped_column(String(8))
    origins: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(36))
    revoked_reason: Mapped[str] = mapped_column(Text)


class Terms(Base):
    """How many learners a dispatch may have and its last day (of Tokyo). The highest number holds."""

    __tablename__ = "scorm_export_dispatch_terms"
    __table_args__ = {"info": personal()}

    dispatch_id: Mapped[str] = mapped_column(ForeignKey(Dispatch.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    cap: Mapped[int] = mapped_column(Integer)
    last_day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))


class Registration(Base):
    """One learner with one lecture (or test) of a dispatch. ``learner`` is a digest (see ``contractors.veils``), never an id.

    ``version`` is the one last seen; of a test, which has none, empty. ``sessions`` counts the
    launches: a page that another has overtaken is known by its number. ``reports``: how many of the present session's are
    stored; ``seconds_before``: of the sessions before it.
    """

    __tablename__ = "scorm_export_registration"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "learner", "lecture"), Index(None, "dispatch_id", "seen_at"),
        {"info": personal("learner", "suspended", "answers")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dispatch_id: Mapped[str] = mapped_column(ForeignKey(Dispatch.id))
    learner: Mapped[str] = mapped_column(String(64))
    lecture: Mapped[str] = mapped_column(String(64))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    launched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sessions: Mapped[int] = mapped_column(Integer)
    version: Mapped[str] = mapped_column(String(36))
    reports: Mapped[int] = mapped_column(Integer)
    suspended: Mapped[str] = mapped_column(Text)
    completed: Mapped[bool]
    success: Mapped[bool | None]
    score: Mapped[float | None]
    answers: Mapped[Any] = mapped_column(JsonText)
    seconds_before: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[int] = mapped_column(Integer)


class Stop(Base):
    """The switch that stops every dispatch at once; lifted when ``lifted_at`` is set."""

    __tablename__ = "scorm_export_dispatch_stop"
    __table_args__ = {"info": personal("reason")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str | None] = mapped_column(String(36))


class PackageTaken(Base):
    """Somebody took the package of a dispatch."""

    __tablename__ = "scorm_export_dispatch_taken"
    __table_args__ = (Index(None, "dispatch_id", "at"), {"info": personal("person_id")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dispatch_id: Mapped[str] = mapped_column(ForeignKey(Dispatch.id))
    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"))
    edition: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
