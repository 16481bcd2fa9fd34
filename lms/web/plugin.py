from lms.plugins import Plugin
from lms.web.public import api, pages

room = Plugin(name="web", api=(api,), pages=(pages,))
