"""Lectures by JSON: open, take the lease, report what was watched, confirm what was read."""
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from courses.lectures import services
from courses.lectures.pages import TRAINEES, my_enrollment, spoken
from courses.lectures.player import Player
from courses.lectures.transcript import Cue
from courses.lectures.views import LeaseView, WatchView
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier
from lms.web.words import locale

api = Api("lectures", __name__)
Second = Annotated[int, Field(strict=True, ge=0, le=100_000)]


@dataclass(frozen=True, slots=True)
class SectionSummary:
    id: str
    title: str
    text: str
    read: bool


@dataclass(frozen=True, slots=True)
class LectureSummary:
    """A lecture as a client needs it. ``video`` is an address for this person alone, for some hours."""

    code: str
    title: str
    minutes: int
    version: str
    is_sample: bool
    video: str
    objectives: list[str]
    key_points: list[str]
    sections: list[SectionSummary]
    watch: WatchView


class WatchReport(Body):
    """``spans``: half-open pairs of whole seconds in the order they were played."""

    lease: Identifier
    spans: Annotated[list[tuple[Second, Second]], Field(max_length=200)]
    position: Second


@api.operation("GET", "/lectures/<activity>", access=TRAINEES, returns=LectureSummary, problems=(NotFound, Refused))
def lecture(activity: str) -> LectureSummary:
    """Open a lecture: its text, its video's address, and what has been watched."""
    view = services.open_lecture(my_enrollment().id, activity, actor().person_id, locale(), now())
    sections = [SectionSummary(s.id, s.title, s.text, s.id in view.watch.sections_read) for s in view.sections]
    edition = view.edition
    return LectureSummary(
        view.code, edition.title, view.minutes, view.version, view.is_sample,
        Player(view, actor().person_id, locale(), now()).source(), list(edition.objectives),
        list(edition.key_points), sections, view.watch)


@api.operation("POST", "/lectures/<activity>/lease", access=TRAINEES, returns=LeaseView, status=201,
               problems=(NotFound, Refused))
def take_lease(activity: str) -> LeaseView:
    """Make this player the one that earns credit."""
    return services.take_lease(my_enrollment().id, activity, actor().person_id, now())


@api.operation("POST", "/lectures/<activity>/watch", access=TRAINEES, body=WatchReport, returns=WatchView,
               problems=(NotFound, Refused, Conflict, Invalid))
def report(activity: str, body: WatchReport) -> WatchView:
    """Report watched seconds; the server credits what its own clock allows."""
    return services.record_watch(
        my_enrollment().id, activity, actor().person_id, body.lease, body.spans, body.position, now())


@api.operation("PUT", "/lectures/<activity>/sections/<section>/confirmation", access=TRAINEES, returns=WatchView,
               problems=(NotFound, Refused, Invalid))
def confirm(activity: str, section: str) -> WatchView:
    """Confirm that a section was read."""
    return services.confirm_section(my_enrollment().id, activity, actor().person_id, section, locale(), now())


@api.operation("GET", "/lectures/<activity>/transcript", access=TRAINEES, returns=list[Cue],
               problems=(NotFound, Refused))
def transcript(activity: str) -> list[Cue]:
    """What is said in the recording, with the second at which it is said."""
    return spoken(services.open_lecture(my_enrollment().id, activity, actor().person_id, locale(), now()))
