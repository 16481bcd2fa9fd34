"""The secretariat's pages: who may see them, and what they show."""
import pytest

from lms.access import Role
from tests.cohorts.conftest import Round, Visit, Visitor

READING = ("/cohorts", "/cohorts/{c}", "/cohorts/{c}/schedule", "/cohorts/{c}/decisions", "/enrollments/{e}",
           "/cohorts/{c}/cohort.csv")
CHANGING = ("/cohorts/new", "/cohorts/{c}/enroll", "/cohorts/{c}/extensions", "/cohorts/{c}/roster-template.csv")


def path_of(pattern: str, cohort: Round) -> str:
    return pattern.format(c=cohort.id, e=cohort.enrollments[0])


@pytest.mark.parametrize("pattern", [*READING, *CHANGING])
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_sees_its_pages_and_no_others(pattern: str, role: Role | None, cohort: Round, visit: Visit) -> None:
    allowed = {Role.SECRETARIAT} | ({Role.AUDITOR} if pattern in READING else set())
    expected = 302 if role is None else 200 if role in allowed else 403
    assert visit(role).get(path_of(pattern, cohort)).status_code == expected
