"""Sign-in, the person themself and their tokens, as JSON."""
from dataclasses import dataclass
from typing import Annotated

from flask import request
from pydantic import Field, StrictBool, StringConstraints

from lms.access import PUBLIC, SIGNED_IN
from lms.errors import Invalid, NotFound, TooMany
from lms.people import services as people
from lms.people.services import NewTokenView, PersonView, RoleView, TokenView
from lms.web import access
from lms.web.access import own_session
from lms.web.api import Api, Body, Line

api = Api("people", __name__)


class Credentials(Body):
    email: Line
    password: Annotated[str, StringConstraints(max_length=1000)]


class NewToken(Body):
    """``days`` until it expires."""

    label: Line
    days: Annotated[int, Field(strict=True, ge=1, le=365)] = 90


class Furigana(Body):
    on: StrictBool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Send ``csrf_token`` as ``X-CSRF-Token`` with every request that changes something."""

    csrf_token: str


@dataclass(frozen=True, slots=True)
class Me:
    """``csrf_token`` is None for a request that came with a token: it needs none."""

    person: PersonView
    roles: list[RoleView]
    csrf_token: str | None


@dataclass(frozen=True, slots=True)
class Tokens:
    items: list[TokenView]


@api.operation("POST", "/sessions", access=PUBLIC, body=Credentials, returns=SignedIn, status=201, problems=(Invalid, TooMany))
def sign_in(body: Credentials) -> SignedIn:
    """Sign in. The answer sets the session's cookie; programs without cookies use a token instead."""
    device = people.device_label(request.user_agent.string)
    token = people.sign_in(body.email, body.password, request.remote_addr or "", access.now(), device)
    access.keep_session(token)
    return SignedIn(access.csrf_token_of(token))


@api.operation("DELETE", "/sessions/current", access=SIGNED_IN, status=204, problems=(NotFound,))
def sign_out() -> None:
    """Sign out."""
    people.revoke_session(access.actor().person_id, own_session(), access.now())
    access.drop_session()


@api.operation("GET", "/me", access=SIGNED_IN, returns=Me)
def me() -> Me:
    """Who I am, my roles, and the token for forms."""
    actor = access.actor()
    csrf_token = access.csrf_token() if actor.session_id else None
    return Me(people.person(actor.person_id), people.roles_of(actor.person_id), csrf_token)


@api.operation("GET", "/me/tokens", access=SIGNED_IN, returns=Tokens)
def tokens() -> Tokens:
    """My API tokens that still work, the newest first. Their secrets are not stored."""
    return Tokens(people.api_tokens_of(access.actor().person_id, access.now()))


@api.operation("POST", "/me/tokens", access=SIGNED_IN, body=NewToken, returns=NewTokenView, status=201, problems=(Invalid,))
def create_token(body: NewToken) -> NewTokenView:
    """Make an API token. Its secret is in this answer only."""
    own_session()
    return people.create_api_token(access.actor().person_id, body.label, body.days, access.now())


@api.operation("DELETE", "/me/tokens/<token_id>", access=SIGNED_IN, status=204, problems=(NotFound,))
def revoke_token(token_id: str) -> None:
    """Revoke an API token of mine."""
    people.revoke_api_token(access.actor().person_id, token_id, access.now())


@api.operation("PUT", "/me/furigana", access=SIGNED_IN, body=Furigana, status=204)
def furigana(body: Furigana) -> None:
    """Show readings above kanji, or not."""
    people.set_furigana(access.actor().person_id, body.on)
