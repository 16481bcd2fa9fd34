"""Cohorts and enrollments: who is in, where they stand, and the decisions that move a door."""
from lms.enrollments.services.cohorts import (
    cohort,
    cohort_by_code,
    cohort_ids_of,
    cohort_rows,
    cohorts,
    create_cohort,
    ids_in,
    persons_in,
    planned_windows,
    size_of,
    sizes,
)
from lms.enrollments.services.decisions import (
    decisions_in,
    decisions_of,
    extend,
    extend_cohort,
    grant_exemption,
    reached_by_extension,
    withdraw_exemption,
)
from lms.enrollments.services.doors import is_exempt, program_of, require_open, standing_of, window_of
from lms.enrollments.services.enrolling import (
    ACTIVE_ELSEWHERE,
    active_elsewhere,
    current_enrollment,
    enroll,
    rounds_of,
)
from lms.enrollments.services.rows import enrollment

__all__ = [
    "ACTIVE_ELSEWHERE", "active_elsewhere", "cohort", "cohort_by_code", "cohort_ids_of", "cohort_rows", "cohorts", "create_cohort",
    "current_enrollment", "decisions_in", "decisions_of", "enroll", "enrollment", "extend", "extend_cohort",
    "grant_exemption", "ids_in", "is_exempt", "persons_in", "planned_windows", "program_of", "reached_by_extension",
    "require_open", "rounds_of", "size_of", "sizes", "standing_of", "window_of", "withdraw_exemption",
]
