"""Decisions: exemptions and extensions, each with its reason."""
from datetime import date, datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.enrollments import rules
from lms.enrollments.models import CohortExtension, Decision, Enrollment
from lms.enrollments.services.cohorts import cohort
from lms.enrollments.services.rows import decision_view, held_cohort, held_ground, refuse
from lms.enrollments.views import DecisionView
from lms.ids import derived_id, new_id
from lms.periods import window_of_days
from lms.programs.progress import Progress, Verb
from lms.programs.standing import ended
from lms.records import services as records


def grant_exemption(
    enrollment_id: str, activity_id: str, reason: str, evidence: str, by: str, now: datetime
) -> DecisionView:
    """Waive a lecture on evidence, effective at once (rulings A3 to A5)."""
    with transaction():
        program, _, progress = held_ground(enrollment_id)
        refuse({"activity": rules.refusal_to_waive(program, progress, activity_id), **_unsaid(reason, evidence)})
        return decide(enrollment_id, Verb.WAIVED, activity_id, reason, evidence, None, by, now)


def withdraw_exemption(enrollment_id: str, activity_id: str, reason: str, by: str, now: datetime) -> DecisionView:
    """Take a waiver back, before the review test is passed (ruling A5)."""
    with transaction():
        program, _, progress = held_ground(enrollment_id)
        refuse({"activity": rules.refusal_to_unwaive(program, progress, activity_id), **_unsaid(reason, "-")})
        return decide(enrollment_id, Verb.UNWAIVED, activity_id, reason, "", None, by, now)


def extend(
    enrollment_id: str, window: str, until: date, reason: str, evidence: str, by: str, now: datetime
) -> DecisionView:
    """Move the end of one person's window to 24:00 of ``until``, with reason and documents (ruling A14)."""
    with transaction():
        program, dates, progress = held_ground(enrollment_id)
        shut = rules.refusal_to_extend_one(program, dates, progress, window, until, now)
        refuse({"until": shut, **_unsaid(reason, evidence)})
        closes = window_of_days(until, until).closes
        return decide(enrollment_id, Verb.EXTENDED, window, reason, evidence, closes, by, now)


def extend_cohort(cohort_id: str, window: str, until: date, reason: str, by: str, now: datetime) -> int:
    """The same for everyone in a cohort, all or nothing, e.g. after an outage (ruling A13). How many it reached."""
    with transaction() as session:
        found, closes = held_cohort(cohort_id), window_of_days(until, until).closes
        reached = reached_by_extension(cohort_id, window, until, now)
        refuse(_unsaid(reason, "-"))
        for enrollment_id in reached:
            decide(enrollment_id, Verb.EXTENDED, window, reason, "", closes, by, now)
        found.extensions.append(CohortExtension(
            id=new_id(), window=window, closes_at=closes, reason=reason.strip(), by=by, at=now))
        session.flush()
    return len(reached)


def reached_by_extension(cohort_id: str, window: str, until: date, now: datetime) -> list[str]:
    """Ids of the enrollments that a new end for the whole cohort moves: not those whose own end is later already,
    nor those who left."""
    found = cohort(cohort_id)
    dates, shared = found.windows, Progress(extended=found.extended)
    refuse({"until": rules.refusal_to_extend(dates, shared, window, until, now)})
    ids = list(db.session.scalars(select(Enrollment.id).where(Enrollment.cohort_id == cohort_id)))
    progress = records.progress_of_many(ids)
    return [i for i in ids if not ended(progress[i], now)
            and rules.refusal_to_extend(dates, progress[i], window, until, now) is None]


def decisions_of(enrollment_id: str) -> list[DecisionView]:
    """Every exemption and extension with its reason, the newest first."""
    rows = db.session.scalars(select(Decision).where(Decision.enrollment_id == enrollment_id)
                              .order_by(Decision.at.desc()))
    return [decision_view(row) for row in rows]


def decisions_in(cohort_id: str) -> list[DecisionView]:
    """The same for a whole cohort, in one query."""
    rows = db.session.scalars(
        select(Decision).join(Enrollment, Enrollment.id == Decision.enrollment_id)
        .where(Enrollment.cohort_id == cohort_id).order_by(Decision.at.desc(), Decision.id))
    return [decision_view(row) for row in rows]


def _unsaid(reason: str, evidence: str) -> dict[str, str | None]:
    return {
        "reason": rules.problem_of_reason(reason),
        "evidence": rules.problem_of_evidence(evidence),
    }


def decide(  # noqa: PLR0913 - a decision has this many parts
    enrollment_id: str, verb: Verb, subject: str, reason: str, evidence: str, closes: datetime | None, by: str,
    now: datetime,
) -> DecisionView:
    with transaction() as session:
        key = new_id()
        row = Decision(
            id=key, enrollment_id=enrollment_id, kind=str(verb), subject=subject, closes_at=closes,
            reason=reason.strip(), evidence=evidence.strip(), by=by, at=now)
        session.add(row)
        result = {"decision": key} | ({"closes_at": closes.isoformat()} if closes else {})
        records.append(enrollment_id, verb, subject, at=now, by=by, result=result, fact_id=derived_id("decision", key))
        return decision_view(row)
