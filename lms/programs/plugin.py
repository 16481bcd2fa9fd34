from lms.plugins import Plugin
from lms.programs.api import api
from lms.programs.cli import programs_cli

room = Plugin(name="programs", api=(api,), commands=(programs_cli,))
