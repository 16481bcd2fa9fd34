"""What is new in a package since the one before it. Pure."""
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes of lectures, and paths of files that no lecture has for its own."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    common: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed or self.common)


def between(before: Mapping[str, str], after: Mapping[str, str], old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
    """``before`` and ``after``: SHA-256 by path; ``old`` and ``new``: version by lecture code."""
    touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    homes = {path: path.partition("/")[0] for path in touched}
    kept = old.keys() & new.keys()
    return Changes(
        tuple(sorted(new.keys() - old.keys())), tuple(sorted(kept & set(homes.values()))), tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(path for path, home in homes.items() if home not in old.keys() | new.keys())))
