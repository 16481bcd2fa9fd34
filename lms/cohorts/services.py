"""Decisions for several people at once: what they would do to each, and doing them, all or nothing."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.db import transaction
from lms.enrollments import rules
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortRow, DecisionView
from lms.errors import Invalid, NotFound
from lms.people import services as people
from lms.periods import Window
from lms.programs import services as programs
from lms.programs.definition import Program
from lms.programs.progress import Progress
from lms.records import services as records


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the people a decision is about. ``closes`` is their present end of the window in question, ``problem``
    (a message id) why the decision cannot reach them."""

    enrollment_id: str
    name: str
    organization: str
    closes: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    """The same decision for the same reason at the same moment, with everybody it reached. Names by enrollment id."""

    decision: DecisionView
    by: str
    names: Mapping[str, str]


def candidates_to_extend(
    cohort_id: str, ids: Sequence[str], window: str, until: date | None, now: datetime
) -> list[Candidate]:
    """``until`` None: nothing is asked yet, so nothing is refused."""
    found = enrollments.cohort(cohort_id)
    dates = found.windows  # an extension of the whole round is in everybody's progress
    program = programs.program(found.program_version)

    def problem(progress: Progress) -> str | None:
        return rules.refusal_to_extend_one(program, dates, progress, window, until, now) if until else None

    return _candidates(cohort_id, ids, dates.get(window), window, problem, now)


def candidates_to_exempt(
    cohort_id: str, ids: Sequence[str], activity_id: str | None, now: datetime
) -> list[Candidate]:
    """``activity_id`` None: nothing is asked yet, so nothing is refused."""
    program = program_of(cohort_id)

    def problem(progress: Progress) -> str | None:
        return rules.refusal_to_waive(program, progress, activity_id) if activity_id else None

    return _candidates(cohort_id, ids, None, "", problem, now)


def _candidates(  # noqa: PLR0913 - the two above share all of it
    cohort_id: str, ids: Sequence[str], dates: Window | None, window: str,
    problem: Callable[[Progress], str | None], now: datetime,
) -> list[Candidate]:
    rows, progress = _rows(cohort_id, ids, now), records.progress_of_many(ids)
    return [Candidate(
        row.enrollment_id, row.name, row.organization,
        max(dates.closes, progress[row.enrollment_id].extended.get(window, dates.closes)) if dates else None,
        problem(progress[row.enrollment_id])) for row in rows]


def _rows(cohort_id: str, ids: Sequence[str], now: datetime) -> list[CohortRow]:
    """NotFound where one of them is not in this cohort."""
    rows = {row.enrollment_id: row for row in enrollments.cohort_rows(cohort_id, now)}
    unknown = [i for i in ids if i not in rows]
    if unknown:
        raise NotFound(enrollment=unknown[0])
    return [rows[i] for i in dict.fromkeys(ids)]


def extend_each(  # noqa: PLR0913 - a decision has this many parts
    ids: Sequence[str], window: str, until: date, reason: str, evidence: str, by: str, now: datetime
) -> int:
    """All or nothing. How many it reached."""
    with transaction():
        for enrollment_id in dict.fromkeys(ids):
            enrollments.extend(enrollment_id, window, until, reason, evidence, by, now)
    return len(set(ids))


def exempt_each(ids: Sequence[str], activity_id: str, reason: str, evidence: str, by: str, now: datetime) -> int:
    """All or nothing. How many it reached."""
    with transaction():
        for enrollment_id in dict.fromkeys(ids):
            enrollments.grant_exemption(enrollment_id, activity_id, reason, evidence, by, now)
    return len(set(ids))


def problems_of_words(reason: str, evidence: str | None) -> dict[str, str]:
    """Messages for the reason and, where one is asked for, the evidence; by field."""
    found = {"reason": rules.problem_of_reason(reason)}
    if evidence is not None:
        found["evidence"] = rules.problem_of_evidence(evidence)
    return {name: message for name, message in found.items() if message}


def program_of(cohort_id: str) -> Program:
    return programs.program(enrollments.cohort(cohort_id).program_version)


def reach_of_whole(cohort_id: str, window: str, until: date, now: datetime) -> tuple[int, str | None]:
    """How many people a new end for the whole cohort moves, and why it cannot."""
    try:
        return len(enrollments.reached_by_extension(cohort_id, window, until, now)), None
    except Invalid as error:
        return 0, error.errors["until"]


def decision_groups(decisions: Sequence[DecisionView], names: Mapping[str, str]) -> list[DecisionGroup]:
    """Decisions taken together are shown as one. ``names`` by enrollment id; the order is kept."""
    found: dict[tuple[object, ...], list[DecisionView]] = {}
    for d in decisions:
        found.setdefault((d.kind, d.subject, d.closes_at, d.reason, d.evidence, d.by, d.at), []).append(d)
    persons = people.people_named({d.by for d in decisions})
    return [DecisionGroup(
        group[0], persons[group[0].by].name if group[0].by in persons else group[0].by,
        {d.enrollment_id: names.get(d.enrollment_id, "") for d in group}) for group in found.values()]


def names_in(cohort_id: str, now: datetime) -> dict[str, str]:
    return {row.enrollment_id: row.name for row in enrollments.cohort_rows(cohort_id, now)}
