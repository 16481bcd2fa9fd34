"""A learner id that never leaves the contractor's system: what comes instead, and finding whose it is. Pure.

A dispatch sends ``salt:digest``, where the digest is SHA-256 of ``salt:`` and the learner id. Whoever knows the id can
make the digest again; nobody can read the id out of it. ``bridge.js`` spells ids in the same way.
"""
import hashlib
import re

from scorm_export.contractors.rules import REFERENCE_LENGTH, folded_reference

SEPARATOR = ":"
VEIL = re.compile(r"([0-9a-f-]{36}):([0-9a-f]{64})")


def spelled(reference: str) -> str:
    """As ``folded_reference``, in a spelling that browsers make too: they know no case folding, only lower and upper case."""
    return "".join(letter.lower().upper().lower() for letter in folded_reference(reference))[:REFERENCE_LENGTH]


def digest(salt: str, reference: str) -> str:
    return hashlib.sha256(f"{salt}:{spelled(reference)}".encode()).hexdigest()


def veiled(salt: str, reference: str) -> str:
    """What comes instead of a learner id. A veil that was named as it stands is one already."""
    return reference if salt_of(reference) == salt else veil(salt, digest(salt, reference))


def veil(salt: str, learner: str) -> str:
    """``learner`` is the digest that a dispatch knows somebody by."""
    return f"{salt}{SEPARATOR}{learner}"


def salt_of(reference: str) -> str | None:
    """None for what is no veil, but a learner id as it stands."""
    found = VEIL.fullmatch(reference)
    return found[1] if found else None


def short(reference: str) -> str | None:
    """The beginning of a veil's digest, to tell people apart on a page; None for a learner id as it stands."""
    found = VEIL.fullmatch(reference)
    return found[2][:8] if found else None
