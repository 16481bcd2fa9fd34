"""Cohorts with their dates, enrollments, and the decisions behind exemptions and extensions."""
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from lms.db import Base, UtcDateTime, personal
from lms.periods import Window


class Cohort(Base):
    """One round (期) of one program version."""

    __tablename__ = "lms_cohort"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    program_version_id: Mapped[str] = mapped_column(ForeignKey("lms_program_version.id"))
    title_ja: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    windows: Mapped[list["CohortWindow"]] = relationship(lazy="selectin", cascade="all")
    extensions: Mapped[list["CohortExtension"]] = relationship(order_by="CohortExtension.at")


class CohortWindow(Base):
    """Computed once when the cohort was made and stored: a change of policy never rewrites a promise."""

    __tablename__ = "lms_cohort_window"
    __table_args__ = {"info": personal()}

    cohort_id: Mapped[str] = mapped_column(ForeignKey(Cohort.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[Window] = composite(
        mapped_column("opens_at", UtcDateTime), mapped_column("closes_at", UtcDateTime))


class CohortExtension(Base):
    """A later end of a window for everybody in a cohort, also for those who join after it was decided (ruling A13)."""

    __tablename__ = "lms_cohort_extension"
    __table_args__ = {"info": personal("reason")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey(Cohort.id), index=True)
    window: Mapped[str] = mapped_column(String(64))
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Enrollment(Base):
    """One person in one cohort."""

    __tablename__ = "lms_enrollment"
    __table_args__ = (
        UniqueConstraint("person_id", "cohort_id"),
        Index("ix_lms_enrollment_cohort", "cohort_id"),
        {"info": personal("person_id", "organization_id")},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("lms_person.id"))
    cohort_id: Mapped[str] = mapped_column(ForeignKey(Cohort.id))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("lms_organization.id"))
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cohort: Mapped[Cohort] = relationship(lazy="joined")


class Decision(Base):
    """Why a right was given or taken: the fact in the ledger refers here, so that reasons can be erased and proof kept."""

    __tablename__ = "lms_decision"
    __table_args__ = {"info": personal("reason", "evidence")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrollment_id: Mapped[str] = mapped_column(ForeignKey(Enrollment.id), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
