"""Cohorts and enrollments: who is in, where they stand, and the decisions that move a door."""
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.db import db, transaction
from lms.enrollments import rules
from lms.enrollments.models import Cohort, CohortExtension, CohortWindow, Decision, Enrollment
from lms.enrollments.views import CohortRow, CohortView, DecisionView, EnrollmentView
from lms.errors import Conflict, Invalid, NotFound, Refused
from lms.ids import derived_id, new_id
from lms.people import services as people
from lms.periods import Window, window_of_days
from lms.programs import services as programs
from lms.programs import standing as standings
from lms.programs.definition import Activity, Program, Words
from lms.programs.progress import Progress, Verb
from lms.programs.standing import Standing
from lms.records import services as records

# Cohorts -----------------------------------------------------------------------------------------------

def create_cohort(
    code: str, program_id: str, title: Words, starts: Mapping[str, date], ends: Mapping[str, date], now: datetime
) -> CohortView:
    """A round with its windows. Raises as ``planned_windows`` does."""
    version = programs.newest(program_id)
    with transaction() as session:
        windows = planned_windows(code, program_id, title, starts, ends)
        row = Cohort(id=new_id(), code=code, program_version_id=version.id, title_ja=title["ja"],
                     title_en=title["en"], created_at=now)
        row.windows = [CohortWindow(cohort_id=row.id, name=name, window=w) for name, w in windows.items()]
        session.add(row)
        session.flush()
        return _cohort_view(row)


def planned_windows(
    code: str, program_id: str, title: Words, starts: Mapping[str, date], ends: Mapping[str, date]
) -> dict[str, Window]:
    """What ``create_cohort`` would store. Raises Invalid by field or window, also where the training takes more
    than half a year (as ``starts``), and Conflict where the code is taken."""
    program = programs.program(programs.newest(program_id).id)
    windows, errors = rules.plan(program, starts, ends)
    _refuse({**rules.problems_of_titles(code, title), **errors})
    if cohort_by_code(code):
        raise Conflict("同じ記号の期が、すでにあります。", code=code)
    return windows


def cohorts() -> list[CohortView]:
    """All cohorts, the newest first."""
    rows = db.session.scalars(
        select(Cohort).options(selectinload(Cohort.extensions)).order_by(Cohort.created_at.desc()))
    return [_cohort_view(row) for row in rows]


def cohort(cohort_id: str) -> CohortView:
    return _cohort_view(_cohort(cohort_id))


def cohort_by_code(code: str) -> CohortView | None:
    row = db.session.scalars(select(Cohort).where(Cohort.code == code)).first()
    return _cohort_view(row) if row else None


def cohort_rows(cohort_id: str, now: datetime) -> list[CohortRow]:
    """Everyone in a cohort, who will miss the window first. The number of queries does not grow with the cohort."""
    found = _cohort(cohort_id)
    program, dates = programs.program(found.program_version_id), _windows(found)
    enrolled = db.session.execute(
        select(Enrollment.id, Enrollment.person_id, Enrollment.organization_id)
        .where(Enrollment.cohort_id == cohort_id)).all()
    progress = records.progress_of_many([row.id for row in enrolled])
    named = people.people_named(row.person_id for row in enrolled)
    places = {o.id: o.name for o in people.organizations()}
    rows = [CohortRow(
        row.id, row.person_id, named[row.person_id].name, named[row.person_id].kana, named[row.person_id].email,
        places.get(row.organization_id or "", ""), rules.workload(program, dates, progress[row.id], now))
        for row in enrolled]
    return sorted(rows, key=lambda r: (rules.by_risk(r.load), r.kana, r.enrollment_id))


# Enrollments -------------------------------------------------------------------------------------------

def enroll(cohort_id: str, person_id: str, organization_id: str | None, by: str, now: datetime) -> EnrollmentView:
    """Register one person; Conflict where they are in the cohort already."""
    with transaction() as session:
        if session.scalar(select(Enrollment.id).where(
                Enrollment.cohort_id == cohort_id, Enrollment.person_id == person_id)):
            raise Conflict("この方は、すでにこの期に登録されています。", person=person_id)
        row = Enrollment(id=new_id(), person_id=person_id, cohort=_cohort(cohort_id),
                         organization_id=organization_id, enrolled_at=now)
        session.add(row)
        session.flush()
        records.open_ledger(row.id, now, by)
        for e in row.cohort.extensions:
            _decide(row.id, Verb.EXTENDED, e.window, e.reason, "", e.closes_at, by, now)
        return _enrollment_view(row)


