"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("results", __name__)
