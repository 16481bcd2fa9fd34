"""Password hashes: argon2id with OWASP's 19 MiB profile."""
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.ids import new_secret
from lms.people.rules import PASSWORD_LIMIT, folded_password

HASHER = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
# A worker has 64 threads; without a gate a burst of sign-ins would take 1.2 GB and every core.
_gate = BoundedSemaphore(4)


def hashed(password: str) -> str:
    with _gate:
        return HASHER.hash(folded_password(password))


@cache
def nobodys_hash() -> str:
    """What an address without an account is compared with, so that the answer takes as long as for any other."""
    return hashed(new_secret())


def matches(stored: str | None, password: str) -> bool:
    """Does the same work whether or not there is a hash."""
    reference = nobodys_hash()
    with _gate:
        try:
            HASHER.verify(stored or reference, folded_password(password[:PASSWORD_LIMIT + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    return HASHER.check_needs_rehash(stored)