def enrollment(enrollment_id: str) -> EnrollmentView:
    """Kept as long as the session, which is one request: what the view holds never changes, and a page asks often."""
    kept: dict[str, EnrollmentView] = db.session.info.setdefault("enrollments", {})
    if enrollment_id not in kept:
        kept[enrollment_id] = _enrollment_view(_enrollment(enrollment_id))
    return kept[enrollment_id]


def current_enrollment(person_id: str, now: datetime) -> EnrollmentView | None:
    """The enrollment a person is working on: the latest one (there is one active at a time, ruling A41)."""
    row = db.session.scalars(select(Enrollment).where(Enrollment.person_id == person_id)
                             .order_by(Enrollment.enrolled_at.desc()).limit(1)).first()
    return enrollment(row.id) if row else None


def persons_in(cohort_id: str) -> set[str]:
    return set(db.session.scalars(select(Enrollment.person_id).where(Enrollment.cohort_id == cohort_id)))


def sizes() -> dict[str, int]:
    """How many people each cohort has; a cohort without any is left out."""
    counted = select(Enrollment.cohort_id, func.count()).group_by(Enrollment.cohort_id)
    return {cohort_id: size for cohort_id, size in db.session.execute(counted)}


def size_of(cohort_id: str) -> int:
    return db.session.scalar(
        select(func.count()).select_from(Enrollment).where(Enrollment.cohort_id == cohort_id)) or 0


def program_of(enrollment_id: str) -> Program:
    return programs.program(enrollment(enrollment_id).program_version)


def standing_of(enrollment_id: str, now: datetime) -> Standing:
    program, dates, progress = _ground(enrollment_id)
    return standings.standing(program, dates, progress, now)


def require_open(enrollment_id: str, activity_id: str, now: datetime) -> Activity:
    """The activity, if its door is open now. Raises Refused with reason, clause, opens_when and retry_at."""
    program, dates, progress = _ground(enrollment_id)
    activity = program.activity(activity_id)
    if activity is None:
        raise NotFound(activity=activity_id)
    shut = standings.refusal(program, dates, progress, activity, now)
    if shut is not None:
        raise Refused(activity=activity_id, reason=str(shut.reason), clause=shut.clause,
                      opens_when=list(shut.opens_when), retry_at=shut.retry_at and shut.retry_at.isoformat())
    return activity


def window_of(enrollment_id: str, activity_id: str) -> Window:
    """The person's own window for an activity, extensions included; NotFound where the cohort has no dates for it."""
    program, dates, progress = _ground(enrollment_id)
    activity = program.activity(activity_id)
    window = standings.window_for(program, dates, progress, activity) if activity else None
    if window is None:
        raise NotFound(activity=activity_id)
    return window


def _ground(enrollment_id: str) -> tuple[Program, Mapping[str, Window], Progress]:
    view = enrollment(enrollment_id)
    return programs.program(view.program_version), view.dates, records.progress_of(enrollment_id)


# Decisions: exemptions and extensions ------------------------------------------------------------------

def grant_exemption(
    enrollment_id: str, activity_id: str, reason: str, evidence: str, by: str, now: datetime
) -> None:
    """Waive a lecture on evidence, effective at once (rulings A3 to A5)."""
    program, _, progress = _ground(enrollment_id)
    _refuse({"activity": rules.refusal_to_waive(program, progress, activity_id), **_unsaid(reason, evidence)})
    _decide(enrollment_id, Verb.WAIVED, activity_id, reason, evidence, None, by, now)


def withdraw_exemption(enrollment_id: str, activity_id: str, reason: str, by: str, now: datetime) -> None:
    """Take a waiver back, before the review test is passed (ruling A5)."""
    program, _, progress = _ground(enrollment_id)
    _refuse({"activity": rules.refusal_to_unwaive(program, progress, activity_id), **_unsaid(reason, "-")})
    _decide(enrollment_id, Verb.UNWAIVED, activity_id, reason, "", None, by, now)


def extend(
    enrollment_id: str, window: str, until: date, reason: str, evidence: str, by: str, now: datetime
) -> None:
    """Move the end of one person's window to 24:00 of ``until``, with the reason (ruling A14)."""
    _, dates, progress = _ground(enrollment_id)
    _refuse({"until": rules.refusal_to_extend(dates, progress, window, until, now), **_unsaid(reason, evidence or "-")})
    _decide(enrollment_id, Verb.EXTENDED, window, reason, evidence, window_of_days(until, until).closes, by, now)


