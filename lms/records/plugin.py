from lms.plugins import Plugin
from lms.records.cli import records_cli

room = Plugin(name="records", commands=(records_cli,))
