"""Which trainee a contractor's LMS means by one of its learner ids."""
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Invalid
from lms.people import services as people
from scorm_export.contractors.models import Learner
from scorm_export.contractors.rules import folded_reference
from scorm_export.contractors.services.contractors import contractor
from scorm_export.contractors.views import LearnerView


def trainees(contractor_id: str) -> dict[str, str]:
    """Enrollment ids of the rounds that it teaches, by the trainee's mail address."""
    ids = enrollments.ids_in(contractor(contractor_id).cohorts)
    return {people.person(person_id).email: enrollment_id for enrollment_id, person_id in ids.items()}


def enrollment_of(contractor_id: str, reference: str) -> str | None:
    """Whom it means: as it was named, else the trainee of its rounds with that mail address."""
    folded = folded_reference(reference)
    row = db.session.get(Learner, (contractor_id, folded))
    if row is not None:
        return row.enrollment_id
    person = people.find_person_by_email(folded) if "@" in folded else None
    ids = enrollments.ids_in(contractor(contractor_id).cohorts) if person else {}
    return next((enrollment_id for enrollment_id, person_id in ids.items() if person and person_id == person.id), None)


def learners(contractor_id: str) -> list[LearnerView]:
    """Those that were named, by reference."""
    rows = db.session.scalars(select(Learner).where(Learner.contractor_id == contractor_id).order_by(Learner.reference)).all()
    found = [(row, people.person(enrollments.enrollment(row.enrollment_id).person_id)) for row in rows]
    return [LearnerView(row.reference, row.enrollment_id, person.name, person.email) for row, person in found]


def name_learners(contractor_id: str, names: Mapping[str, str], by: str, now: datetime) -> None:
    """Enrollment ids by reference. Invalid for a trainee outside of its rounds, or a reference that is empty."""
    known = set(enrollments.ids_in(contractor(contractor_id).cohorts))
    folded = {folded_reference(reference): enrollment_id for reference, enrollment_id in names.items()}
    if not known.issuperset(folded.values()):
        raise Invalid({"learners": "この委託先が担当する期の受講者ではありません。"})
    if "" in folded:
        raise Invalid({"learners": "学習者IDが空の行があります。"})
    with transaction() as session:
        for reference, enrollment_id in folded.items():
            session.merge(Learner(contractor_id=contractor_id, reference=reference, enrollment_id=enrollment_id, at=now, by=by))
