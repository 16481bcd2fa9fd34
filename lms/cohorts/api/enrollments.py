"""One enrollment: its standing, its facts, and the decisions about it."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.access import SIGNED_IN
from lms.cohorts import scope
from lms.cohorts.api.door import CHANGE, CivilDay, EnrollmentOut, Words, api
from lms.enrollments import services as enrollments
from lms.enrollments.views import DecisionView
from lms.errors import Invalid, NotFound
from lms.programs.standing import ActivityStanding, Refusal, StageStanding, Standing
from lms.records import services as records
from lms.records.rules import Row
from lms.web.access import actor, now
from lms.web.api import Body, Identifier


class Exemption(Body):
    """``evidence`` names the papers that were seen."""

    activity: Identifier
    reason: Words
    evidence: Words


class Withdrawal(Body):
    activity: Identifier
    reason: Words


class Extension(Body):
    """``until`` is the last day of the longer window."""

    window: Identifier
    until: CivilDay
    reason: Words
    evidence: Words


@dataclass(frozen=True, slots=True)
class RefusalOut:
    """``reason`` is a stable code; ``clause`` where it comes from; ``opens_when`` activities still to be done."""

    reason: str
    clause: str
    opens_when: list[str]
    retry_at: datetime | None

    @classmethod
    def of(cls, refusal: Refusal) -> "RefusalOut":
        return cls(str(refusal.reason), refusal.clause, list(refusal.opens_when), refusal.retry_at)


@dataclass(frozen=True, slots=True)
class ActivityOut:
    """``begun_at`` to ``best_score`` are what the ledger knows; ``closes_at`` is the person's own end."""

    id: str
    kind: str
    title: dict[str, str]
    stage: str
    module: str | None
    minutes: int
    state: str
    satisfied: bool
    begun_at: datetime | None
    completed_at: datetime | None
    passed_at: datetime | None
    best_score: float | None
    attempts: int
    opens_at: datetime | None
    closes_at: datetime | None
    refusal: RefusalOut | None

    @classmethod
    def of(cls, stands: ActivityStanding) -> "ActivityOut":
        a, d, w = stands.activity, stands.done, stands.window
        return cls(a.id, a.kind, dict(a.title), a.stage, a.module, a.minutes, str(stands.state), stands.satisfied,
                   d.begun_at, d.completed_at, d.passed_at, d.best_score, d.attempts, w.opens if w else None, w.closes if w else None,
                   RefusalOut.of(stands.refusal) if stands.refusal else None)


@dataclass(frozen=True, slots=True)
class StageOut:
    id: str
    title: dict[str, str]
    state: str
    opens_at: datetime | None
    closes_at: datetime | None

    @classmethod
    def of(cls, stands: StageStanding) -> "StageOut":
        w = stands.window
        return cls(stands.stage.id, dict(stands.stage.title), str(stands.state),
                   w.opens if w else None, w.closes if w else None)


@dataclass(frozen=True, slots=True)
class StandingOut:
    """Where a trainee stands at ``as_of``. Minutes are standard study time of finished lectures; ``stage`` and
    ``next`` are ids, None when nothing is left; ``ended`` says how the enrollment ended early."""

    as_of: datetime
    stage: str | None
    next: str | None
    deadline: datetime | None
    minutes_done: int
    minutes_exempt: int
    minutes_left: int
    ended: str | None
    stages: list[StageOut]
    activities: list[ActivityOut]

    @classmethod
    def of(cls, standing: Standing, as_of: datetime) -> "StandingOut":
        stage, following, time = standing.current_stage, standing.next, standing.time
        return cls(as_of, stage.stage.id if stage else None, following.activity.id if following else None,
                   standing.deadline, time.done, time.exempt, time.left, standing.ended, [StageOut.of(s) for s in standing.stages],
                   [ActivityOut.of(a) for a in standing.activities.values()])


@dataclass(frozen=True, slots=True)
class FactOut:
    """One line of the ledger with its place in the chain."""

    id: str
    sequence: int
    verb: str
    activity: str
    result: dict[str, Any]
    version: str | None
    at: datetime
    by: str
    source: str
    previous: str
    digest: str

    @classmethod
    def of(cls, row: Row) -> "FactOut":
        f = row.fact
        return cls(f.id, row.sequence, str(f.verb), f.activity, dict(f.result), f.version, f.at, row.by, row.source,
                   row.previous, row.digest)


@dataclass(frozen=True, slots=True)
class Facts:
    items: list[FactOut]


@dataclass(frozen=True, slots=True)
class DecisionOut:
    kind: str
    subject: str
    closes_at: datetime | None
    reason: str
    evidence: str
    by: str
    at: datetime

    @classmethod
    def of(cls, d: DecisionView) -> "DecisionOut":
        return cls(d.kind, d.subject, d.closes_at, d.reason, d.evidence, d.by, d.at)


@api.operation("GET", "/enrollments/<enrollment_id>", access=SIGNED_IN, returns=EnrollmentOut, problems=(NotFound,))
def get_enrollment(enrollment_id: str) -> EnrollmentOut:
    """One enrollment: the office's view, or my own."""
    return EnrollmentOut.of(scope.readable_enrollment(enrollment_id, own=True))


@api.operation("GET", "/enrollments/<enrollment_id>/standing", access=SIGNED_IN, returns=StandingOut,
               problems=(NotFound,))
def get_standing(enrollment_id: str) -> StandingOut:
    """Every "may I", "why not" and "by when" of one enrollment."""
    scope.readable_enrollment(enrollment_id, own=True)
    return StandingOut.of(enrollments.standing_of(enrollment_id, now()), now())


@api.operation("GET", "/enrollments/<enrollment_id>/facts", access=SIGNED_IN, returns=Facts, problems=(NotFound,))
def list_facts(enrollment_id: str) -> Facts:
    """The ledger of one enrollment, the oldest first."""
    scope.readable_enrollment(enrollment_id, own=True)
    return Facts([FactOut.of(row) for row in records.history(enrollment_id)])


@api.operation("POST", "/enrollments/<enrollment_id>/exemptions", access=CHANGE, body=Exemption, returns=DecisionOut,
               status=201, problems=(NotFound, Invalid))
def grant_exemption(enrollment_id: str, body: Exemption) -> DecisionOut:
    """Exempt somebody from a lecture, effective at once."""
    scope.changeable_enrollment(enrollment_id)
    return DecisionOut.of(enrollments.grant_exemption(
        enrollment_id, body.activity, body.reason, body.evidence, actor().person_id, now()))


@api.operation("POST", "/enrollments/<enrollment_id>/exemption-withdrawals", access=CHANGE, body=Withdrawal,
               returns=DecisionOut, status=201, problems=(NotFound, Invalid))
def withdraw_exemption(enrollment_id: str, body: Withdrawal) -> DecisionOut:
    """Take an exemption back, before the review test is passed."""
    scope.changeable_enrollment(enrollment_id)
    return DecisionOut.of(enrollments.withdraw_exemption(
        enrollment_id, body.activity, body.reason, actor().person_id, now()))


@api.operation("POST", "/enrollments/<enrollment_id>/extensions", access=CHANGE, body=Extension, returns=DecisionOut,
               status=201, problems=(NotFound, Invalid))
def extend(enrollment_id: str, body: Extension) -> DecisionOut:
    """Move the end of one person's window. It cannot be taken back."""
    scope.changeable_enrollment(enrollment_id)
    return DecisionOut.of(enrollments.extend(
        enrollment_id, body.window, body.until, body.reason, body.evidence, actor().person_id, now()))
