"""How sessions and tokens are stored."""
import hashlib


def digest(token: str) -> str:
    """SHA-256 in hex. Tokens carry 256 random bits, so a fast hash without salt is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
