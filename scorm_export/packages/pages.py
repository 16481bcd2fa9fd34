"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("packages", __name__)
