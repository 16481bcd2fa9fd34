"""Settings from the environment, read once at start-up."""
import os
from dataclasses import dataclass
from pathlib import Path

from lms.ids import new_secret


@dataclass(frozen=True, slots=True)
class Settings:
    """``instance`` holds the embedded database, media files and the secret; it is never in the repository.

    ``contact_mail`` and ``contact_phone`` are those of the secretariat, shown on the help page.
    """

    database_url: str
    secret_key: str
    instance: Path
    secure_cookies: bool = False
    contact_mail: str = ""
    contact_phone: str = ""

    @classmethod
    def from_environment(cls) -> "Settings":
        instance = Path(os.environ.get("LMS_INSTANCE", "instance")).resolve()
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=database_url(os.environ.get("LMS_DATABASE_URL") or f"sqlite:///{instance}/tsunagu.db"),
            secret_key=os.environ.get("LMS_SECRET_KEY") or _kept_secret(instance / "secret"),
            instance=instance,
            secure_cookies=os.environ.get("LMS_SECURE_COOKIES") == "1",
            contact_mail=os.environ.get("LMS_CONTACT_MAIL", ""),
            contact_phone=os.environ.get("LMS_CONTACT_PHONE", ""),
        )


def database_url(url: str) -> str:
    """The URL with the driver we ship: psycopg for any spelling of PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(new_secret())
    return path.read_text()
