"""JSON routes of this room."""
from lms.web.api import Api

api = Api("contractors", __name__)
