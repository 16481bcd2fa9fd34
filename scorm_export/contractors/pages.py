"""Pages of this room."""
from lms.web.pages import Pages

pages = Pages("contractors", __name__)
