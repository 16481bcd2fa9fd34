"""JSON routes of this room."""
from lms.web.api import Api

api = Api("quality", __name__)
