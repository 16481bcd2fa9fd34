"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("dispatch", __name__)
