"""The small program of the courses' tests with a trainee in its round, the secretariat, and packages that others made."""
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.access import Role
from lms.clock import FixedClock
from lms.enrollments import services as enrollments
from lms.plugins import Plugin
from lms.records import services as records
from scorm_export.foreign import services
from scorm_export.foreign.views import ForeignView
from scorm_export.plugin import plugin as scorm_export
from tests.cohorts.conftest import Visitor, visits
from tests.conftest import MORNING
from tests.courses import school
from tests.courses.school import Trainee
from tests.scorm_foreign import samples

PROGRAM, LECTURE = "small", "A1"
TITLE = {"ja": "窓口での多言語対応", "en": "Many languages at the counter"}


@pytest.fixture
def plugins(tmp_path: Path) -> list[Plugin] | None:
    """Without tests: the lectures of the small program have none."""
    return [school.plugin_of(school.write_program(tmp_path)), replace(scorm_export, requires=("courses",))]


@pytest.fixture
def sato(app: Flask) -> Trainee:
    """A trainee whose lecture A1 is open and B1 shut."""
    with app.app_context():
        cohort = school.open_round()
        school.publish()
        return school.trainee(cohort, "sato")


@pytest.fixture
def trainee(app: Flask, clock: FixedClock, sato: Trainee) -> Visitor:
    return visits(app, clock)(person=sato.person_id)


@pytest.fixture
def office(app: Flask, clock: FixedClock) -> Visitor:
    return visits(app, clock)(Role.SECRETARIAT)


@pytest.fixture
def taken(app: Flask) -> Callable[[bytes], ForeignView]:
    """Take a package in."""
    def take(content: bytes) -> ForeignView:
        with app.app_context():
            return services.take_in(io.BytesIO(content), None, "test", MORNING)[0]

    return take


@pytest.fixture
def attached(app: Flask, sato: Trainee, taken: Callable[[bytes], ForeignView]) -> Callable[[bytes], ForeignView]:
    """Take a package in and attach it to lecture A1."""
    def attach(content: bytes) -> ForeignView:
        found = taken(content)
        with app.app_context():
            services.attach(found.id, (PROGRAM, LECTURE), TITLE, "test", MORNING)
        return found

    return attach


def facts(app: Flask, who: Trainee) -> list[tuple[str, dict[str, Any], str]]:
    """What was experienced: activity, result and source."""
    with app.app_context():
        rows = records.history(who.enrollment_id)
        return [(row.fact.activity, dict(row.fact.result), row.source) for row in rows if row.fact.verb == "experienced"]


def standing(app: Flask, who: Trainee) -> Any:
    """What the program says of the trainee, to be compared."""
    with app.app_context():
        return enrollments.standing_of(who.enrollment_id, MORNING)


def two_parts() -> bytes:
    """A SCO and an asset."""
    items = ('<item identifier="i1" identifierref="r1"><title>学ぶ</title></item>'
             '<item identifier="i2" identifierref="r2"><title>資料</title></item>')
    resources = ('<resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html"/>'
                 '<resource identifier="r2" type="webcontent" adlcp:scormtype="asset" href="notes.html"/>')
    return samples.zipped({"imsmanifest.xml": samples.manifest("1.2", items, resources), "index.html": samples.page("1.2"),
                           "notes.html": "<!doctype html><title>資料</title><p>資料です。</p>", "picture.svg": samples.PICTURE})


@pytest.fixture
def signed_in(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """``signed_in(server, visitor)``: a page of a browser of theirs."""
    def enter(server: Any, visitor: Visitor, **options: Any) -> Any:
        page = new_page(server, **options)
        page.context.add_cookies([{"name": "tsunagu_session", "value": visitor.token, "url": server.url}])
        return page

    return enter
