"""What trainees of contractors said in questionnaires, counted: no answer of a single person is kept."""
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class QuestionCount(Base):
    """How many answered a question on a day with 1 (not at all) to 5 (very much)."""

    __tablename__ = "scorm_export_question_count"
    __table_args__ = {"info": personal()}

    contractor_id: Mapped[str] = mapped_column(ForeignKey("scorm_export_contractor.id"), primary_key=True)
    lecture: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    question: Mapped[str] = mapped_column(String(200), primary_key=True)
    ones: Mapped[int] = mapped_column(Integer)
    twos: Mapped[int] = mapped_column(Integer)
    threes: Mapped[int] = mapped_column(Integer)
    fours: Mapped[int] = mapped_column(Integer)
    fives: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(36))
