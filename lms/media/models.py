"""One row per stored file. The bytes lie in the instance folder, named by their digest."""
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, personal


class MediaFile(Base):
    __tablename__ = "lms_media_file"
    __table_args__ = {"info": personal()}

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    mimetype: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float | None]
