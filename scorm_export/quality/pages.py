"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("quality", __name__)
