"""Which blocks load: those on the allow-list, with fields that this host keeps. And what leaves as OLX."""
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import text
from xblock.core import XBlock, XBlockAside
from xblock.fields import Scope, String
from xblock.plugin import PluginMissingError

from lms.blocks import services
from lms.blocks.fields import UserState
from lms.blocks.rules import BlockDefinition, Snapshot, Viewer
from lms.blocks.runtime import HostRuntime, Surroundings
from lms.db import transaction
from lms.errors import DefinitionError, LmsError, NotFound
from lms.plugins import Plugin
from tests.blocks import samples

NOW = datetime(2027, 6, 10, tzinfo=UTC)
SECRET = "what only I know"


class Aside(XBlockAside):
    note = String(default="", scope=Scope.content)


class HasPreferences(XBlock):
    speed = String(default="1", scope=Scope.preferences)


def runtime(state: UserState | None = None, snapshot: Snapshot = samples.SNAPSHOT) -> HostRuntime:
    return HostRuntime(snapshot, Surroundings(samples.TYPES, Viewer("p1")), state or UserState())


@pytest.mark.usefixtures("in_app")
def test_a_block_that_another_package_installs_does_not_load() -> None:
    """Installed under XBlock's own entry point, so that the library itself would find it."""
    stranger = Snapshot(samples.OWNER, "1", (BlockDefinition("a", "stranger"),))

    @XBlock.register_temp_plugin(samples.Counter, "stranger")
    def check() -> None:
        assert XBlock.load_class("stranger") is samples.Counter
        with pytest.raises(PluginMissingError):
            runtime(snapshot=stranger).get_block("a")
        with pytest.raises(DefinitionError, match="no plugin offers the block type 'stranger'"):
            services.publish_snapshot(stranger)
        with pytest.raises(NotFound):
            services.resource("stranger", "public/counter.js")

    check()


def test_an_aside_that_another_package_installs_decorates_nothing(app: Flask) -> None:
    @XBlockAside.register_temp_plugin(Aside, "aside")
    def check() -> None:
        assert XBlockAside.load_class("aside") is Aside
        host = runtime()
        assert host.get_asides(host.get_block("first")) == []
        with pytest.raises(PluginMissingError):
            host.load_aside_type("aside")

    with app.app_context():
        check()


@pytest.mark.parametrize(("blocks", "said"), [
    ([{"a": HasPreferences}], "speed"), ([{"a": samples.Counter}, {"a": samples.Shelf}], "declared twice")])
def test_types_that_cannot_be_kept_are_refused(
    make_app: Callable[..., Flask], blocks: list[dict[str, type]], said: str
) -> None:
    names = ("tests.blocks", "tests")
    app = make_app(plugins=[Plugin(name=name, blocks=types) for name, types in zip(names, blocks, strict=False)])
    with app.app_context(), pytest.raises(DefinitionError, match=said):
        services.block_types()


@pytest.mark.usefixtures("in_app")
def test_publishing_twice_is_harmless_and_altered_content_is_noticed() -> None:
    first = services.publish_snapshot(samples.SNAPSHOT)
    assert services.publish_snapshot(samples.SNAPSHOT) == first
    with transaction() as session:
        assert session.execute(text("select count(*) from lms_block_snapshot")).scalar() == 1
        session.execute(text("update lms_block_snapshot set version = '2'"))
    with pytest.raises(LmsError, match="書き換え"):
        services.snapshot_of(first)


@pytest.mark.usefixtures("in_app")
def test_publishing_content_that_does_not_fit_stores_nothing() -> None:
    wrong = Snapshot(samples.OWNER, "1", (BlockDefinition("a", "counter", {"count_so_far": 9}),))
    with pytest.raises(DefinitionError, match="count_so_far"):
        services.publish_snapshot(wrong)
    with pytest.raises(NotFound):
        services.snapshot_of(wrong.id)


def exported(host: HostRuntime, usage_id: str) -> str:
    written = BytesIO()
    host.export_to_xml(host.get_block(usage_id), written)
    return written.getvalue().decode()


@pytest.mark.parametrize("usage_id", ["careless", "shelf", "teller"])
def test_an_export_leaks_no_user_state(app: Flask, usage_id: str) -> None:
    """Not stored state, not unsaved changes, not forced fields, and not a text called ``content``, not OLX of the block's own making."""
    stored: dict[str, dict[str, Any]] = {"careless": {"secret": SECRET, "content": SECRET, "seen": 41}, "first": {"diary": [SECRET]},
                                          "teller": {"secret": SECRET}}
    with app.app_context():
        xml = exported(runtime(UserState(stored)), usage_id)
    assert not [word for word in (SECRET, "secret=", "seen", "41", "diary", "count_so_far") if word in xml]
    assert "題" in xml or "一つ数える" in xml


def test_a_block_written_out_directly_leaks_no_user_state_either(app: Flask) -> None:
    with app.app_context():
        block = runtime(UserState({"careless": {"secret": SECRET, "content": SECRET}})).get_block("careless")
        block.seen, node = 42, etree.Element("x")
        block.add_xml_to_node(node)
    xml = etree.tostring(node, encoding="unicode")
    assert not [word for word in (SECRET, "secret", "seen") if word in xml]
    assert "題" in xml
