from lms.plugins import Plugin
from lms.scheduler.cli import worker

room = Plugin(name="scheduler", commands=(worker,))
