"""The house as it is served, plus one empty JSON view to compare with."""
from flask import Flask, jsonify

from lms.access import PUBLIC
from lms.app import create_app
from lms.serve import served
from lms.web.pages import Pages

EMPTY = "/bench/empty"

pages = Pages("bench", __name__)


@pages.page(EMPTY, access=PUBLIC)
def empty():  # type: ignore[no-untyped-def]
    return jsonify({})


def make() -> Flask:
    app = create_app()
    app.register_blueprint(pages)
    return served(app)
