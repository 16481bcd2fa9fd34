from lms.media.pages import pages
from lms.plugins import Plugin

room = Plugin(name="media", pages=(pages,))
