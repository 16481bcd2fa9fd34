from lms.plugins import Plugin

room = Plugin(name="web")
