"""Where a block's fields live: content in the snapshot, user state in one row per person, nothing anywhere else."""
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from xblock.core import XBlock, XBlockMixin
from xblock.exceptions import InvalidScopeError
from xblock.field_data import FieldData
from xblock.fields import Scope

from lms.blocks.rules import Snapshot

AUTHORED = (Scope.content, Scope.settings)
TREE = (Scope.children, Scope.parent)


def authored_fields(block_class: type[XBlock]) -> frozenset[str]:
    """The fields that published content may set."""
    return frozenset(name for name, f in block_class.fields.items() if f.scope in AUTHORED)


def homeless_fields(block_class: type[XBlock]) -> list[str]:
    """Fields of scopes this host does not keep (preferences, user info, summaries over all persons)."""
    return sorted(n for n, f in block_class.fields.items() if f.scope not in (*AUTHORED, *TREE, Scope.user_state))


@dataclass(slots=True)
class UserState:
    """One person's state by usage id, read once; ``changed`` names what has to be written back."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def of(self, usage_id: str) -> dict[str, Any]:
        return self.values.setdefault(usage_id, {})


class HostFieldData(FieldData):
    """Reads give copies: a block that edits a list in place edits neither the published content nor the row."""

    def __init__(self, snapshot: Snapshot, state: UserState):
        self._definitions, self._parents, self._state = snapshot.by_id(), snapshot.parents(), state

    def get(self, block: XBlock, name: str) -> Any:
        return deepcopy(self._readable(block, name)[name])

    def set(self, block: XBlock, name: str, value: Any) -> None:
        self._writable(block, name)[name] = deepcopy(value)

    def delete(self, block: XBlock, name: str) -> None:
        del self._writable(block, name)[name]

    def _readable(self, block: XBlock, name: str) -> Mapping[str, Any]:
        scope, usage_id = block.fields[name].scope, block.scope_ids.usage_id
        if scope == Scope.user_state:
            return self._state.of(usage_id)
        if scope in AUTHORED:
            return self._definitions[usage_id].fields
        if scope in TREE:
            return self._tree(usage_id)
        raise InvalidScopeError(scope)

    def _tree(self, usage_id: str) -> dict[str, Any]:
        children = list(self._definitions[usage_id].children)
        parent = self._parents.get(usage_id)
        return {"children": children} | ({"parent": parent} if parent else {})

    def _writable(self, block: XBlock, name: str) -> dict[str, Any]:
        scope = block.fields[name].scope
        if scope != Scope.user_state:
            raise InvalidScopeError(scope, [Scope.user_state])
        self._state.changed.add(block.scope_ids.usage_id)
        return self._state.of(block.scope_ids.usage_id)


class ContentOnlyExport(XBlockMixin):
    """Mixed into every block: its OLX carries what was authored and never what a person did."""

    def _add_field(self, node: Any, field_name: str, field: Any) -> None:
        if field.scope in AUTHORED:
            super()._add_field(node, field_name, field)

    def xml_text_content(self) -> str | None:
        content = self.fields.get("content")
        return super().xml_text_content() if content is not None and content.scope in AUTHORED else None


