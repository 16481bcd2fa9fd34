from lms.people.api import api
from lms.people.cli import group
from lms.people.pages import pages
from lms.plugins import Plugin

room = Plugin(name="people", api=(api,), pages=(pages,), commands=(group,))
