"""Tests as JSON. Keys and explanations are in the result only, which exists after submission."""
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StrictBool

from assessments.attempts import services
from assessments.attempts.views import AccommodationView, AttemptView, Receipt, ResultView, TestView, TimeView
from lms.access import Role, only
from lms.cohorts import scope
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound, Refused, TooMany
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier

api = Api("assessments", __name__)
TRAINEE = only(Role.TRAINEE)
OFFICE = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
Place = Annotated[int, Field(strict=True, ge=-1, le=20)]


class NewAnswer(Body):
    """``response``: positions of the choices in the order shown, from 0; for a matching, the place of each line's match;
    for an ordering, the place of each step shown (-1: none yet); or what was written. Empty takes the answer back.
    ``client_id``: made by the client, the same for every retry. ``base_revision``: the revision this answer was made on,
    0 before the first."""

    response: Annotated[list[Place], Field(max_length=20)] | Annotated[str, Field(max_length=200)]
    client_id: Identifier
    base_revision: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class NewAccommodation(Body):
    """``percent`` of everybody's time: 150 is half as much again, 100 takes extra time back."""

    percent: Annotated[int, Field(strict=True, ge=100, le=300)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class TestTime:
    items: list[AccommodationView]


class Begin(Body):
    """``number``: which attempt is meant, counted from 1. With it a request may be repeated at any time: it begins no
    other attempt, even after that one was submitted. Without it: the running attempt, or the next."""

    number: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Flag(Body):
    on: StrictBool


@dataclass(frozen=True, slots=True)
class Flagged:
    position: int
    on: bool


def own_enrollment() -> str:
    found = enrollments.current_enrollment(actor().person_id, now())
    if found is None:
        raise NotFound()
    return found.id


@api.operation("GET", "/tests/<activity>", access=TRAINEE, returns=TestView, problems=(NotFound,))
def read_test(activity: str) -> TestView:
    """A test before it begins, with the attempts so far"""
    enrolled = own_enrollment()
    services.submit_overdue_of(enrolled, now())
    return services.overview(enrolled, activity, now())


@api.operation("POST", "/tests/<activity>/attempts", access=TRAINEE, query=Begin, returns=AttemptView, status=201,
               problems=(NotFound, Refused))
def start_test(activity: str, query: Begin) -> AttemptView:
    """Begin a test; starting twice gives the same attempt"""
    return services.start(own_enrollment(), activity, now(), query.number)


@api.operation("GET", "/attempts/<attempt_id>", access=TRAINEE, returns=AttemptView, problems=(NotFound,))
def read_attempt(attempt_id: str) -> AttemptView:
    """One's own attempt: questions, saved answers, deadline"""
    return services.attempt(attempt_id, actor().person_id, now())


@api.operation("GET", "/attempts/<attempt_id>/time", access=TRAINEE, returns=TimeView, problems=(NotFound,))
def read_time(attempt_id: str) -> TimeView:
    """Until when one's own attempt may be answered, by the server's clock"""
    return services.time_left(attempt_id, actor().person_id, now())


@api.operation("GET", "/enrollments/<enrollment_id>/test-time", access=OFFICE, returns=TestTime, problems=(NotFound,))
def read_accommodations(enrollment_id: str) -> TestTime:
    """Every decision on a trainee's time in tests, the newest first"""
    person = scope.readable_enrollment(enrollment_id).person_id
    return TestTime(services.accommodations_of(person))


@api.operation("PUT", "/enrollments/<enrollment_id>/test-time", access=CHANGE, body=NewAccommodation,
               returns=AccommodationView, problems=(NotFound, Invalid))
def accommodate(enrollment_id: str, body: NewAccommodation) -> AccommodationView:
    """Extra time in all tests, effective at once, also in a running one"""
    person = scope.changeable_enrollment(enrollment_id).person_id
    return services.accommodate(person, body.percent, body.reason, actor().person_id, now())


@api.operation("PUT", "/attempts/<attempt_id>/answers/<int:position>", access=TRAINEE, body=NewAnswer, returns=Receipt,
               problems=(NotFound, Conflict, Refused, Invalid, TooMany))
def save_answer(attempt_id: str, position: int, body: NewAnswer) -> Receipt:
    """Save an answer; the receipt carries its number in the journal"""
    return services.save_answer(
        attempt_id, actor().person_id, position, body.response, body.client_id, body.base_revision, now())


@api.operation("PUT", "/attempts/<attempt_id>/flags/<int:position>", access=TRAINEE, body=Flag, returns=Flagged,
               problems=(NotFound, Refused, Invalid))
def set_flag(attempt_id: str, position: int, body: Flag) -> Flagged:
    """Mark a question to come back to"""
    services.set_flag(attempt_id, actor().person_id, position, body.on, now())
    return Flagged(position, body.on)


@api.operation("PUT", "/attempts/<attempt_id>/submission", access=TRAINEE, returns=ResultView, problems=(NotFound,))
def submit(attempt_id: str) -> ResultView:
    """Submit the saved answers; submitting twice changes nothing"""
    return services.submit(attempt_id, actor().person_id, now())


@api.operation("GET", "/attempts/<attempt_id>/result", access=TRAINEE, returns=ResultView, problems=(NotFound, Refused))
def read_result(attempt_id: str) -> ResultView:
    """Score, keys and explanations of a submitted attempt"""
    return services.result(attempt_id, actor().person_id, now())
