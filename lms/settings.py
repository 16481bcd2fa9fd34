"""Settings from the environment, read once at start-up."""
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lms.ids import new_id, new_secret


@dataclass(frozen=True, slots=True)
class Settings:
    """``instance`` holds the embedded database, media files and the secret; it is never in the repository.

    ``proxies``: how many reverse proxies stand in front. The visitor's address, which the limits on guessing count, and
    the address of the site come from the ``X-Forwarded-*`` headers of that many and of no more.
    ``contact_mail`` and ``contact_phone`` are those of the secretariat, shown on the help page.
    ``content_host``: a second address of this server (``https://host``), from which packages of others are played.
    """

    database_url: str
    secret_key: str
    instance: Path
    secure_cookies: bool = False
    proxies: int = 0
    contact_mail: str = ""
    contact_phone: str = ""
    content_host: str = ""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Raises ValueError for a setting that cannot be meant."""
        instance = Path(os.environ.get("LMS_INSTANCE", "instance")).resolve()
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=database_url(os.environ.get("LMS_DATABASE_URL") or f"sqlite:///{instance}/tsunagu.db"),
            secret_key=os.environ.get("LMS_SECRET_KEY") or kept_secret(instance / "secret"),
            instance=instance,
            secure_cookies=os.environ.get("LMS_SECURE_COOKIES") == "1",
            proxies=_number_of_proxies(os.environ.get("LMS_PROXIES") or "0"),
            contact_mail=os.environ.get("LMS_CONTACT_MAIL", ""),
            contact_phone=os.environ.get("LMS_CONTACT_PHONE", ""),
            content_host=_origin(os.environ.get("LMS_CONTENT_HOST", "")),
        )


def database_url(url: str) -> str:
    """The URL with the driver we ship: psycopg for any spelling of PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _number_of_proxies(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"LMS_PROXIES is the number of reverse proxies in front of the server, not {text!r}")
    return int(text)


def _origin(text: str) -> str:
    if text and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", text):
        raise ValueError(f"LMS_CONTENT_HOST is a second address of this server, like https://content.example.jp, not {text!r}")
    return text


def kept_secret(path: Path) -> str:
    """The secret in a file, made at the first start. Raises ValueError for an empty one, with which anybody could sign."""
    if not path.exists():
        _make_secret(path)
    secret = path.read_text().strip()
    if not secret:
        raise ValueError(f"{path} is empty: remove it, and a new secret is made (forms that are open now must be opened again)")
    return secret


def _make_secret(path: Path) -> None:
    """Written whole beside its place, then linked there: of workers that start together one wins, and all read the same."""
    draft = path.with_name(f"{path.name}.{new_id()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "w") as file:
            file.write(new_secret())
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
