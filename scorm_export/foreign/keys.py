"""The key in the address of a running package: what it opens, and until when. Pure.

A sandboxed frame sends no cookie, so its address is its authority. The key is bound to one package and one subject (a
learner's part, or a preview), ends by itself, and fits where an identifier does.
"""
import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

SIGNS = 16  # of the signature: 96 bits, for a key that can only be tried at our door and ends the same day
PREVIEW = "preview-"


@dataclass(frozen=True, slots=True)
class Key:
    """``subject``: the id of a learner's state, or ``preview-<number of the part>``. ``until``: seconds since 1970."""

    package: str
    subject: str
    until: int

    @property
    def part(self) -> int | None:
        """The part that is looked at without a record; None for a learner's."""
        return int(self.subject.removeprefix(PREVIEW)) if self.subject.startswith(PREVIEW) else None


def written(key: Key, secret: str) -> str:
    return f"{key.subject}.{key.until}.{_signature(key, secret)}"


def read(text: str, package: str, now: datetime, secret: str) -> Key | None:
    """None where it was made for another package, was altered, or has ended."""
    subject, _, rest = text.partition(".")
    until, _, signature = rest.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        return None
    key = Key(package, subject, int(until))
    genuine = hmac.compare_digest(signature.encode(), _signature(key, secret).encode())
    return key if genuine and now.timestamp() < key.until else None


def _signature(key: Key, secret: str) -> str:
    said = "\x1f".join(("package of others", key.package, key.subject, str(key.until)))
    digest = hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGNS]
