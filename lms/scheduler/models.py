"""Runs of scheduled jobs: a row is a claim, so that two workers never do the same run."""
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime, personal


class JobRun(Base):
    __tablename__ = "lms_job_run"
    __table_args__ = {"info": personal()}

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
