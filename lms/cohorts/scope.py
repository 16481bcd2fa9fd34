"""Which cohorts and enrollments the signed-in person may see or change. What they may not see does not exist for them."""
from lms.access import Grant, Role
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView, EnrollmentView
from lms.errors import NotAllowed, NotFound
from lms.web.access import actor

READERS = (Role.SECRETARIAT, Role.AUDITOR)


def may_read(cohort_id: str) -> bool:
    return actor().may(*READERS, cohort=cohort_id)


def may_change(cohort_id: str) -> bool:
    return actor().may(Role.SECRETARIAT, cohort=cohort_id)


def may_create() -> bool:
    """Rounds are made by the secretariat of all rounds."""
    return Grant(Role.SECRETARIAT) in actor().grants


def readable(cohort_id: str) -> CohortView:
    found = enrollments.cohort(cohort_id)
    if not may_read(cohort_id):
        raise NotFound(cohort=cohort_id)
    return found


def changeable(cohort_id: str) -> CohortView:
    """NotFound for a round of somebody else, NotAllowed for one that may only be read."""
    found = readable(cohort_id)
    if not may_change(cohort_id):
        raise NotAllowed()
    return found


def readable_enrollment(enrollment_id: str, *, own: bool = False) -> EnrollmentView:
    """``own``: the trainee may read it too."""
    found = enrollments.enrollment(enrollment_id)
    if not may_read(found.cohort_id) and not (own and found.person_id == actor().person_id):
        raise NotFound(enrollment=enrollment_id)
    return found


def changeable_enrollment(enrollment_id: str) -> EnrollmentView:
    found = readable_enrollment(enrollment_id)
    if not may_change(found.cohort_id):
        raise NotAllowed()
    return found
