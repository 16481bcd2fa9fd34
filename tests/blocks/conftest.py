"""The core with the sample blocks, their published snapshot, and two people."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.blocks import services
from lms.clock import FixedClock
from lms.db import db
from lms.people import services as people
from tests.blocks import samples

PASSWORD = "tsunagu to hito wo 12"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(plugins=[samples.plugin])


@pytest.fixture
def snapshot_id(app: Flask) -> str:
    with app.app_context():
        return services.publish_snapshot(samples.SNAPSHOT)


@dataclass
class Visitor:
    """Somebody with a session and their own CSRF token, asking handlers of the sample snapshot."""

    client: FlaskClient
    snapshot_id: str
    person_id: str
    csrf: str

    def post(self, usage_id: str, handler: str, data: Any = None, **more: Any) -> Any:
        headers = {"Accept": "application/json", "X-CSRF-Token": self.csrf} | more.pop("headers", {})
        address = f"/blocks/{self.snapshot_id}/{usage_id}/handlers/{handler}"
        return self.client.post(address, json=data, headers=headers, **more)


@pytest.fixture
def visitor(app: Flask, snapshot_id: str, clock: FixedClock) -> Callable[[str], Visitor]:
    def make(name: str = "sato") -> Visitor:
        with app.app_context():
            new = people.NewPerson(f"{name}@city.example", name, "明里", "さとう あかり")
            person_id = people.create_person(new, clock.now(), PASSWORD).id
            session = people.sign_in(f"{name}@city.example", PASSWORD, "203.0.113.9", clock.now())
        client = app.test_client()
        client.set_cookie("tsunagu_session", session)
        return Visitor(client, snapshot_id, person_id, csrf_of(app, session))

    return make


def csrf_of(app: Flask, session: str) -> str:
    from lms.web.access import csrf_token

    with app.test_request_context(headers={"Cookie": f"tsunagu_session={session}"}):
        return csrf_token()


@pytest.fixture
def sato(visitor: Callable[[str], Visitor]) -> Visitor:
    return visitor("sato")


def stored(app: Flask) -> dict[str, tuple[int, dict[str, Any]]]:
    """What the block host keeps: usage id to revision and state."""
    from lms.blocks.models import BlockState

    with app.app_context():
        rows = db.session.scalars(select(BlockState)).all()
        return {row.usage_id: (row.revision, row.state) for row in rows}


