"""The trainee's own enrollment."""
from lms.access import SIGNED_IN
from lms.cohorts.api.door import EnrollmentOut, api
from lms.cohorts.api.enrollments import StandingOut
from lms.enrollments import services as enrollments
from lms.enrollments.views import EnrollmentView
from lms.errors import NotFound
from lms.web.access import actor, now


@api.operation("GET", "/me/enrollment", access=SIGNED_IN, returns=EnrollmentOut, problems=(NotFound,))
def my_enrollment() -> EnrollmentOut:
    """What I am enrolled in now."""
    return EnrollmentOut.of(current())


@api.operation("GET", "/me/standing", access=SIGNED_IN, returns=StandingOut, problems=(NotFound,))
def my_standing() -> StandingOut:
    """Where I stand: my stage, what is next and by when, and why each door is open or shut."""
    return StandingOut.of(enrollments.standing_of(current().id, now()), now())


def current() -> EnrollmentView:
    found = enrollments.current_enrollment(actor().person_id, now())
    if found is None:
        raise NotFound("受講している研修はありません。")
    return found
