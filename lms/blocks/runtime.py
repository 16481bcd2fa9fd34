"""XBlock's runtime on our terms: published content, one person's state, allow-listed types, filtered events."""
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import get_translations
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import NoSuchUsage, NoSuchViewError
from xblock.plugin import PluginMissingError
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import IdReader, NullI18nService, Runtime

from lms.blocks import markup, resources
from lms.blocks.fields import ContentOnlyExport, HostFieldData, UserState
from lms.blocks.rules import (
    VIEW_NAME,
    BlockEvent,
    Origin,
    Snapshot,
    Verdict,
    Viewer,
    origin_of,
    verdict_on,
)
from lms.errors import NotAllowed
from lms.ids import derived_id
from lms.web.assets import asset

log = logging.getLogger(__name__)
NOBODY = Viewer(person_id="")


class SnapshotIds(IdReader):
    """In a snapshot each usage has one definition, of the same name."""

    def __init__(self, snapshot: Snapshot):
        self._types = {definition.usage_id: definition.type for definition in snapshot.definitions}

    def get_definition_id(self, usage_id: str) -> str:
        if usage_id not in self._types:
            raise NoSuchUsage(usage_id)
        return usage_id

    def get_block_type(self, def_id: str) -> str:
        return self._types[def_id]

    def _no_aside(self, aside_id: str) -> str:
        raise NoSuchUsage(aside_id)

    get_usage_id_from_aside = get_definition_id_from_aside = _no_aside
    get_aside_type_from_usage = get_aside_type_from_definition = _no_aside


class I18n(NullI18nService):
    """XBlock's ``i18n`` service over this request's catalogs."""

    def __init__(self) -> None:
        super().__init__()
        self._translations = get_translations()


class ViewerService(UserService):
    """XBlock's ``user`` service without a name, an address or an id: a block learns how to speak, not to whom."""

    def __init__(self, viewer: Viewer):
        super().__init__()
        self._viewer = viewer

    def get_current_user(self) -> XBlockUser:
        user = XBlockUser(is_current_user=True)
        user.opt_attrs = {"tsunagu.locale": self._viewer.locale, "tsunagu.furigana": self._viewer.furigana}
        return user


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one request offers its blocks. ``services`` are made when first asked for."""

    types: Mapping[str, type[XBlock]]
    viewer: Viewer = NOBODY
    services: Mapping[str, Callable[[], Any]] | None = None
    publish: Callable[[BlockEvent], None] | None = None


class HostRuntime(Runtime):
    """One snapshot, seen by one viewer, during one request."""

    def __init__(self, snapshot: Snapshot, around: Surroundings, state: UserState):
        self._snapshot, self._around, self.state = snapshot, around, state
        self._origin = Origin.BLOCK
        services = {"field-data": HostFieldData(snapshot, state), "i18n": I18n(), "user": ViewerService(around.viewer)}
        self._view_name: str | None = None
        super().__init__(SnapshotIds(snapshot), None, mixins=(ContentOnlyExport,), services=services)

    @property
    def user_id(self) -> str:
        """Opaque: enough to tell two persons apart, useless outside the blocks."""
        return derived_id("block-viewer", self._around.viewer.person_id)

    # Types: from the allow-list alone. The library would search every installed package.

    def load_block_type(self, block_type: str) -> type[XBlock]:
        if block_type not in self._around.types:
            raise PluginMissingError(block_type)
        return self._around.types[block_type]

    def load_aside_type(self, aside_type: str) -> type:
        raise PluginMissingError(aside_type)

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        return []

    # Addresses

    def handler_url(  # noqa: PLR0913 - XBlock's signature
        self, block: XBlock, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        if thirdparty:
            raise NotImplementedError("handlers are for the signed-in viewer only")
        address = url_for("blocks.handler", **self._place(block), handler=handler_name, suffix=suffix or None)
        return address + (f"?{query}" if query else "")

    def _place(self, block: XBlock) -> dict[str, Any]:
        return {"snapshot_id": self._snapshot.id, "usage_id": block.scope_ids.usage_id}

    def _handlers(self, block: XBlock) -> str:
        """Where the block's handlers live; a handler's name comes behind it."""
        return url_for("blocks.handler", **self._place(block), handler="_").removesuffix("_")

    def resource_url(self, resource: str) -> str:
        """A static file of ours, as ``asset`` names it."""
        return asset(resource)

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        kind = block.scope_ids.block_type
        block_class: Any = self.load_block_type(kind)
        found = resources.read(block_class, uri)
        return url_for(markup.RESOURCE_ENDPOINT, block_type=kind, path=uri, v=found.digest)

    # Rendering: never saves. The library saves after every view.

    def render(self, block: XBlock, view_name: str, context: dict[str, Any] | None = None) -> Fragment:
        view = getattr(block, view_name, None) if VIEW_NAME.fullmatch(view_name) else None
        if view is None:
            raise NoSuchViewError(block, view_name)
        before, self._view_name = self._view_name, view_name
        try:
            return markup.wrapped(block, view_name, view(context or {}), self._handlers(block))
        finally:
            self._view_name = before

    # Handling

    def handle(self, block: XBlock, handler_name: str, request: Any, suffix: str = "") -> Any:
        self._origin = origin_of(handler_name)
        try:
            return super().handle(block, handler_name, request, suffix)
        finally:
            self._origin = Origin.BLOCK

    def publish(self, block: XBlock, event_type: str, event_data: Mapping[str, Any]) -> None:
        usage_id, verdict = block.scope_ids.usage_id, verdict_on(event_type, self._origin)
        if verdict is Verdict.REFUSED:
            log.warning("block %s: event %s refused from %s", usage_id, event_type, self._origin)
            raise NotAllowed("この記録は受け付けていません。成績と修了はサーバーが記録します。")
        if verdict is Verdict.ACCEPTED and self._around.publish:
            self._around.publish(BlockEvent(usage_id, event_type, dict(event_data)))

    def service(self, block: XBlock, service_name: str) -> Any:
        offered = self._around.services or {}
        if service_name not in self._services and service_name in offered:
            self._services[service_name] = offered[service_name]()
        return super().service(block, service_name)

    # Export

    def export_to_xml(self, block: XBlock, xmlfile: Any) -> None:
        """What was authored. A runtime without a viewer writes it, so that no state is at hand."""
        bare = HostRuntime(self._snapshot, Surroundings(self._around.types), UserState())
        Runtime.export_to_xml(bare, bare.get_block(block.scope_ids.usage_id), xmlfile)