def extend_cohort(cohort_id: str, window: str, until: date, reason: str, by: str, now: datetime) -> int:
    """The same for everyone in a cohort, all or nothing, e.g. after an outage (ruling A13). How many it reached."""
    with transaction() as session:
        found, closes = _cohort(cohort_id), window_of_days(until, until).closes
        reached = reached_by_extension(cohort_id, window, until, now)
        _refuse(_unsaid(reason, "-"))
        for enrollment_id in reached:
            _decide(enrollment_id, Verb.EXTENDED, window, reason, "", closes, by, now)
        found.extensions.append(CohortExtension(
            id=new_id(), window=window, closes_at=closes, reason=reason.strip(), by=by, at=now))
        session.flush()
    return len(reached)


def reached_by_extension(cohort_id: str, window: str, until: date, now: datetime) -> list[str]:
    """Ids of the enrollments that a new end for the whole cohort moves: not those whose own end is later already."""
    found = cohort(cohort_id)
    dates, shared = found.windows, Progress(extended=found.extended)
    _refuse({"until": rules.refusal_to_extend(dates, shared, window, until, now)})
    ids = list(db.session.scalars(select(Enrollment.id).where(Enrollment.cohort_id == cohort_id)))
    progress = records.progress_of_many(ids)
    return [i for i in ids if rules.refusal_to_extend(dates, progress[i], window, until, now) is None]


def decisions_of(enrollment_id: str) -> list[DecisionView]:
    """Every exemption and extension with its reason, the newest first."""
    rows = db.session.scalars(select(Decision).where(Decision.enrollment_id == enrollment_id)
                              .order_by(Decision.at.desc()))
    return [_decision_view(row) for row in rows]


def decisions_in(cohort_id: str) -> list[DecisionView]:
    """The same for a whole cohort, in one query."""
    rows = db.session.scalars(
        select(Decision).join(Enrollment, Enrollment.id == Decision.enrollment_id)
        .where(Enrollment.cohort_id == cohort_id).order_by(Decision.at.desc(), Decision.id))
    return [_decision_view(row) for row in rows]


def _decide(  # noqa: PLR0913 - a decision has this many parts
    enrollment_id: str, verb: Verb, subject: str, reason: str, evidence: str, closes: datetime | None, by: str,
    now: datetime,
) -> None:
    with transaction() as session:
        key = new_id()
        session.add(Decision(
            id=key, enrollment_id=enrollment_id, kind=str(verb), subject=subject, closes_at=closes,
            reason=reason.strip(), evidence=evidence.strip(), by=by, at=now))
        result = {"decision": key} | ({"closes_at": closes.isoformat()} if closes else {})
        records.append(enrollment_id, verb, subject, at=now, by=by, result=result, fact_id=derived_id("decision", key))


def _unsaid(reason: str, evidence: str) -> dict[str, str | None]:
    return {
        "reason": rules.problem_of_reason(reason),
        "evidence": rules.problem_of_evidence(evidence),
    }


def _refuse(problems: Mapping[str, str | None]) -> None:
    errors = {name: message for name, message in problems.items() if message}
    if errors:
        raise Invalid(errors)


# Rows to views -----------------------------------------------------------------------------------------

def _cohort(cohort_id: str) -> Cohort:
    row = db.session.get(Cohort, cohort_id)
    if row is None:
        raise NotFound(cohort=cohort_id)
    return row


def _enrollment(enrollment_id: str) -> Enrollment:
    row = db.session.get(Enrollment, enrollment_id)
    if row is None:
        raise NotFound(enrollment=enrollment_id)
    return row


def _windows(row: Cohort) -> dict[str, Window]:
    return {w.name: w.window for w in row.windows}


def _cohort_view(row: Cohort) -> CohortView:
    extended = {e.window: e.closes_at for e in sorted(row.extensions, key=lambda e: e.closes_at)}
    return CohortView(row.id, row.code, {"ja": row.title_ja, "en": row.title_en}, row.program_version_id,
                      _windows(row), extended)


def _enrollment_view(row: Enrollment) -> EnrollmentView:
    place = people.organization_name(row.organization_id)
    return EnrollmentView(
        row.id, row.person_id, row.cohort_id, {"ja": row.cohort.title_ja, "en": row.cohort.title_en},
        row.cohort.program_version_id, place, _windows(row.cohort))


def _decision_view(row: Decision) -> DecisionView:
    return DecisionView(
        row.enrollment_id, row.kind, row.subject, row.closes_at, row.reason, row.evidence, row.by, row.at)
