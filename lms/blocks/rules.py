"""What the block host decides: what is published content, which names are safe, which events count. No XBlock here."""
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from lms.ids import derived_id

BLOCK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
VIEW_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}_view")

# A resource lies in its block's public folder. No segment begins with a dot, so no path climbs out of it.
RESOURCE_PATH = re.compile(r"public(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){1,5}")
# No HTML: a page served from our own address could act for whoever opens it.
RESOURCE_KINDS = MappingProxyType({
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png",
    ".jpg": "image/jpeg", ".webp": "image/webp", ".woff2": "font/woff2", ".vtt": "text/vtt", ".json": "application/json",
})

BODY_LIMIT = 64 * 1024  # bytes a handler accepts
STATE_LIMIT = 64 * 1024  # bytes of JSON one block may remember about one person


@dataclass(frozen=True, slots=True)
class BlockDefinition:
    """One block as published. ``fields`` are its content and settings by name, as JSON values; they are copied.

    ``usage_id`` is unique among all blocks of its owner and stays the same from version to version (for instance
    ``A1.video``), because a person's state hangs on it. TypeError where a field is not JSON.
    """

    usage_id: str
    type: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(json.loads(json.dumps(dict(self.fields)))))

    def payload(self) -> dict[str, Any]:
        return {"usage_id": self.usage_id, "type": self.type, "fields": dict(self.fields),
                "children": list(self.children)}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The blocks of one published version. ``owner`` is the plugin that publishes and guards them.

    ``version`` names what was published (a content hash, a version number: the owner's choice).
    """

    owner: str
    version: str
    definitions: tuple[BlockDefinition, ...]

    @property
    def id(self) -> str:
        """Derived from the content: the same content has the same id, and changed content cannot keep it."""
        return derived_id("block-snapshot", self.owner, self.version, digest(self.payload()))

    def payload(self) -> list[dict[str, Any]]:
        return [definition.payload() for definition in self.definitions]

    def by_id(self) -> dict[str, BlockDefinition]:
        return {definition.usage_id: definition for definition in self.definitions}

    def parents(self) -> dict[str, str]:
        """Usage id to its parent's; a root has none."""
        return {child: definition.usage_id for definition in self.definitions for child in definition.children}


def from_payload(owner: str, version: str, payload: list[dict[str, Any]]) -> Snapshot:
    return Snapshot(owner, version, tuple(
        BlockDefinition(row["usage_id"], row["type"], row["fields"], tuple(row["children"])) for row in payload))


def digest(payload: Any) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of(snapshot: Snapshot, authored: Mapping[str, frozenset[str]]) -> list[str]:
    """Why a snapshot cannot be published, one line each. ``authored``: type to the fields that content may set."""
    return [*_tree_problems(snapshot), *(
        f"{definition.usage_id}: {problem}"
        for definition in snapshot.definitions for problem in _block_problems(definition, authored))]


def _block_problems(definition: BlockDefinition, authored: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if not BLOCK_NAME.fullmatch(definition.usage_id):
        yield "the usage id may hold letters, digits, dots, hyphens and underscores only"
    if definition.type not in authored:
        yield f"no plugin offers the block type {definition.type!r}; offered are {sorted(authored)}"
        return
    unknown = set(definition.fields) - authored[definition.type]
    if unknown:
        yield f"{sorted(unknown)} are not content or settings of {definition.type!r}"


def _tree_problems(snapshot: Snapshot) -> Iterator[str]:
    ids = [definition.usage_id for definition in snapshot.definitions]
    children = [child for definition in snapshot.definitions for child in definition.children]
    yield from (f"{name}: used twice" for name in _repeated(ids))
    yield from (f"{name}: child of two parents" for name in _repeated(children))
    yield from (f"{name}: named as a child but not defined" for name in sorted(set(children) - set(ids)))
    yield from (f"{name}: contains itself" for name in ids if _is_own_ancestor(name, snapshot.parents()))


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _is_own_ancestor(name: str, parents: Mapping[str, str]) -> bool:
    seen, above = set(), parents.get(name)
    while above is not None and above not in seen and above != name:
        seen.add(above)
        above = parents.get(above)
    return above == name


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a block is shown and whose state it keeps. ``enrollment_id`` is empty outside an enrollment."""

    person_id: str
    enrollment_id: str = ""
    locale: str = "ja"
    furigana: bool = False


@dataclass(frozen=True, slots=True)
class BlockEvent:
    """What a block said happened, after the filter. ``data`` is the block's own small JSON object."""

    usage_id: str
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Admission:
    """A guard's yes: for whom, with which services of the owner's, and where accepted events go.

    ``publish`` runs inside the handler's transaction, so a fact and the state it comes from stand or fall together.
    """

    viewer: Viewer
    services: Mapping[str, Any] = field(default_factory=dict)
    publish: Callable[[BlockEvent], None] | None = None


class Origin(StrEnum):
    """Who says that something happened: the block's code on the server, or the browser through it."""

    BLOCK = "block"
    BROWSER = "browser"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REFUSED = "refused"


# Handlers of common XBlock mixins that pass the browser's words on as if the block had said them.
BROWSER_HANDLERS = frozenset({"publish_event", "publish_completion"})

# Scores come from the tests service, which reads the saved answers. No block and no browser reports one.
SCORES = frozenset({"grade", "score", "set_score", "progress"})

ACCEPTED = {
    Origin.BLOCK: frozenset({"initialized", "progressed", "interacted", "completion"}),
    Origin.BROWSER: frozenset({"initialized", "interacted"}),
}
CLAIMS = SCORES | {"completion"}


def origin_of(handler: str) -> Origin:
    return Origin.BROWSER if handler in BROWSER_HANDLERS else Origin.BLOCK


def verdict_on(event_type: str, origin: Origin) -> Verdict:
    """Claims of achievement that the speaker may not make are refused; chatter nobody listens to is ignored."""
    if event_type in ACCEPTED[origin]:
        return Verdict.ACCEPTED
    return Verdict.REFUSED if event_type in CLAIMS else Verdict.IGNORED
