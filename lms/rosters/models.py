"""A roster between its check and its import."""
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class RosterUpload(Base):
    """What was uploaded, so that nothing is uploaded twice. Deleted with its import, or after a day."""

    __tablename__ = "lms_roster_upload"
    __table_args__ = {"info": personal("text")}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("lms_cohort.id"))
    text: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str] = mapped_column(String(16))
    uploaded_by: Mapped[str] = mapped_column(String(36))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
