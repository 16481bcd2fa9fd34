"""What surrounds every page: menu, language, icons, and the headers that keep strangers out."""
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request
from markupsafe import Markup

from lms.plugins import NavItem
from lms.web import access

# No inline script or style, nothing from elsewhere, no framing.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def nav_items() -> list[NavItem]:
    actor = access.current_actor()
    items = [item for part in current_app.extensions["lms.parts"] for item in part.nav]
    return sorted((i for i in items if actor and actor.has(*i.roles)), key=lambda i: i.order)


def slot(place: str, **known: Any) -> Markup:
    """What the installed plugins put into a place of a page, one after another; nothing where none has anything to show.

    A plugin's function takes ``known`` by name and answers with markup or None. The places, and what each knows:
    ``lecture.footer``, below a lecture of the trainee who reads it: ``activity`` (its code), ``enrollment_id``.
    """
    parts = current_app.extensions["lms.parts"]
    return Markup("").join(part.slots[place](**known) or "" for part in parts if place in part.slots)


def in_language(locale: str) -> str:
    """This page's address in another language."""
    arguments = {**request.args.to_dict(), "lang": locale}
    path = request.path if request.method == "GET" else "/"
    return f"{path}?{urlencode(arguments)}"


def add_headers(response: Any) -> Any:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not response.cache_control.public and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if access.current_actor() else "no-cache"
    return response


def init_app(app: Flask) -> None:
    app.after_request(add_headers)
    app.context_processor(lambda: {
        "actor": access.current_actor(), "nav_items": nav_items, "in_language": in_language,
        "csrf_token": access.csrf_token, "slot": slot,
    })
