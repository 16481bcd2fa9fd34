"""Round R9-1 on a database, and people in it."""
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.people import services as people
from lms.people.rules import NewPerson
from lms.programs import services as programs
from tests.heart.ground import ENDS, STARTS, jst

OFFICE = "office"
BEFORE = jst("05-20 10:00")
TITLE = {"ja": "令和9年度 第1期", "en": "FY2027 round 1"}


def open_round(code: str = "R9-1") -> CohortView:
    """Domain.md 2.2, with the shipped program."""
    programs.load(BEFORE)
    return enrollments.create_cohort(code, "fnsc-training", TITLE, STARTS, ENDS, BEFORE)


def enrolled(cohort_id: str, name: str, organization_id: str | None = None) -> str:
    """The enrollment id of a new person."""
    person = people.create_person(NewPerson(f"{name}@example.jp", "緑川", name, "ミドリカワ"), BEFORE)
    return enrollments.enroll(cohort_id, person.id, organization_id, OFFICE, BEFORE).id
