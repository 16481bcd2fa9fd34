"""Accepting an invitation, as JSON."""
from typing import Annotated

from pydantic import StringConstraints

from lms.access import PUBLIC
from lms.errors import NotFound
from lms.invitations import services
from lms.web.access import now
from lms.web.api import Api, Body, Line

api = Api("invitations", __name__)


class Acceptance(Body):
    """``token`` is the last part of the invitation's link; ``new_password`` has 12 characters or more."""

    token: Line
    new_password: Annotated[str, StringConstraints(max_length=1000)]


@api.operation("POST", "/invitation-acceptances", access=PUBLIC, body=Acceptance, status=204, problems=(NotFound,))
def accept(body: Acceptance) -> None:
    """Set the first password. Sign in with it next."""
    services.accept_invitation(body.token, body.new_password, now())
