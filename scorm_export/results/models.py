"""Results as they came home: one row for each learner and lecture of a contractor, and a line for everything that was said."""
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, JsonText, UtcDateTime, personal


class Result(Base):
    """What is known of one learner with one lecture at a contractor: the best of all that was said.

    ``enrollment_id`` is empty while nobody knows whom the contractor means; ``standing`` says what became of the last news;
    ``counted_at``: when something of it counted first, which stays with that enrollment.
    """

    __tablename__ = "scorm_export_result"
    __table_args__ = (UniqueConstraint("contractor_id", "program", "lecture", "learner"),
                      {"info": personal("learner", "answers")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"), index=True)
    program: Mapped[str] = mapped_column(String(64))
    lecture: Mapped[str] = mapped_column(String(64))
    learner: Mapped[str] = mapped_column(String(254))
    enrollment_id: Mapped[str | None] = mapped_column(ForeignKey("lms_enrollment.id"), index=True)
    version: Mapped[str] = mapped_column(String(36))
    completed: Mapped[bool]
    success: Mapped[bool | None]
    score: Mapped[float | None]
    seconds: Mapped[int] = mapped_column(Integer)
    answers: Mapped[Any] = mapped_column(JsonText)
    standing: Mapped[str] = mapped_column(String(20))
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Base):
    """One thing that was said: which way it came, who sent it, and what it said. Its id makes a copy recognizable."""

    __tablename__ = "scorm_export_report"
    __table_args__ = (Index(None, "result_id", "received_at"), {"info": personal("content")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    result_id: Mapped[str] = mapped_column(ForeignKey(Result.id))
    way: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(36))
    content: Mapped[Any] = mapped_column(JsonText)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Upload(Base):
    """Results that somebody sent and that are not all taken yet. ``content``: what was sent, as ``services.uploads`` keeps it.

    ``taken``: of the rows how many are, in the order in which they are taken; ``news`` among them.
    """

    __tablename__ = "scorm_export_upload"
    __table_args__ = {"info": personal("content")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"), index=True)
    way: Mapped[str] = mapped_column(String(16))
    content: Mapped[Any] = mapped_column(JsonText)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken: Mapped[int] = mapped_column(Integer)
    news: Mapped[int] = mapped_column(Integer)


class XapiCredential(Base):
    """What a contractor's system signs in with at ``/xapi``. The secret is kept as its hash only."""

    __tablename__ = "scorm_export_xapi_credential"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(36))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(36))


class XapiStatement(Base):
    """A statement as it was received, with what the specification has us add."""

    __tablename__ = "scorm_export_xapi_statement"
    __table_args__ = (Index(None, "contractor_id", "stored_at"), {"info": personal("content", "actor")})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"))
    number: Mapped[int] = mapped_column(Integer)
    verb: Mapped[str] = mapped_column(String(300))
    activity: Mapped[str] = mapped_column(String(600))
    actor: Mapped[str] = mapped_column(String(600))
    content: Mapped[Any] = mapped_column(JsonText)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
