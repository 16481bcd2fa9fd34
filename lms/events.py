"""How rooms hear of each other: a service publishes a frozen event, plugins subscribe in their declaration.

A subscriber runs inside the publisher's transaction, so that what follows from a fact stands or falls with it.
"""
from typing import Any

from flask import current_app


def publish(event: Any) -> None:
    for part in current_app.extensions["lms.parts"]:
        for subscriber in part.subscriptions.get(type(event), ()):
            subscriber(event)
