"""Identifiers that a client may make and a URL may carry."""
import secrets
import uuid


def new_id() -> str:
    """A random UUID in its canonical text form."""
    return str(uuid.uuid4())


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def derived_id(*parts: str) -> str:
    """The same UUID for the same parts: makes a retried write recognizable as itself."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join(parts)))
