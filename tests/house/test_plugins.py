"""The core stands alone, and every installed plugin stands on what it requires."""
from importlib.metadata import entry_points

import pytest

from lms.plugins import Plugin, discover


def test_core_boots_and_answers_without_plugins(make_app):
    client = make_app(plugins=[]).test_client()
    assert client.get("/").status_code in (200, 302)
    assert client.get("/api/v1/openapi.json").json["openapi"].startswith("3.1")


@pytest.mark.parametrize("name", sorted(entry.name for entry in entry_points(group="lms.plugins")))
def test_a_plugin_boots_with_only_what_it_requires(make_app, name):
    installed = {plugin.name: plugin for plugin in discover()}
    chosen = {needed.name: needed for needed in needed_by(installed[name], installed)}
    assert make_app(plugins=list(chosen.values())).test_client().get("/").status_code in (200, 302)


def needed_by(plugin: Plugin, installed: dict[str, Plugin]) -> list[Plugin]:
    return [plugin, *(other for name in plugin.requires for other in needed_by(installed[name], installed))]


def test_a_missing_requirement_stops_the_start(make_app):
    with pytest.raises(ValueError, match="nowhere"):
        make_app(plugins=[Plugin(name="lonely", requires=("nowhere",))])
