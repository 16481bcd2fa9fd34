"""A lecture as it leaves the house in one language, compiled from its IR and its items. Pure."""
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.items.services import ItemVersion
from courses.authoring.ir import Edition
from courses.lectures.rules import reading_seconds
from courses.lectures.transcript import Cue
from scorm_export.packages import keys

EDITION = "1"  # of the player's own form: a change makes a package another version


@dataclass(frozen=True, slots=True)
class TestRule:
    """How a lecture's comprehension test is given. ``gate``: completed (taken is enough) or passed."""

    drawn: int
    passing: float
    gate: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a lecture that a package cannot carry, and why (a message id)."""

    lecture: str
    thing: str
    reason: str


@dataclass(frozen=True, slots=True)
class LectureContent:
    """``seconds`` of the recording, 0 without one; ``threshold``: the share of them that is attendance (A19). There is no ``test``
    where no item of it can be carried: nothing waits for what nobody is asked."""

    program: str
    version: str
    edition: Edition
    minutes: int
    seconds: int
    is_sample: bool
    threshold: float
    test: TestRule | None
    items: tuple[ItemVersion, ...]
    cues: tuple[Cue, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def code(self) -> str:
        return self.edition.code

    @property
    def language(self) -> str:
        return self.edition.locale


def sorted_out(code: str, language: str, versions: Iterable[ItemVersion]) -> tuple[tuple[ItemVersion, ...], tuple[LeftOut, ...]]:
    """The items that a package can carry, and those that it cannot. A case goes whole or not at all."""
    versions = list(versions)
    reasons = {version.item.id: reason for version in versions if (reason := keys.exportable(version.item, language))}
    broken = {version.item.case_id: reasons[version.item.id] for version in versions if version.item.id in reasons and version.item.case_id}
    for version in versions:
        if version.item.case_id in broken:
            reasons.setdefault(version.item.id, broken[version.item.case_id])
    left = tuple(LeftOut(code, name, reason) for name, reason in sorted(reasons.items()))
    return tuple(version for version in versions if version.item.id not in reasons), left


def island(content: LectureContent, words: Mapping[str, str]) -> dict[str, Any]:
    """What the player reads: everything but the text, which stands in the page."""
    carried = [keys.carried(version.item, version.id, content.language) for version in content.items]
    places = {version.item.id: n for n, version in enumerate(content.items)}
    for one, version in zip(carried, content.items, strict=True):
        one["excludes"] = sorted(places[name] for name in version.item.excludes if name in places)
    return {
        "program": content.program, "code": content.code, "versionId": content.version, "version": short(content),
        "gate": content.test.gate if content.test else "none", "passing": content.test.passing if content.test else 0,
        "drawn": content.test.drawn if content.test else 0, "seconds": content.seconds, "threshold": content.threshold,
        "sections": [{"id": s.id, "seconds": reading_seconds(s.text, content.language)} for s in content.edition.sections],
        "items": carried, "words": dict(words),
    }


def short(content: LectureContent) -> str:
    """Names sections and items by number in the suspend data: another lecture, or other items, and the numbers mean nothing."""
    return hashlib.sha256("|".join((EDITION, content.version, *(v.id for v in content.items))).encode()).hexdigest()[:8]


def grouped(items: Sequence[ItemVersion]) -> list[tuple[str | None, list[tuple[int, ItemVersion]]]]:
    """Items in the order of the page, those of one case together: (case id, numbered items)."""
    groups: list[tuple[str | None, list[tuple[int, ItemVersion]]]] = []
    for n, version in enumerate(items):
        case = version.item.case_id
        if groups and case is not None and groups[-1][0] == case:
            groups[-1][1].append((n, version))
        else:
            groups.append((case, [(n, version)]))
    return groups
