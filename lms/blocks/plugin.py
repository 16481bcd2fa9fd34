from lms.blocks.pages import pages
from lms.plugins import Plugin

room = Plugin(name="blocks", pages=(pages,))
