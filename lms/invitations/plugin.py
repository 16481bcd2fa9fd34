from lms.invitations.api import api
from lms.invitations.pages import pages
from lms.plugins import Plugin

room = Plugin(name="invitations", api=(api,), pages=(pages,))
