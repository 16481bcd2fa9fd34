"""The gate in front of every route: who is asking, may they, and did they mean to."""
import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, after_this_request, current_app, g, request

from lms.access import Access, Actor
from lms.clock import Clock
from lms.errors import ForgedRequest, NotAllowed, NotSignedIn
from lms.ids import new_secret
from lms.people import services as people

SESSION_COOKIE = "tsunagu_session"
VISIT_COOKIE = "tsunagu_visit"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def clock() -> Clock:
    return current_app.extensions["lms.clock"]


def now() -> Any:
    """The instant of this request: asked once, so that one answer never rests on two times."""
    if "now" not in g:
        g.now = clock().now()
    return g.now


def current_actor() -> Actor | None:
    return g.get("actor")


def actor() -> Actor:
    """The signed-in person; only for routes whose access asks for one."""
    if g.get("actor") is None:
        raise NotSignedIn()
    return g.actor


def own_session() -> str:
    """The session of a person at a browser. A token may not make tokens, so that a stolen one ends with its date."""
    session_id = actor().session_id
    if session_id is None:
        raise NotAllowed("トークンではできません。サインインしてから行ってください。")
    return session_id


def declared(endpoint: str) -> Access | None:
    """The access a route declares; static files are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access(public=True)
    return getattr(current_app.view_functions.get(endpoint), "access", None)


def is_keyed() -> bool:
    """Whether this request is for a door that asks for a key of its own: no session and no wish of a reader is looked at."""
    found = declared(request.endpoint) if request.endpoint else None
    return found is not None and found.keyed


def bearer() -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def identify() -> None:
    g.actor, token, cookie = None, bearer(), request.cookies.get(SESSION_COOKIE)
    if token is not None:
        g.actor = people.actor_of_token(token, now())
        if g.actor is None:
            raise NotSignedIn("このトークンは使えません。期限が切れたか、取り消されています。")
    elif cookie:
        g.actor = people.actor_of_session(cookie, now())


def guard() -> None:
    """Runs before every request: identify, admit or refuse, and stop forged posts."""
    if request.endpoint is None:
        identify()  # the page that says so knows its reader
        return
    access = declared(request.endpoint)
    if access is None:
        raise NotAllowed("この経路には権限の定めがありません。")
    if access.public and request.endpoint.endswith("static"):
        return
    if access.keyed:
        return  # no cookie is read, so there is nobody whose authority a stranger's page could borrow
    identify()
    if not access.admits(g.actor):
        raise NotAllowed() if g.actor else NotSignedIn()
    if request.method not in SAFE and bearer() is None:
        refuse_forgery()


def refuse_forgery() -> None:
    if current_actor() is None and request.mimetype == "application/json" and comes_from_here():
        return  # nobody's authority to borrow; and no browser sends JSON across sites without asking, which we never grant
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        raise ForgedRequest("画面が古くなりました。もう一度開いてから、やり直してください。入力した内容は、戻ると残っています。")


def comes_from_here() -> bool:
    """Not sent by another site's page. Programs send neither header; browsers too old for the first send the second."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == request.host


def csrf_token() -> str:
    """Bound to the session, or before sign-in to a cookie of this visit."""
    return csrf_token_of(request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISIT_COOKIE) or visit())


def csrf_token_of(bound: str) -> str:
    return hmac.new(current_app.secret_key.encode(), bound.encode(), hashlib.sha256).hexdigest()  # type: ignore[union-attr]


def visit() -> str:
    if "visit" not in g:
        g.visit = new_secret()
    return g.visit


def keep_visit(response: Any) -> Any:
    if "visit" in g:
        set_cookie(response, VISIT_COOKIE, g.visit)
    return response


def set_cookie(response: Any, name: str, value: str, max_age: int | None = None, http_only: bool = True) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(name, value, max_age=max_age, httponly=http_only, secure=secure, samesite="Lax")


def keep_session(token: str) -> None:
    """Answer with the cookie of a new session. It ends with the browser: counters share their computers."""
    @after_this_request
    def keep(response: Any) -> Any:
        set_cookie(response, SESSION_COOKIE, token)
        return response


def drop_session() -> None:
    @after_this_request
    def drop(response: Any) -> Any:
        response.delete_cookie(SESSION_COOKIE)
        return response


def init_app(app: Flask) -> None:
    app.before_request(guard)
    app.after_request(keep_visit)
