"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("foreign", __name__)
