from lms.plugins import Plugin
from lms.programs.cli import programs_cli

room = Plugin(name="programs", commands=(programs_cli,))
