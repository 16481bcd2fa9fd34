"""What the README tells people to type exists."""
import re
from pathlib import Path

import click
import pytest
from flask.cli import ScriptInfo

from lms.cli import main

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text()
CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", README, flags=re.DOTALL))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (HOUSE / "Makefile").read_text(), flags=re.MULTILINE))


def test_readme_shows_the_two_commands():
    assert "make run" in CODE
    assert "make test" in CODE


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bmake ([a-z-]+)", CODE))))
def test_the_make_target_exists(name):
    assert name in targets()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\blms ([a-z]+(?: [a-z]+)?)", CODE))))
def test_the_lms_command_exists(command, app):
    found: click.Command | None = main
    for word in command.split():
        if isinstance(found, click.Group):
            with click.Context(found, obj=ScriptInfo(create_app=lambda: app)) as context:
                found = found.get_command(context, word)
            assert found is not None, command


def test_the_pictures_and_pages_it_links_to_exist():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (HOUSE / link).exists()] == []
