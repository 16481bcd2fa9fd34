"""JSON routes of this room."""
from lms.web.api import Api

api = Api("results", __name__)
