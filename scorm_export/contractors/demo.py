"""A fictitious contractor for the demonstration: one round, one module, three lecturers, and an account that exists."""
from datetime import datetime, timedelta

from lms.people import services as people
from lms.periods import civil_day
from scorm_export.contractors import services
from scorm_export.contractors.rules import CASE_STUDY
from scorm_export.contractors.services import NewQualification

NAME, PROGRAM = "研修受託株式会社", "fnsc-training"
LECTURES = ("A1", "B1", "B2", "B3", "B4")
# Name, what they teach, for how many days from today, and what R092 asks of those who lead case studies.
LECTURERS = (
    ("大西 弘", ("A", "B"), 400, "", ""),
    ("ラマ サビナ", ("B1", "B2"), 25, "", ""),
    ("中川 陽子", (CASE_STUDY,), 200, "多文化共生マネージャー(2018年に認定)", ""),
)


def make_demo(cohort_id: str, email: str, by: str, now: datetime) -> str:
    """The contractor's id. ``email`` is the address of somebody who is registered; Conflict where it was made before."""
    made = services.create_contractor(NAME, by, now)
    services.set_cohorts(made.id, [cohort_id])
    services.set_lectures(made.id, PROGRAM, LECTURES)
    services.add_member(made.id, people.people_by_email([email])[email].id, by, now)
    for name, subjects, days, insight, experience in LECTURERS:
        services.add_qualification(made.id, NewQualification(
            name, subjects, "講師養成研修の修了証", civil_day(now) + timedelta(days=days), insight, experience), by, now)
    services.decide_credit(made.id, True, "契約書第8条により、試行の結果を確かめたため。", by, now)
    return made.id
