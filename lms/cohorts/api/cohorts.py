"""Rounds: their dates, who is in them, and rosters."""
from dataclasses import dataclass
from typing import Annotated

from flask import url_for
from pydantic import StringConstraints

from lms.cohorts import rules, scope
from lms.cohorts.api.door import CHANGE, READ, CivilDay, CohortOut, Limit, Offset, RowOut, Words, api
from lms.enrollments import services as enrollments
from lms.enrollments.rules import with_single_days
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.programs import services as programs
from lms.rosters import services as rosters
from lms.rosters.rules import RosterRow, problem_of_row
from lms.rosters.services import Outcome, RosterLine
from lms.web.access import actor, now
from lms.web.api import Body, Identifier, Line

Cell = Annotated[Line, StringConstraints(max_length=200)]


class NewCohort(Body):
    """``starts`` and ``ends`` by window, ``YYYY-MM-DD``. An end is only for windows whose length the program leaves
    open; without one they last a day."""

    code: Identifier
    program: Identifier
    title_ja: Cell
    title_en: Cell
    starts: dict[Identifier, CivilDay]
    ends: dict[Identifier, CivilDay] = {}


class Part(Body):
    """Which part of a list: at most ``limit`` items after the first ``offset``."""

    limit: Limit = 100
    offset: Offset = 0


class NewEnrollment(Body):
    """Somebody unknown is created. Either half of the name may be empty, not both, unless there is a Latin name."""

    email: Cell
    family_name: Cell = ""
    given_name: Cell = ""
    kana: Cell = ""
    latin_name: Cell = ""
    organization: Cell = ""


class Roster(Body):
    """A roster as CSV (or with tabs): a line of column names, then one person a line."""

    csv: Annotated[str, StringConstraints(max_length=2_000_000)]


class CohortExtension(Body):
    """``until`` is the last day of the longer window."""

    window: Identifier
    until: CivilDay
    reason: Words


@dataclass(frozen=True, slots=True)
class Cohorts:
    items: list[CohortOut]


@dataclass(frozen=True, slots=True)
class Rows:
    """By risk: who will miss the window first. ``total`` counts all of the round."""

    total: int
    items: list[RowOut]


@dataclass(frozen=True, slots=True)
class Registered:
    """``invitation``: the address where a person without a password sets one; it is in this answer only."""

    line: int
    email: str
    name: str
    organization: str
    outcome: Outcome
    message: str
    known_as: str
    enrollment_id: str | None
    invitation: str | None

    @classmethod
    def of(cls, line: RosterLine) -> "Registered":
        link = line.invitation and url_for("invitations.welcome", token=line.invitation, _external=True)
        return cls(line.line, line.email, line.name, line.organization, line.outcome, line.message, line.known_as,
                   line.enrollment_id, link)


@dataclass(frozen=True, slots=True)
class RosterResult:
    """``errors`` counts the lines that are wrong; with any, an import changes nothing."""

    errors: int
    lines: list[Registered]

    @classmethod
    def of(cls, lines: list[RosterLine]) -> "RosterResult":
        return cls(sum(line.outcome is Outcome.ERROR for line in lines), [Registered.of(line) for line in lines])


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people the extension moved; who had a later end already keeps it."""

    reached: int


@api.operation("GET", "/cohorts", access=READ, returns=Cohorts)
def list_cohorts() -> Cohorts:
    """The rounds I may see, the newest first."""
    sizes = enrollments.sizes()
    return Cohorts([CohortOut.of(c, sizes.get(c.id, 0)) for c in enrollments.cohorts() if scope.may_read(c.id)])


@api.operation("POST", "/cohorts", access=CHANGE, body=NewCohort, returns=CohortOut, status=201,
               problems=(Conflict, NotFound, Invalid))
def create_cohort(body: NewCohort) -> CohortOut:
    """Make a round. The ends of windows of fixed length follow the Civil Code."""
    if not scope.may_create():
        raise NotAllowed("新しい期を作れるのは、すべての期を受け持つ事務局だけです。")
    program = programs.program(programs.newest(body.program).id)
    title, ends = {"ja": body.title_ja, "en": body.title_en}, with_single_days(program, body.starts, body.ends)
    return CohortOut.of(enrollments.create_cohort(body.code, body.program, title, body.starts, ends, now()), 0)


@api.operation("GET", "/cohorts/<cohort_id>", access=READ, returns=CohortOut, problems=(NotFound,))
def get_cohort(cohort_id: str) -> CohortOut:
    """One round with its windows."""
    return CohortOut.of(scope.readable(cohort_id), enrollments.size_of(cohort_id))


@api.operation("GET", "/cohorts/<cohort_id>/enrollments", access=READ, query=Part, returns=Rows,
               problems=(NotFound,))
def list_enrollments(cohort_id: str, query: Part) -> Rows:
    """Who is in a round and where they stand."""
    scope.readable(cohort_id)
    rows = rules.ordered(enrollments.cohort_rows(cohort_id, now()), "risk")
    return Rows(len(rows), [RowOut.of(row) for row in rows[query.offset:query.offset + query.limit]])


@api.operation("POST", "/cohorts/<cohort_id>/enrollments", access=CHANGE, body=NewEnrollment, returns=Registered,
               status=201, problems=(NotFound, Conflict, Invalid))
def enroll(cohort_id: str, body: NewEnrollment) -> Registered:
    """Register one person."""
    scope.changeable(cohort_id)
    row = RosterRow(1, **body.model_dump())
    if problem := problem_of_row(row):
        raise Invalid({"email" if "@" in problem else "family_name": problem})
    return Registered.of(rosters.register(cohort_id, row, actor().person_id, now()))


@api.operation("POST", "/cohorts/<cohort_id>/roster-checks", access=CHANGE, body=Roster, returns=RosterResult,
               problems=(NotFound, Invalid))
def check_roster(cohort_id: str, body: Roster) -> RosterResult:
    """What an import would do, line by line. Changes nothing."""
    scope.changeable(cohort_id)
    return RosterResult.of(rosters.check(cohort_id, body.csv, now()))


@api.operation("POST", "/cohorts/<cohort_id>/rosters", access=CHANGE, body=Roster, returns=RosterResult, status=201,
               problems=(NotFound, Conflict, Invalid))
def import_roster(cohort_id: str, body: Roster) -> RosterResult:
    """Register everyone on a roster, or nobody."""
    scope.changeable(cohort_id)
    return RosterResult.of(rosters.import_roster(cohort_id, body.csv, actor().person_id, now()))


@api.operation("POST", "/cohorts/<cohort_id>/extensions", access=CHANGE, body=CohortExtension, returns=Reached,
               status=201, problems=(NotFound, Invalid))
def extend_cohort(cohort_id: str, body: CohortExtension) -> Reached:
    """Move the end of a window for everyone in a round, all or nothing. It cannot be taken back."""
    scope.changeable(cohort_id)
    return Reached(enrollments.extend_cohort(
        cohort_id, body.window, body.until, body.reason, actor().person_id, now()))
