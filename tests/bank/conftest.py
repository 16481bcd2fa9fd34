"""The house with its shipped items, and staff of every role. The clock stands at 10 June 2027."""
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from lms.people import services as people
from lms.people.services import NewPerson
from lms.plugins import Plugin
from tests.cohorts.conftest import Visitor, visits
from tests.conftest import MORNING, MakeApp

PROGRAM, LECTURE = "fnsc-training", "E2-02"
NEW = {
    "ja": """## e2-02-91
kind: single
section: contract
clause: 労働基準法第15条
difficulty: 2

{{労働条件|ろうどうじょうけん}}の書面が届かないとき、最初に何をしますか。

- (x) 状況を聞く。
- ( ) 会社に電話をする。

> まず本人の話を聞きます。
""".replace("{{", "{").replace("}}", "}"),
    "en": """## e2-02-91
kind: single
section: contract
clause: Labor Standards Act, Article 15
difficulty: 2

No written conditions have arrived. What comes first?

- (x) Listen.
- ( ) Call the company.

> Listen to the person first.
""",
}


def changed(texts: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The same change in whichever language has the words."""
    return {locale: text.replace(old, new) for locale, text in texts.items()}


@pytest.fixture
def app(make_app: MakeApp, plugins: list[Plugin] | None) -> Flask:
    return make_app(plugins, loaded=True)


@pytest.fixture
def inside(any_database_app: Flask) -> Iterator[Flask]:
    """An application context for the whole test, on both databases."""
    with any_database_app.app_context():
        yield any_database_app


@pytest.fixture
def visit(app: Flask, clock: FixedClock) -> Callable[..., Visitor]:
    return visits(app, clock)


@pytest.fixture
def mori(visit: Callable[..., Visitor]) -> Visitor:
    """A lecturer, who writes."""
    return visit(Role.LECTURER)


@pytest.fixture
def hayashi(visit: Callable[..., Visitor]) -> Visitor:
    """The secretariat, who judges."""
    return visit(Role.SECRETARIAT)


def person(name: str) -> str:
    """The id of somebody."""
    return people.create_person(NewPerson(f"{name}@univ.example", "森", "拓也", "モリ タクヤ"), MORNING).id
