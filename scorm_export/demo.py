"""A fictitious contractor for the demo round: two modules' lectures, three lecturers, a dispatch, and results that came home.

It teaches a round of its own beside the demo round, whose trainees belong to the agency.
"""
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from assessments.attempts import services as attempts
from lms.access import Role
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson
from lms.periods import civil_day
from scorm_export.contractors import services as contractors
from scorm_export.contractors.rules import CASE_STUDY
from scorm_export.contractors.services import NewQualification
from scorm_export.dispatch import services as dispatches
from scorm_export.dispatch.rules import Wanted
from scorm_export.packages import services as packages
from scorm_export.results import services as results
from scorm_export.results.outcome import Outcome, Way
from scorm_export.results.services import Envelope

NAME, PROGRAM, CODE = "研修受託株式会社", "fnsc-training", "demo-contractor"
LECTURES = ("A1", "B1", "B2", "B3", "B4")
TRAINEES = 14
# Name, what they teach, for how many days from today, and what R092 asks of those who lead case studies.
LECTURERS = (
    ("大西 弘", ("A", "B"), 400, "", ""),
    ("ラマ サビナ", ("B1", "B2"), 25, "", ""),
    ("中川 陽子", (CASE_STUDY,), 200, "多文化共生マネージャー(2018年に認定)", ""),
)


def make_demo(cohort_id: str, emails: Mapping[Role, str], by: str, now: datetime) -> None:
    """Once, in the transaction of the demo."""
    made = contractors.create_contractor(NAME, by, now)
    own = _round(cohort_id, now)
    contractors.set_cohorts(made.id, [own])
    contractors.set_lectures(made.id, PROGRAM, LECTURES)
    contractors.add_member(made.id, people.people_by_email([emails[Role.CONTRACTOR]])[emails[Role.CONTRACTOR]].id, by, now)
    for name, subjects, days, insight, experience in LECTURERS:
        contractors.add_qualification(made.id, NewQualification(
            name, subjects, "講師養成研修の修了証", civil_day(now) + timedelta(days=days), insight, experience), by, now)
    dispatches.create(made.id, Wanted(PROGRAM, LECTURES, ("review-test",), "ja", 30, civil_day(now) + timedelta(days=150)), by, now)
    contractors.decide_credit(made.id, True, "契約書第8条により、試行の結果を確かめたため。", by, now)
    for n in range(TRAINEES):
        _learner(made.id, own, n, by, now)


def _round(cohort_id: str, now: datetime) -> str:
    """With the dates of the demo round."""
    like = enrollments.cohort(cohort_id)
    starts = {name: civil_day(window.opens) for name, window in like.windows.items()}
    ends = {name: window.last_day for name, window in like.windows.items() if name not in ("learning", "practice")}
    title = {"ja": "委託先の見本の期(デモ)", "en": "Demo round of a contractor"}
    return enrollments.create_cohort(CODE, PROGRAM, title, starts, ends, now).id


def _learner(contractor_id: str, cohort_id: str, n: int, by: str, now: datetime) -> None:
    """A trainee, whom the contractor's system calls by a number, with a lecture or three; the last one nobody has named yet."""
    person = people.create_person(NewPerson(f"c{n:02}@demo.example", "見本", f"{n + 1}号", "ミホン"), now)
    people.grant_role(person.id, Role.TRAINEE, by, now)
    enrolled = enrollments.enroll(cohort_id, person.id, None, by, now)
    if n < TRAINEES - 1:
        contractors.name_learners(contractor_id, {f"k-{n:04}": enrolled.id}, by, now)
    chance = Random(n)  # noqa: S311 - the same demo every time
    for m, lecture in enumerate(LECTURES[:1 + n % 3]):
        at = now - timedelta(days=12 - m, minutes=17 * n)
        answers = _answers(lecture, chance, now)
        score = round(sum(answers.values()) / max(len(answers), 1), 2)
        outcome = Outcome(
            f"k-{n:04}", lecture, at, "", completed=True, success=score >= 0.8, score=score, seconds=3600 + 60 * n, answers=answers)
        results.receive(Envelope(contractor_id, PROGRAM, Way.CSV, by), outcome, at)


def _answers(lecture: str, chance: Random, now: datetime) -> dict[str, bool]:
    program = packages.newest_program(PROGRAM)
    test = next(iter(program.closing_of(lecture)))
    return {version.item.id: chance.random() < 0.88 for version in attempts.askable(program, [test.id], civil_day(now))[test.id][:5]}
