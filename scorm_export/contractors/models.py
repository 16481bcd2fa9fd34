"""Contractors: who they are, who works for them, what they may take, whom they teach, and who teaches for them."""
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class Contractor(Base):
    """An organization that gives lectures for the agency (R090). After ``ended_at`` its accounts open nothing."""

    __tablename__ = "scorm_export_contractor"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(36))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(36))


class CreditDecision(Base):
    """Whether a contractor's results count toward the program. The highest number holds; without one they do not."""

    __tablename__ = "scorm_export_credit_decision"
    __table_args__ = {"info": personal("reason")}

    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    allowed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(Base):
    """A person with an account who works for a contractor; one at a time, so a person has one row."""

    __tablename__ = "scorm_export_member"
    __table_args__ = {"info": personal("person_id")}

    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))


class TaughtCohort(Base):
    """A round whose trainees a contractor teaches."""

    __tablename__ = "scorm_export_taught_cohort"
    __table_args__ = {"info": personal()}

    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("lms_cohort.id"), primary_key=True)


class TakenLecture(Base):
    """A lecture that a contractor may take out of the house."""

    __tablename__ = "scorm_export_taken_lecture"
    __table_args__ = {"info": personal()}

    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), primary_key=True)
    program: Mapped[str] = mapped_column(String(64), primary_key=True)
    lecture: Mapped[str] = mapped_column(String(64), primary_key=True)


class Learner(Base):
    """Which trainee of ours a contractor's LMS means by one of its learner ids (login, number or mail address)."""

    __tablename__ = "scorm_export_learner"
    __table_args__ = {"info": personal("reference")}

    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), primary_key=True)
    reference: Mapped[str] = mapped_column(String(254), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(ForeignKey("lms_enrollment.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))


class Qualification(Base):
    """A lecturer of a contractor and what they may teach until when (R091).

    ``insight`` (into multicultural coexistence) and ``experience`` (of personal assistance) are asked of those who lead
    case studies (R092); each says in words what was seen, and is empty where nothing was.
    """

    __tablename__ = "scorm_export_qualification"
    __table_args__ = {"info": personal("name", "evidence", "insight", "experience")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey(Contractor.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    subjects: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[str] = mapped_column(Text)
    insight: Mapped[str] = mapped_column(Text)
    experience: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(36))
